import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { AsOfInput, readAsOf } from '../../foundation/as-of.types';
import { PageArgs } from '../../foundation/connection.types';
import type { Operation } from '../../foundation/operation';
import type { Connection } from '../../foundation/pagination';
import { ownedFieldsOf } from '../flags/owned.resolver';
import type { ProjectEntity } from '../projects/project.entity';
import { ProjectType } from '../projects/project.types';
import type { LayerEntity } from './layer.entity';
import type { LayerDefinition, LayerService } from './layer.service';
import { LayerConnection, LayerDefinitionType, LayerFilterInput, LayerType } from './layer.types';

export const LayerOwnedFields = ownedFieldsOf(() => LayerType);

@Resolver(() => LayerType)
export class LayerResolver {
  constructor(private readonly layers: LayerService) {}

  @Query(() => LayerType, { nullable: true })
  layer(@Arg('id', () => ID) id: string, @Ctx() operation: Operation): Promise<LayerEntity> {
    return this.layers.get(operation, id);
  }

  @FieldResolver(() => LayerDefinitionType, {
    nullable: true,
    description: 'What it is in that environment; null where it is not, or was not yet',
  })
  definition(
    @Root() layer: LayerEntity,
    @Arg('environmentId', () => ID) environmentId: string,
    @Arg('asOf', () => AsOfInput, { nullable: true }) asOf: AsOfInput | null,
    @Ctx() operation: Operation,
  ): Promise<LayerDefinition | null> {
    return this.layers.definition(operation, layer, environmentId, readAsOf(asOf));
  }
}

@Resolver(() => ProjectType)
export class ProjectLayersResolver {
  constructor(private readonly service: LayerService) {}

  @FieldResolver(() => LayerConnection)
  layers(
    @Root() project: ProjectEntity,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => LayerFilterInput, { nullable: true }) filter: LayerFilterInput | null,
    @Ctx() operation: Operation,
  ): Promise<Connection<LayerEntity>> {
    return this.service.page(operation, project, page, filter ?? {});
  }

  @FieldResolver(() => LayerType, { nullable: true })
  layer(
    @Root() project: ProjectEntity,
    @Arg('key', () => String) key: string,
    @Ctx() operation: Operation,
  ): Promise<LayerEntity | null> {
    return this.service.findByKey(operation, project.id, key);
  }
}
