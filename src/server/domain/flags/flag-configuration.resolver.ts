import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../foundation/connection.types';
import type { Operation } from '../../foundation/operation';
import type { Connection } from '../../foundation/pagination';
import type { Revision } from '../configuration/history';
import type { HistoryService } from '../configuration/history.service';
import { RevisionType } from '../configuration/revision.types';
import type { EnvironmentEntity } from '../environments/environment.entity';
import { placeOf } from '../environments/environment.service';
import { EnvironmentType } from '../environments/environment.types';
import type { FlagConfiguration } from './flag-configuration';
import type { FlagConfigurationService } from './flag-configuration.service';
import {
  FlagConfigurationConnection,
  FlagConfigurationFilterInput,
  FlagConfigurationType,
} from './flag-configuration.types';
import type { FlagEntity } from './flag.entity';
import { FlagType } from './flag.types';

@Resolver(() => FlagConfigurationType)
export class FlagConfigurationResolver {
  constructor(private readonly history: HistoryService) {}

  @FieldResolver(() => EnvironmentType)
  environment(@Root() { environment }: FlagConfiguration): EnvironmentEntity {
    return environment;
  }

  @FieldResolver(() => FlagType)
  flag(@Root() { flag }: FlagConfiguration): FlagEntity {
    return flag;
  }

  @FieldResolver(() => RevisionType, { description: 'Who wrote it, when and why' })
  writtenBy(
    @Root() { environment, revision }: FlagConfiguration,
    @Ctx() operation: Operation,
  ): Promise<Revision | null> {
    return this.history.revision(operation, placeOf(environment), revision);
  }
}

@Resolver(() => EnvironmentType)
export class EnvironmentFlagsResolver {
  constructor(private readonly service: FlagConfigurationService) {}

  @FieldResolver(() => FlagConfigurationConnection, { description: 'In the order of the flags’ keys' })
  flagConfigurations(
    @Root() environment: EnvironmentEntity,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => FlagConfigurationFilterInput, { nullable: true })
    filter: FlagConfigurationFilterInput | null,
    @Ctx() operation: Operation,
  ): Promise<Connection<FlagConfiguration>> {
    return this.service.page(operation, environment, page, filter ?? {});
  }
}
