import type { EntityManager } from 'typeorm';
import { conflict, notFound } from '../../foundation/errors';
import type { Scope } from './authorize';

/** Where a role or a key is wanted: an environment, a project, or else the whole organization. */
export interface PlaceInput {
  projectId?: string | null;
  environmentId?: string | null;
}

export interface Place extends Scope {
  projectId: string | null;
  environmentId: string | null;
  /** It, or the project around it. */
  isArchived: boolean;
}

/**
 * The place behind the ids of an organization's project or environment. Access comes before the nouns that it guards,
 * so it knows no more of them than these columns. Throws NOT_FOUND for what does not exist, or is another tenant's.
 */
export async function findPlace(
  manager: EntityManager,
  organizationId: string,
  { projectId, environmentId }: PlaceInput,
): Promise<Place> {
  if (environmentId != null) return findEnvironment(manager, organizationId, environmentId);
  if (projectId != null) return findProject(manager, organizationId, projectId);
  return { organizationId, projectId: null, environmentId: null, isArchived: false };
}

/** For what an archived place takes no more of. */
export function assertInUse({ environmentId, isArchived }: Place): void {
  if (!isArchived) return;
  const noun = environmentId === null ? 'project' : 'environment';
  throw conflict(`The ${noun} is archived: restore it first`, { reason: 'ARCHIVED' });
}

async function findProject(
  manager: EntityManager,
  organizationId: string,
  projectId: string,
): Promise<Place> {
  const [row] = (await manager.query(
    'SELECT archived_at FROM projects WHERE organization_id = ? AND id = ?',
    [organizationId, projectId],
  )) as { archived_at: unknown }[];
  if (!row) throw notFound('Project');
  return { organizationId, projectId, environmentId: null, isArchived: row.archived_at !== null };
}

async function findEnvironment(
  manager: EntityManager,
  organizationId: string,
  environmentId: string,
): Promise<Place> {
  const [row] = (await manager.query(
    'SELECT project_id, archived_at FROM environments WHERE organization_id = ? AND id = ?',
    [organizationId, environmentId],
  )) as { project_id: string; archived_at: unknown }[];
  if (!row) throw notFound('Environment');
  const project = await findProject(manager, organizationId, row.project_id);
  const isArchived = project.isArchived || row.archived_at !== null;
  return { organizationId, projectId: row.project_id, environmentId, isArchived };
}
