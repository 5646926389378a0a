import type { Bucketing } from '../../../engine/evaluation';
import type { Dialect } from '../../database/data-source';
import type { AsOf } from '../../foundation/as-of.types';
import type { Operation } from '../../foundation/operation';
import type { Pagination } from '../../foundation/pagination';
import type { EnvironmentItems } from '../environments/environment-items';
import type { ProjectNounLoaders } from '../environments/project-noun.loaders';
import { OwnedService } from '../flags/owned.service';
import type { LayerEntity } from './layer.entity';

/** How a layer shares out its units in one environment. */
export interface LayerDefinition {
  bucketing: Bucketing;
  /** The revision that wrote it. */
  revision: number;
}

export class LayerService extends OwnedService<LayerEntity> {
  constructor(
    loaders: ProjectNounLoaders<LayerEntity>,
    pagination: Pagination,
    dialect: Dialect,
    private readonly items: EnvironmentItems,
  ) {
    super('Layer', loaders, pagination, dialect);
  }

  /** null: it is not defined there. */
  async definition(
    operation: Operation,
    layer: LayerEntity,
    environmentGlobalId: string,
    asOf: AsOf | null,
  ): Promise<LayerDefinition | null> {
    const { item } = await this.items.item(operation, 'LAYER', layer, environmentGlobalId, asOf);
    return item && { bucketing: JSON.parse(item.body) as Bucketing, revision: item.revision };
  }
}
