import { ArgsType, Field, ID, ObjectType } from 'type-graphql';
import type { EvaluationErrorKind, Json, Reason } from '../../engine/evaluation';
import { AsOfInput, readAsOf } from '../foundation/as-of.types';
import { enumOf, ReasonEnum } from '../foundation/enums.types';
import { DateTimeScalar, JsonScalar, RevisionScalar, SubjectScalar } from '../foundation/scalars';
import type { FlagEvaluation, SubjectEvaluations } from './evaluate';
import type { Moment } from './evaluation.service';

const EvaluationErrorEnum = enumOf(
  'EvaluationError',
  ['FLAG_NOT_FOUND', 'TYPE_MISMATCH', 'MALFORMED', 'PARSE_ERROR'],
  "Why there is no answer but the caller's default",
);

@ObjectType('Evaluation', { description: 'One flag for one subject', simpleResolvers: true })
export class EvaluationType implements FlagEvaluation {
  @Field(() => String) flagKey: string;

  @Field(() => JsonScalar, { nullable: true, description: "null with `variant` null: the caller's default" })
  value: Json | null;

  @Field(() => String, { nullable: true }) variant: string | null;
  @Field(() => ReasonEnum) reason: Reason;

  @Field(() => String, { nullable: true, description: 'The rule that served; never told to a client key' })
  ruleId: string | null;

  @Field(() => EvaluationErrorEnum, { nullable: true }) error: EvaluationErrorKind | null;
}

@ObjectType('SubjectEvaluations', { description: 'The flags of one subject', simpleResolvers: true })
export class SubjectEvaluationsType implements SubjectEvaluations {
  @Field(() => RevisionScalar, { description: 'The revision that answered' }) revision: number;
  @Field(() => [EvaluationType]) evaluations: FlagEvaluation[];
}

/** When and on which revision to evaluate. */
@ArgsType()
export class MomentArgs {
  @Field(() => AsOfInput, { nullable: true, description: 'The newest revision when absent' })
  asOf?: AsOfInput | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The time that schedules see. When absent: the time of `asOf`, else the present',
  })
  now?: number | null;
}

@ArgsType()
export class EvaluateArgs extends MomentArgs {
  @Field(() => ID, { nullable: true, description: 'An SDK key implies it; all others must give it' })
  environmentId?: string | null;

  @Field(() => [SubjectScalar], { description: 'At most 250' })
  subjects: unknown[];

  @Field(() => [String], { nullable: true, description: 'At most 250; every flag when absent' })
  flagKeys?: string[] | null;
}

@ArgsType()
export class ExplainArgs extends MomentArgs {
  @Field(() => ID, { nullable: true, description: 'An SDK key implies it; all others must give it' })
  environmentId?: string | null;

  @Field(() => String) flagKey: string;
  @Field(() => SubjectScalar) subject: unknown;
}

export const momentOf = ({ asOf, now }: MomentArgs): Moment => ({ asOf: readAsOf(asOf), now: now ?? null });
