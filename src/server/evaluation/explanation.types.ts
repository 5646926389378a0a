import { Field, ObjectType } from 'type-graphql';
import type { Reason, RuleExplanation, ServeExplanation } from '../../engine/evaluation';
import { ReasonEnum } from '../foundation/enums.types';
import { DateTimeScalar, JsonScalar, RevisionScalar } from '../foundation/scalars';
import type { FlagEvaluation } from './evaluate';
import { EvaluationType } from './evaluation.types';
import type { ExplainedRule, FlagExplanation } from './explain';

@ObjectType('RuleExplanation', { description: 'One rule and what it came to', simpleResolvers: true })
export class RuleExplanationType implements ExplainedRule {
  @Field(() => String) ruleId: string;
  @Field(() => String, { nullable: true }) description?: string;
  @Field(() => ReasonEnum, { nullable: true }) reason?: Reason;

  @Field(() => Boolean, { description: "Whether it was this rule's turn: no earlier one had served" })
  reached: boolean;

  @Field(() => Boolean, { nullable: true, description: 'null: its condition could not be evaluated' })
  matched: boolean | null;

  @Field(() => Boolean, { description: 'A rule that matched may still leave the answer to the next one' })
  served: boolean;

  @Field(() => JsonScalar, { description: 'Its condition, with what each part read and whether it held' })
  when: RuleExplanation['when'];

  @Field(() => JsonScalar, { nullable: true, description: 'How it chose: the bucket and its position' })
  serve?: ServeExplanation;
}

@ObjectType('Explanation', { description: 'An evaluation with all that led to it', simpleResolvers: true })
export class ExplanationType implements FlagExplanation {
  @Field(() => String) flagKey: string;
  @Field(() => RevisionScalar, { description: 'The revision that answered' }) revision: number;
  @Field(() => DateTimeScalar, { description: 'The time that schedules saw' }) now: number;
  @Field(() => Boolean) on: boolean;
  @Field(() => EvaluationType) evaluation: FlagEvaluation;

  @Field(() => String, { nullable: true, description: 'What went wrong, where the reason is ERROR' })
  message: string | null;

  @Field(() => [RuleExplanationType], { description: 'All of them, in order, also those never reached' })
  rules: ExplainedRule[];

  @Field(() => JsonScalar, { nullable: true, description: 'null: a rule served, or the flag is off' })
  fallthrough: ServeExplanation | null;
}
