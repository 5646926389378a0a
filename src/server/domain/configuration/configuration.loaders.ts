import { In } from 'typeorm';
import { pageByParent, rowByKey } from '../../database/batch';
import type { Database } from '../../database/database';
import type { LoaderMaker } from '../../foundation/operation';
import type { Page, PageRequest } from '../../foundation/pagination';
import { ConfigurationItemEntity } from './configuration-item.entity';
import { EnvironmentHeadEntity } from './environment-head.entity';
import { groupPlaces, type ItemPlace } from './item-place';
import { itemAt, revisionAt, type Moment, type PastPlace } from './past.loaders';

/** What environments hold, now and before; whoever loads has made sure that the caller may see the environment. */
export class ConfigurationLoaders {
  readonly head: LoaderMaker<string, EnvironmentHeadEntity | null>;
  readonly item: LoaderMaker<ItemPlace, ConfigurationItemEntity | null>;
  /** An environment's items by kind and key. */
  readonly items: LoaderMaker<PageRequest, Page<ConfigurationItemEntity>>;
  readonly itemAt: LoaderMaker<PastPlace, ConfigurationItemEntity | null>;
  readonly revisionAt: LoaderMaker<Moment, number>;

  constructor(database: Database) {
    this.head = rowByKey<EnvironmentHeadEntity, string>(database, EnvironmentHeadEntity, {
      where: (environmentIds) => ({ environmentId: In([...environmentIds]) }),
      keyOf: ({ environmentId }) => environmentId,
    });
    this.item = rowByKey<ConfigurationItemEntity, ItemPlace>(database, ConfigurationItemEntity, {
      where: (places) =>
        groupPlaces(places).map(({ objectKeys, ...group }) => ({ ...group, objectKey: In(objectKeys) })),
      keyOf: ({ environmentId, kind, objectKey }) => ({ environmentId, kind, objectKey }),
    });
    this.items = pageByParent<ConfigurationItemEntity>(database, ConfigurationItemEntity, {
      parent: 'environmentId',
      order: ['kind', 'objectKey'],
    });
    this.itemAt = itemAt(database);
    this.revisionAt = revisionAt(database);
  }
}
