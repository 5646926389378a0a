import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { AsOfInput, readAsOf } from '../../foundation/as-of.types';
import { PageArgs } from '../../foundation/connection.types';
import type { Operation } from '../../foundation/operation';
import type { Connection } from '../../foundation/pagination';
import type { ProjectEntity } from '../projects/project.entity';
import { ProjectType } from '../projects/project.types';
import type { FlagConfiguration } from './flag-configuration';
import type { FlagConfigurationService } from './flag-configuration.service';
import { FlagConfigurationType } from './flag-configuration.types';
import type { FlagEntity } from './flag.entity';
import type { FlagService } from './flag.service';
import { FlagConnection, FlagFilterInput, FlagType } from './flag.types';
import { ownedFieldsOf } from './owned.resolver';

export const FlagOwnedFields = ownedFieldsOf(() => FlagType);

@Resolver(() => FlagType)
export class FlagResolver {
  constructor(
    private readonly flags: FlagService,
    private readonly configurations: FlagConfigurationService,
  ) {}

  @Query(() => FlagType, { nullable: true })
  flag(@Arg('id', () => ID) id: string, @Ctx() operation: Operation): Promise<FlagEntity> {
    return this.flags.get(operation, id);
  }

  @FieldResolver(() => FlagConfigurationType, {
    nullable: true,
    description: 'What it is in that environment; null where it is not, or was not yet',
  })
  configuration(
    @Root() flag: FlagEntity,
    @Arg('environmentId', () => ID) environmentId: string,
    @Arg('asOf', () => AsOfInput, { nullable: true }) asOf: AsOfInput | null,
    @Ctx() operation: Operation,
  ): Promise<FlagConfiguration | null> {
    return this.configurations.ofFlag(operation, flag, environmentId, readAsOf(asOf));
  }
}

@Resolver(() => ProjectType)
export class ProjectFlagsResolver {
  constructor(private readonly service: FlagService) {}

  @FieldResolver(() => FlagConnection)
  flags(
    @Root() project: ProjectEntity,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => FlagFilterInput, { nullable: true }) filter: FlagFilterInput | null,
    @Ctx() operation: Operation,
  ): Promise<Connection<FlagEntity>> {
    return this.service.page(operation, project, page, filter ?? {});
  }

  @FieldResolver(() => FlagType, { nullable: true })
  flag(
    @Root() project: ProjectEntity,
    @Arg('key', () => String) key: string,
    @Ctx() operation: Operation,
  ): Promise<FlagEntity | null> {
    return this.service.findByKey(operation, project.id, key);
  }
}
