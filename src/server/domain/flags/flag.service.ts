import type { FlagType } from '../../../engine/evaluation';
import type { Dialect } from '../../database/data-source';
import { allOf, is } from '../../database/filters';
import type { Operation } from '../../foundation/operation';
import type { Connection, Filter, PageArguments, Pagination } from '../../foundation/pagination';
import type { ProjectNounLoaders } from '../environments/project-noun.loaders';
import { ProjectNounService, type ProjectPlace } from '../environments/project-noun.service';
import type { FlagEntity, FlagLifecycle } from './flag.entity';
import { ownedFilters, type OwnedFilter } from './owned';

export interface FlagFilter extends OwnedFilter {
  type?: FlagType | null;
  lifecycle?: FlagLifecycle | null;
  /** Epoch milliseconds. */
  staleSince?: number | null;
}

/** The rows of `flags` that nobody has used since a time; comes in from the composition, where usage is known. */
export type StaleFlags = (since: number) => Filter;

export class FlagService extends ProjectNounService<FlagEntity> {
  constructor(
    loaders: ProjectNounLoaders<FlagEntity>,
    pagination: Pagination,
    private readonly dialect: Dialect,
    private readonly staleFlags: StaleFlags,
  ) {
    super('Flag', loaders, pagination);
  }

  page(
    operation: Operation,
    project: ProjectPlace,
    page: PageArguments,
    filter: FlagFilter = {},
  ): Promise<Connection<FlagEntity>> {
    const { type, lifecycle, staleSince } = filter;
    const filters = [
      ...ownedFilters(this.dialect, filter),
      is('type', type),
      is('lifecycle', lifecycle),
      staleSince == null ? null : this.staleFlags(staleSince),
    ];
    return this.connect(operation, project, page, allOf(...filters));
  }
}
