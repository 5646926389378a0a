import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { AsOfInput, readAsOf } from '../../foundation/as-of.types';
import { PageArgs } from '../../foundation/connection.types';
import type { Operation } from '../../foundation/operation';
import type { Connection } from '../../foundation/pagination';
import { ownedFieldsOf } from '../flags/owned.resolver';
import type { ProjectEntity } from '../projects/project.entity';
import { ProjectType } from '../projects/project.types';
import type { ListEntity } from './list.entity';
import type { ListEntry, ListService } from './list.service';
import { ListConnection, ListEntryConnection, ListFilterInput, ListType } from './list.types';

export const ListOwnedFields = ownedFieldsOf(() => ListType);

@Resolver(() => ListType)
export class ListResolver {
  constructor(private readonly lists: ListService) {}

  @Query(() => ListType, { nullable: true })
  list(@Arg('id', () => ID) id: string, @Ctx() operation: Operation): Promise<ListEntity> {
    return this.lists.get(operation, id);
  }

  @FieldResolver(() => Int, { description: 'How many ids it holds in that environment' })
  size(
    @Root() list: ListEntity,
    @Arg('environmentId', () => ID) environmentId: string,
    @Arg('asOf', () => AsOfInput, { nullable: true }) asOf: AsOfInput | null,
    @Ctx() operation: Operation,
  ): Promise<number> {
    return this.lists.size(operation, list, environmentId, readAsOf(asOf));
  }

  @FieldResolver(() => ListEntryConnection, { description: 'The ids in that environment now, in order' })
  entries(
    @Root() list: ListEntity,
    @Arg('environmentId', () => ID) environmentId: string,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() operation: Operation,
  ): Promise<Connection<ListEntry>> {
    return this.lists.entries(operation, list, environmentId, page);
  }

  @FieldResolver(() => Boolean, { description: 'Whether it holds that id in that environment now' })
  contains(
    @Root() list: ListEntity,
    @Arg('environmentId', () => ID) environmentId: string,
    @Arg('value', () => String) value: string,
    @Ctx() operation: Operation,
  ): Promise<boolean> {
    return this.lists.contains(operation, list, environmentId, value);
  }
}

@Resolver(() => ProjectType)
export class ProjectListsResolver {
  constructor(private readonly service: ListService) {}

  @FieldResolver(() => ListConnection)
  lists(
    @Root() project: ProjectEntity,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => ListFilterInput, { nullable: true }) filter: ListFilterInput | null,
    @Ctx() operation: Operation,
  ): Promise<Connection<ListEntity>> {
    return this.service.page(operation, project, page, filter ?? {});
  }

  @FieldResolver(() => ListType, { nullable: true })
  list(
    @Root() project: ProjectEntity,
    @Arg('key', () => String) key: string,
    @Ctx() operation: Operation,
  ): Promise<ListEntity | null> {
    return this.service.findByKey(operation, project.id, key);
  }
}
