import type { Dialect } from '../../database/data-source';
import { allOf } from '../../database/filters';
import type { Operation } from '../../foundation/operation';
import type { Connection, PageArguments, Pagination } from '../../foundation/pagination';
import type { ProjectNoun, ProjectNounLoaders } from '../environments/project-noun.loaders';
import { ProjectNounService, type ProjectPlace } from '../environments/project-noun.service';
import { ownedFilters, type OwnedFilter } from './owned';

/** Reading a noun that has nothing more to be found by than what all have. */
export abstract class OwnedService<Row extends ProjectNoun> extends ProjectNounService<Row> {
  constructor(
    noun: string,
    loaders: ProjectNounLoaders<Row>,
    pagination: Pagination,
    private readonly dialect: Dialect,
  ) {
    super(noun, loaders, pagination);
  }

  page(
    operation: Operation,
    project: ProjectPlace,
    page: PageArguments,
    filter: OwnedFilter = {},
  ): Promise<Connection<Row>> {
    return this.connect(operation, project, page, allOf(...ownedFilters(this.dialect, filter)));
  }
}
