import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { AsOfInput, readAsOf } from '../../foundation/as-of.types';
import { PageArgs } from '../../foundation/connection.types';
import type { Operation } from '../../foundation/operation';
import type { Connection } from '../../foundation/pagination';
import { ownedFieldsOf } from '../flags/owned.resolver';
import type { ProjectEntity } from '../projects/project.entity';
import { ProjectType } from '../projects/project.types';
import type { SegmentEntity } from './segment.entity';
import type { SegmentDefinition, SegmentService, SegmentUse } from './segment.service';
import {
  SegmentConnection,
  SegmentDefinitionType,
  SegmentFilterInput,
  SegmentType,
  SegmentUseConnection,
} from './segment.types';

export const SegmentOwnedFields = ownedFieldsOf(() => SegmentType);

@Resolver(() => SegmentType)
export class SegmentResolver {
  constructor(private readonly segments: SegmentService) {}

  @Query(() => SegmentType, { nullable: true })
  segment(@Arg('id', () => ID) id: string, @Ctx() operation: Operation): Promise<SegmentEntity> {
    return this.segments.get(operation, id);
  }

  @FieldResolver(() => SegmentDefinitionType, {
    nullable: true,
    description: 'Whom it holds in that environment; null where it is not defined, or was not yet',
  })
  definition(
    @Root() segment: SegmentEntity,
    @Arg('environmentId', () => ID) environmentId: string,
    @Arg('asOf', () => AsOfInput, { nullable: true }) asOf: AsOfInput | null,
    @Ctx() operation: Operation,
  ): Promise<SegmentDefinition | null> {
    return this.segments.definition(operation, segment, environmentId, readAsOf(asOf));
  }

  @FieldResolver(() => SegmentUseConnection, {
    description: 'What names it in that environment now; a page may hold fewer than were asked for',
  })
  usedBy(
    @Root() segment: SegmentEntity,
    @Arg('environmentId', () => ID) environmentId: string,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() operation: Operation,
  ): Promise<Connection<SegmentUse>> {
    return this.segments.usedBy(operation, segment, environmentId, page);
  }
}

@Resolver(() => ProjectType)
export class ProjectSegmentsResolver {
  constructor(private readonly service: SegmentService) {}

  @FieldResolver(() => SegmentConnection)
  segments(
    @Root() project: ProjectEntity,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => SegmentFilterInput, { nullable: true }) filter: SegmentFilterInput | null,
    @Ctx() operation: Operation,
  ): Promise<Connection<SegmentEntity>> {
    return this.service.page(operation, project, page, filter ?? {});
  }

  @FieldResolver(() => SegmentType, { nullable: true })
  segment(
    @Root() project: ProjectEntity,
    @Arg('key', () => String) key: string,
    @Ctx() operation: Operation,
  ): Promise<SegmentEntity | null> {
    return this.service.findByKey(operation, project.id, key);
  }
}
