import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { LintFinding } from '../domain/configuration/lint-finding';
import { LintFindingType } from '../domain/configuration/lint-finding.types';
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

  @FieldResolver(() => [LintFindingType], {
    description: 'What it says now but can hardly mean: at most 1,000, flags before segments, by key',
  })
  findings(@Root() environment: EnvironmentEntity, @Ctx() operation: Operation): Promise<LintFinding[]> {
    return this.service.findings(operation, environment);
  }
}
