import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { GoodbyeReason } from '../../engine/protocol/messages';
import { ResumeTokenScalar, RevisionScalar } from '../foundation/scalars';
import { GoodbyeReasonEnum } from './delivery.types';
import type { EvaluationSignal, EvaluationSignalInput } from './evaluation-signals';

@InputType('EvaluationSignalInput')
export class EvaluationSignalInputType implements EvaluationSignalInput {
  @Field(() => Int, { defaultValue: 1, description: 'Of the push protocol; 1 is the only one' })
  protocol: number;

  @Field(() => ID, { nullable: true, description: 'An SDK key implies it; others must give it' })
  environmentId?: string | null;

  @Field(() => ResumeTokenScalar, {
    nullable: true,
    description: 'Of the last signal before the values that the client holds were evaluated',
  })
  resume?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Only changes of these are told; absent: of all that the key shows. At most 1,000',
  })
  flagKeys?: string[] | null;
}

@ObjectType('EvaluationSignal', {
  description: 'That some flags may evaluate to something else now. Never how: ask `evaluate`',
})
export class EvaluationSignalType implements EvaluationSignal {
  @Field(() => RevisionScalar) revision: number;
  @Field(() => ResumeTokenScalar) resume: string;

  @Field(() => Int, { description: 'Evaluate, or reconnect, at a random moment within this many ms' })
  refetchWindowMs: number;

  @Field(() => [String], {
    nullable: true,
    description: 'Flags to evaluate anew; empty: none; null: all, since it is not known which',
  })
  flagKeys: string[] | null;

  @Field(() => GoodbyeReasonEnum, { nullable: true, description: 'Why the stream ends with this signal' })
  final: GoodbyeReason | null;
}
