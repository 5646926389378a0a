import { Field, ID, ObjectType } from 'type-graphql';
import type { ConfigKind } from '../../../engine/protocol/messages';
import { ConfigKindEnum, enumOf } from '../../foundation/enums.types';
import { environmentLintRules, type LintFinding } from './lint-finding';

const LintRuleEnum = enumOf<LintFinding['rule']>(
  'LintRule',
  environmentLintRules,
  'What a valid configuration says but can hardly mean',
);

@ObjectType('LintFinding', {
  description: 'Nothing is wrong with it, but it can hardly be meant; certain, whoever the subject',
  simpleResolvers: true,
})
export class LintFindingType implements LintFinding {
  @Field(() => ID) environmentId: string;
  @Field(() => ConfigKindEnum) kind: ConfigKind;
  @Field(() => String) key: string;
  @Field(() => LintRuleEnum) rule: LintFinding['rule'];
  @Field(() => String, { description: 'Within the object: `rules[0].when.all[1]`' }) path: string;
  @Field(() => String) message: string;
}
