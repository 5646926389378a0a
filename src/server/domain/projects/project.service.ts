import { tenantOf } from '../../database/batch';
import type { Database } from '../../database/database';
import { isDuplicate } from '../../database/failures';
import { allOf, hasText, isArchived, isOneOf } from '../../database/filters';
import { conflict, notFound } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import type { Connection, PageArguments, Pagination } from '../../foundation/pagination';
import { authorize, authorOf, isAllowed, visibleProjectIds } from '../access/authorize';
import { descriptionFrom, keyFrom, nameFrom } from '../access/names';
import { changeRow } from '../access/versioned-row';
import type { AuditService } from '../audit/audit.service';
import { ProjectEntity } from './project.entity';
import type { ProjectLoaders } from './project.loaders';

export interface ProjectFilter {
  text?: string | null;
  archived?: boolean | null;
}

export interface CreateProject {
  key: string;
  name: string;
  description?: string | null;
}

export interface ProjectChange {
  projectId: string;
  expectedVersion?: number | null;
}

/** Absent: as it is. */
export interface UpdateProject extends ProjectChange {
  name?: string | null;
  description?: string | null;
}

export class ProjectService {
  constructor(
    private readonly database: Database,
    private readonly loaders: ProjectLoaders,
    private readonly pagination: Pagination,
    private readonly audit: AuditService,
  ) {}

  async find(operation: Operation, id: string): Promise<ProjectEntity | null> {
    authorize(operation.actor, 'read', { organizationId: tenantOf(operation) });
    return visible(operation, await operation.load(this.loaders.byId).load(id));
  }

  async findByKey(operation: Operation, key: string): Promise<ProjectEntity | null> {
    authorize(operation.actor, 'read', { organizationId: tenantOf(operation) });
    return visible(operation, await operation.load(this.loaders.byKey).load(key));
  }

  /** Those that the caller sees: a role on one environment shows its project. */
  async list(
    operation: Operation,
    page: PageArguments,
    filter?: ProjectFilter | null,
  ): Promise<Connection<ProjectEntity>> {
    const organizationId = tenantOf(operation);
    authorize(operation.actor, 'read', { organizationId });
    const projectIds = visibleProjectIds(operation.actor);
    return this.pagination.connect(operation, {
      list: 'projects',
      parentId: organizationId,
      arguments: page,
      loader: this.loaders.byOrganization,
      filter: allOf(
        isArchived(filter?.archived),
        projectIds && isOneOf('id', projectIds),
        hasText(['`key`', 'name'], filter?.text),
      ),
    });
  }

  async create(operation: Operation, input: CreateProject): Promise<ProjectEntity> {
    const { actor, now } = operation;
    const organizationId = tenantOf(operation);
    authorize(actor, 'project.create', { organizationId });
    const project = {
      id: newId(),
      organizationId,
      key: keyFrom(input.key),
      name: nameFrom(input.name),
      description: descriptionFrom(input.description ?? ''),
      version: 1,
      createdAt: now,
      archivedAt: null,
    };
    await this.database
      .transaction(async (transaction) => {
        await transaction.insert(ProjectEntity, project);
        await this.audit.appendToOrganization(transaction, {
          organizationId,
          author: authorOf(actor),
          action: 'createProject',
          details: { projectId: project.id, key: project.key, name: project.name },
          now,
        });
      })
      .catch((error: unknown) => {
        throw isDuplicate(error) ? keyTaken(project.key) : error;
      });
    return project;
  }

  async update(operation: Operation, input: UpdateProject): Promise<ProjectEntity> {
    const project = await this.managed(operation, input.projectId);
    if (project.archivedAt !== null) throw archived();
    const { name, description, expectedVersion } = input;
    const set = {
      ...(name != null && { name: nameFrom(name) }),
      ...(description != null && { description: descriptionFrom(description) }),
    };
    return this.change(operation, 'updateProject', project, set, expectedVersion);
  }

  /** Takes it out of the lists and stops changes to it; its SDKs are served on as before. */
  async archive(operation: Operation, { projectId, expectedVersion }: ProjectChange): Promise<ProjectEntity> {
    const project = await this.managed(operation, projectId);
    if (project.archivedAt !== null) throw archived();
    const set = { archivedAt: operation.now };
    return this.change(operation, 'archiveProject', project, set, expectedVersion ?? project.version);
  }

  async restore(operation: Operation, { projectId, expectedVersion }: ProjectChange): Promise<ProjectEntity> {
    const project = await this.managed(operation, projectId);
    if (project.archivedAt === null) {
      throw conflict('The project is not archived', { reason: 'NOT_ARCHIVED' });
    }
    const set = { archivedAt: null };
    return this.change(operation, 'restoreProject', project, set, expectedVersion ?? project.version);
  }

  private async managed(operation: Operation, id: string): Promise<ProjectEntity> {
    const project = await operation.load(this.loaders.byId).load(id);
    if (!project) throw notFound('Project');
    authorize(operation.actor, 'project.update', scopeOf(project));
    return project;
  }

  /** The project's row is locked before the organization's head, as everywhere. */
  private change(
    { actor, now }: Operation,
    action: string,
    { id, organizationId, key }: ProjectEntity,
    set: Partial<ProjectEntity>,
    expectedVersion: number | null | undefined,
  ): Promise<ProjectEntity> {
    const details = { projectId: id, key, ...set };
    return this.database.transaction(async (transaction) => {
      const project = await changeRow(
        transaction,
        ProjectEntity,
        { organizationId, id },
        set,
        expectedVersion,
      );
      const author = authorOf(actor);
      await this.audit.appendToOrganization(transaction, { organizationId, author, action, details, now });
      return project;
    });
  }
}

const scopeOf = ({ organizationId, id }: ProjectEntity) => ({ organizationId, projectId: id });

const visible = ({ actor }: Operation, project: ProjectEntity | null): ProjectEntity | null =>
  project && isAllowed(actor, 'read', scopeOf(project)) ? project : null;

const archived = (): Error =>
  conflict('The project is archived: restore it first', {
    reason: 'ARCHIVED',
    field: ['input', 'projectId'],
  });

const keyTaken = (key: string): Error =>
  conflict(`The key \`${key}\` is taken, by an archived project perhaps: keys are never used twice`, {
    reason: 'KEY_TAKEN',
    field: ['input', 'key'],
  });
