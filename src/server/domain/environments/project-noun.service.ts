import { tenantOf } from '../../database/batch';
import { notFound } from '../../foundation/errors';
import { fromGlobalId, parseGlobalId } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import type { Connection, Filter, PageArguments, Pagination } from '../../foundation/pagination';
import { authorize, canSee, type Scope } from '../access/authorize';
import type { ProjectNoun, ProjectNounLoaders } from './project-noun.loaders';

export interface ProjectPlace {
  id: string;
  organizationId: string;
}

/** How another subgraph names a row: by its global id, or by its key and its project's global id. */
export interface ProjectNounReference {
  id?: string;
  project?: { id: string };
  key?: string;
}

/** Reading a noun that stands in a project under a key. What the caller may not see is not there. */
export abstract class ProjectNounService<Row extends ProjectNoun> {
  constructor(
    /** The name of its GraphQL type. */
    private readonly noun: string,
    protected readonly loaders: ProjectNounLoaders<Row>,
    protected readonly pagination: Pagination,
  ) {}

  async find(operation: Operation, id: string): Promise<Row | null> {
    authorizeTenant(operation);
    const row = await operation.load(this.loaders.byId).load(id);
    return row && canSee(operation.actor, this.scopeOf(row)) ? row : null;
  }

  async get(operation: Operation, globalId: string): Promise<Row> {
    authorizeTenant(operation);
    const row = await this.find(operation, fromGlobalId(this.noun, globalId));
    if (!row) throw notFound(this.noun);
    return row;
  }

  async findByKey(operation: Operation, projectId: string, key: string): Promise<Row | null> {
    authorizeTenant(operation);
    const row = await operation.load(this.loaders.byKey).load({ projectId, key });
    return row && canSee(operation.actor, this.scopeOf(row)) ? row : null;
  }

  /** In the order of `keys`. */
  findByKeys(operation: Operation, projectId: string, keys: readonly string[]): Promise<(Row | null)[]> {
    return Promise.all(keys.map((key) => this.findByKey(operation, projectId, key)));
  }

  async findByReference(operation: Operation, reference: ProjectNounReference): Promise<Row | null> {
    authorizeTenant(operation);
    const { id: globalId, project, key } = reference;
    if (globalId !== undefined) {
      const id = idBehind(this.noun, globalId);
      return id === null ? null : this.find(operation, id);
    }
    const projectId = project && idBehind('Project', project.id);
    return projectId && key !== undefined ? this.findByKey(operation, projectId, key) : null;
  }

  protected connect(
    operation: Operation,
    project: ProjectPlace,
    page: PageArguments,
    filter: Filter | undefined,
  ): Promise<Connection<Row>> {
    authorize(operation.actor, 'read', { organizationId: project.organizationId, projectId: project.id });
    return this.pagination.connect(operation, {
      list: `Project.${this.noun}`,
      parentId: project.id,
      arguments: page,
      loader: this.loaders.byProject,
      filter,
    });
  }

  protected scopeOf({ organizationId, projectId }: Row): Scope {
    return { organizationId, projectId };
  }
}

/** Before anything is looked up, so that who may read nothing learns nothing. */
function authorizeTenant(operation: Operation): void {
  authorize(operation.actor, 'read', { organizationId: tenantOf(operation) });
}

function idBehind(type: string, globalId: unknown): string | null {
  const parsed = typeof globalId === 'string' ? parseGlobalId(globalId) : null;
  return parsed?.type === type ? parsed.id : null;
}
