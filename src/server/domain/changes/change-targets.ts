import { In } from 'typeorm';
import type { Database } from '../../database/database';
import { tenantOf } from '../../database/batch';
import { fromGlobalId } from '../../foundation/ids';
import { invalidInput, notFound } from '../../foundation/errors';
import type { Operation } from '../../foundation/operation';
import { authorize } from '../access/authorize';
import type { Permission } from '../access/permissions';
import { EnvironmentEntity } from '../environments/environment.entity';
import { ProjectEntity } from '../projects/project.entity';
import type { Change, IntentName } from './change';

/** Fields of intents that hold ids, with the type of what they name. */
const idFields: Record<string, string> = {
  projectId: 'Project',
  environmentId: 'Environment',
  fromEnvironmentId: 'Environment',
  copyFromEnvironmentId: 'Environment',
  ownerId: 'Member',
};

/** The intent with the database's ids in place of the global ones. */
export function withPlainIds(intent: object): object {
  const plain: Record<string, unknown> = { ...intent };
  for (const [field, type] of Object.entries(idFields)) {
    if (plain[field] != null) plain[field] = fromGlobalId(type, plain[field] as string);
  }
  return plain;
}

const environmentIntents = /^(create|update|archive|restore)Environment$/;

/** What it takes to ask for an intent: those that name a project need more than those that name an environment. */
export function permissionOf(name: IntentName, intent: object): Permission {
  if (environmentIntents.test(name)) return 'environment.manage';
  return 'projectId' in intent ? 'flag.manage' : 'configuration.update';
}

/** The intents that write rows of the project beside the configuration. */
export const touchesProject = ({ name, intent }: Change): boolean =>
  permissionOf(name, intent) !== 'configuration.update';

/**
 * The one project that a change is about, once the caller may do all of it. Throws NOT_FOUND for what the caller does
 * not see, FORBIDDEN for what it may not do, and BAD_USER_INPUT for a change about several projects.
 */
export async function authorizedProject(
  database: Database,
  operation: Operation,
  changes: readonly Change[],
): Promise<string> {
  const organizationId = tenantOf(operation);
  const environments = await environmentsOf(database, organizationId, changes);
  const projectIds = new Set<string>();
  for (const { name, intent } of changes) {
    const fields = intent as unknown as Partial<Record<string, string | null>>;
    const environment = fields.environmentId == null ? null : known(environments, fields.environmentId);
    const projectId = environment?.projectId ?? (fields.projectId as string);
    const isManaged = environmentIntents.test(name);
    const environmentId = isManaged ? null : environment?.id;
    authorize(operation.actor, permissionOf(name, intent), { organizationId, projectId, environmentId });
    for (const field of ['fromEnvironmentId', 'copyFromEnvironmentId']) {
      const id = fields[field];
      if (id == null) continue;
      const source = known(environments, id);
      const scope = { organizationId, projectId: source.projectId, environmentId: source.id };
      authorize(operation.actor, 'read', scope);
      projectIds.add(source.projectId);
    }
    projectIds.add(projectId);
  }
  const [projectId, ...others] = projectIds;
  if (others.length > 0) {
    throw invalidInput('All intents of one change are about one project', { field: ['changes'] });
  }
  await assertInUse(database, organizationId, projectId);
  return projectId;
}

/** An organization-wide role covers any project id, also one that nobody has. */
async function assertInUse(database: Database, organizationId: string, id: string): Promise<void> {
  const project = await database.read.findOneBy(ProjectEntity, { organizationId, id });
  if (!project) throw notFound('Project');
  if (project.archivedAt !== null)
    throw invalidInput(`The project \`${project.key}\` is archived; restore it first`);
}

const known = (environments: Map<string, EnvironmentEntity>, id: string): EnvironmentEntity => {
  const environment = environments.get(id);
  if (!environment) throw notFound('Environment');
  return environment;
};

async function environmentsOf(
  database: Database,
  organizationId: string,
  changes: readonly Change[],
): Promise<Map<string, EnvironmentEntity>> {
  const ids = changes.flatMap(({ intent }) =>
    Object.entries(idFields).flatMap(([field, type]) => {
      const id = (intent as unknown as Record<string, string | null | undefined>)[field];
      return type === 'Environment' && id != null ? [id] : [];
    }),
  );
  if (ids.length === 0) return new Map();
  const rows = await database.read.find(EnvironmentEntity, {
    where: { organizationId, id: In([...new Set(ids)]) },
  });
  return new Map(rows.map((row) => [row.id, row]));
}
