import type { AsOf } from '../../foundation/as-of.types';
import { invalidInput } from '../../foundation/errors';
import type { Operation } from '../../foundation/operation';
import type { Connection, Filter, PageArguments, Pagination } from '../../foundation/pagination';
import type { ConfigurationItemEntity } from './configuration-item.entity';
import type { ConfigurationLoaders } from './configuration.loaders';
import type { EnvironmentHeadEntity } from './environment-head.entity';
import type { ItemPlace } from './item-place';

/** Reads items of an environment that the caller is known to see: now, or as they were. */
export class ConfigurationReader {
  constructor(
    private readonly loaders: ConfigurationLoaders,
    private readonly pagination: Pagination,
  ) {}

  async head(operation: Operation, environmentId: string): Promise<EnvironmentHeadEntity> {
    const head = await operation.load(this.loaders.head).load(environmentId);
    if (!head) throw new Error(`Environment ${environmentId} has no head`);
    return head;
  }

  /** The items at the head that `filter` lets through, by kind and key. */
  page(
    operation: Operation,
    environmentId: string,
    page: PageArguments,
    filter: Filter,
  ): Promise<Connection<ConfigurationItemEntity>> {
    return this.pagination.connect(operation, {
      list: 'Environment.ConfigurationItem',
      parentId: environmentId,
      arguments: page,
      loader: this.loaders.items,
      filter,
    });
  }

  /** The item at `revision`; at the head when that is null. */
  item(
    operation: Operation,
    place: ItemPlace,
    revision: number | null,
  ): Promise<ConfigurationItemEntity | null> {
    return revision === null
      ? operation.load(this.loaders.item).load(place)
      : operation.load(this.loaders.itemAt).load({ ...place, revision });
  }

  /** The revision that is meant; null, which is the head, when nothing is said. What has not happened is refused. */
  async revisionAsOf(operation: Operation, environmentId: string, asOf: AsOf | null): Promise<number | null> {
    if (asOf === null) return null;
    const head = await this.head(operation, environmentId);
    if ('time' in asOf) return this.revisionAtTime(operation, head, asOf.time);
    assertWritten(head, asOf.revision, ['asOf', 'revision']);
    return asOf.revision;
  }

  private async revisionAtTime(
    operation: Operation,
    { environmentId, revision, committedAt }: EnvironmentHeadEntity,
    time: number,
  ): Promise<number> {
    if (time > operation.now && time > committedAt) {
      throw invalidInput(`Nothing is known of ${textOf(time)}: it is ${textOf(operation.now)} now`, {
        field: ['asOf', 'time'],
      });
    }
    if (time >= committedAt) return revision;
    return operation.load(this.loaders.revisionAt).load({ environmentId, time });
  }
}

/** Refuses a revision that the environment has yet to reach. */
export function assertWritten(head: EnvironmentHeadEntity, revision: number, field: string[]): void {
  if (revision <= head.revision) return;
  throw invalidInput(`The environment is at revision ${head.revision}, there is no ${revision} yet`, {
    field,
  });
}

const textOf = (time: number): string => new Date(time).toISOString();
