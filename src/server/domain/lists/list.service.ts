import type { List } from '../../../engine/evaluation';
import type { Dialect } from '../../database/data-source';
import type { AsOf } from '../../foundation/as-of.types';
import { mapConnection } from '../../foundation/map-connection';
import type { Operation } from '../../foundation/operation';
import type { Connection, PageArguments, Pagination } from '../../foundation/pagination';
import type { EnvironmentItems } from '../environments/environment-items';
import { OwnedService } from '../flags/owned.service';
import type { ListEntity } from './list.entity';
import type { ListLoaders } from './list.loaders';

export interface ListEntry {
  value: string;
  /** The revision that put it in. */
  addedRevision: number;
}

/** Ids are per environment; what is asked about one the caller does not see does not exist. */
export class ListService extends OwnedService<ListEntity> {
  constructor(
    private readonly lists: ListLoaders,
    pagination: Pagination,
    dialect: Dialect,
    private readonly items: EnvironmentItems,
  ) {
    super('List', lists, pagination, dialect);
  }

  async size(
    operation: Operation,
    list: ListEntity,
    environmentGlobalId: string,
    asOf: AsOf | null,
  ): Promise<number> {
    const { item } = await this.items.item(operation, 'LIST', list, environmentGlobalId, asOf);
    return item ? (JSON.parse(item.body) as List).size : 0;
  }

  async entries(
    operation: Operation,
    list: ListEntity,
    environmentGlobalId: string,
    page: PageArguments,
  ): Promise<Connection<ListEntry>> {
    const { id } = await this.items.environmentOf(operation, environmentGlobalId, list.projectId);
    const entries = await this.pagination.connect(operation, {
      list: 'List.ListEntry',
      parentId: list.key,
      arguments: page,
      loader: this.lists.entriesByKey,
      filter: { sql: 'environment_id = ? AND removed_revision IS NULL', parameters: [id] },
    });
    return mapConnection(entries, (rows) =>
      rows.map(({ entryId, addedRevision }) => ({ value: entryId, addedRevision })),
    );
  }

  async contains(
    operation: Operation,
    { projectId, key }: ListEntity,
    environmentGlobalId: string,
    entryId: string,
  ): Promise<boolean> {
    const { id } = await this.items.environmentOf(operation, environmentGlobalId, projectId);
    return operation.load(this.lists.contains).load({ environmentId: id, listKey: key, entryId });
  }
}
