import { Field, ObjectType } from 'type-graphql';
import type { Ruleset } from '../../engine/evaluation';
import { JsonScalar, RevisionScalar } from '../foundation/scalars';
import type { EnvironmentRuleset } from './environment-fields.service';

@ObjectType('EnvironmentRuleset', {
  description: 'All that SDKs see of an environment at one revision, but the contents of its lists',
  simpleResolvers: true,
})
export class EnvironmentRulesetType implements EnvironmentRuleset {
  @Field(() => RevisionScalar) revision: number;
  @Field(() => String, { description: "The life of the environment's log" }) epoch: string;

  @Field(() => JsonScalar, {
    description: '`{ flags, segments, layers, lists }` by key, each object as SDKs evaluate it',
  })
  ruleset: Ruleset;
}
