import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../foundation/connection.types';
import type { Operation } from '../../foundation/operation';
import type { Connection } from '../../foundation/pagination';
import type { RoleGrantEntity } from '../access/role-grant.entity';
import { RoleGrantType } from '../access/role-grant.types';
import type { SdkKeyEntity } from '../access/sdk-key.entity';
import type { SdkKeyService } from '../access/sdk-key.service';
import { SdkKeyConnection, SdkKeyFilterInput, SdkKeyType } from '../access/sdk-key.types';
import type { EnvironmentEntity } from './environment.entity';
import type { EnvironmentService } from './environment.service';
import { EnvironmentType } from './environment.types';

@Resolver(() => EnvironmentType)
export class EnvironmentSdkKeysResolver {
  constructor(private readonly keys: SdkKeyService) {}

  @FieldResolver(() => SdkKeyConnection, { description: 'What lets SDKs in' })
  sdkKeys(
    @Root() environment: EnvironmentEntity,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => SdkKeyFilterInput, { nullable: true }) filter: SdkKeyFilterInput | undefined,
    @Ctx() operation: Operation,
  ): Promise<Connection<SdkKeyEntity>> {
    return this.keys.ofEnvironment(operation, environment, page, filter);
  }
}

@Resolver(() => SdkKeyType)
export class SdkKeyEnvironmentResolver {
  constructor(private readonly environments: EnvironmentService) {}

  @FieldResolver(() => EnvironmentType)
  environment(
    @Root() { environmentId }: SdkKeyEntity,
    @Ctx() operation: Operation,
  ): Promise<EnvironmentEntity | null> {
    return this.environments.find(operation, environmentId);
  }
}

@Resolver(() => RoleGrantType)
export class RoleGrantEnvironmentResolver {
  constructor(private readonly environments: EnvironmentService) {}

  @FieldResolver(() => EnvironmentType, { nullable: true, description: 'null: on more than one environment' })
  async environment(
    @Root() { environmentId }: RoleGrantEntity,
    @Ctx() operation: Operation,
  ): Promise<EnvironmentEntity | null> {
    return environmentId === null ? null : this.environments.find(operation, environmentId);
  }
}
