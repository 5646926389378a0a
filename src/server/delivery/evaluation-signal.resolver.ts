import { Arg, Resolver, Root, Subscription } from 'type-graphql';
import type { Operation } from '../foundation/operation';
import { EvaluationSignalInputType, EvaluationSignalType } from './evaluation-signal.types';
import type { EvaluationSignal, EvaluationSignals } from './evaluation-signals';

interface SubscriptionData {
  args: { input: EvaluationSignalInputType };
  context: Operation;
}

@Resolver()
export class EvaluationSignalResolver {
  constructor(private readonly signals: EvaluationSignals) {}

  @Subscription(() => EvaluationSignalType, {
    topics: 'evaluationSignal',
    topicId: ({ args, context }: SubscriptionData) => ({ input: args.input, operation: context }),
    description: 'Says when to evaluate again, for clients that hold values and no rules: see PROTOCOL.md',
  })
  evaluationSignal(
    @Root() signal: EvaluationSignal,
    @Arg('input', () => EvaluationSignalInputType) _input: EvaluationSignalInputType,
  ): EvaluationSignalType {
    return signal as EvaluationSignalType;
  }

  /** Where the events come from. */
  evaluationSignalEvents(request: {
    input: EvaluationSignalInputType;
    operation: Operation;
  }): Promise<AsyncIterable<EvaluationSignal>> {
    return this.signals.open(request.operation, request.input);
  }
}
