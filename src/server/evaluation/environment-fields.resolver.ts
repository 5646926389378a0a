import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EnvironmentEntity } from '../domain/environments/environment.entity';
import { EnvironmentType } from '../domain/environments/environment.types';
import { AsOfInput, readAsOf } from '../foundation/as-of.types';
import type { Operation } from '../foundation/operation';
import type { EnvironmentRuleset, WholeEnvironments } from './environment-fields.service';
import { EnvironmentRulesetType } from './environment-fields.types';

@Resolver(() => EnvironmentType)
export class WholeEnvironmentResolver {
  constructor(private readonly service: WholeEnvironments) {}

  @FieldResolver(() => EnvironmentRulesetType, {
    description: 'All of it at one revision: to take it elsewhere, or to keep it',
  })
  ruleset(
    @Root() environment: EnvironmentEntity,
    @Arg('asOf', () => AsOfInput, { nullable: true }) asOf: AsOfInput | null,
    @Ctx() operation: Operation,
  ): Promise<EnvironmentRuleset> {
    return this.service.ruleset(operation, environment, readAsOf(asOf));
  }
}
