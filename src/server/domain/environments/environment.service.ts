import { allOf, hasText, is, isArchived } from '../../database/filters';
import type { Operation } from '../../foundation/operation';
import type { Connection, PageArguments, Pagination } from '../../foundation/pagination';
import type { Scope } from '../access/authorize';
import type { EnvironmentPlace } from '../configuration/history.service';
import type { EnvironmentEntity, EnvironmentKind } from './environment.entity';
import { ProjectNounService, type ProjectPlace } from './project-noun.service';
import type { ProjectNounLoaders } from './project-noun.loaders';
import { visibleEnvironments } from './visible-environments';

export interface EnvironmentFilter {
  kind?: EnvironmentKind | null;
  text?: string | null;
  archived?: boolean | null;
}

/** A member with a role on one environment sees that one only. */
export class EnvironmentService extends ProjectNounService<EnvironmentEntity> {
  constructor(loaders: ProjectNounLoaders<EnvironmentEntity>, pagination: Pagination) {
    super('Environment', loaders, pagination);
  }

  page(
    operation: Operation,
    project: ProjectPlace,
    page: PageArguments,
    { kind, text, archived }: EnvironmentFilter = {},
  ): Promise<Connection<EnvironmentEntity>> {
    const filter = allOf(
      isArchived(archived),
      is('kind', kind),
      hasText(['`key`', 'name'], text),
      visibleEnvironments(operation.actor),
    );
    return this.connect(operation, project, page, filter);
  }

  protected override scopeOf(environment: EnvironmentEntity): Scope {
    return placeOf(environment);
  }
}

export const placeOf = ({ id, organizationId, projectId }: EnvironmentEntity): EnvironmentPlace => ({
  organizationId,
  projectId,
  environmentId: id,
});
