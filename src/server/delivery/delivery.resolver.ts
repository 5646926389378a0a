import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Resolver, Root, Subscription } from 'type-graphql';
import type { ConfigStreamEvent } from '../../engine/protocol/messages';
import type { Operation } from '../foundation/operation';
import type { ConfigStreams } from './config-streams';
import { ConfigStreamEventUnion, ConfigStreamInputType } from './delivery.types';
import { pullStream } from './pulled-stream';
import { canRefer } from './stream-document';

interface SubscriptionData {
  args: { input: ConfigStreamInputType };
  context: Operation;
  info: GraphQLResolveInfo;
}

export interface ConfigStreamRequest {
  input: ConfigStreamInputType;
  operation: Operation;
  canRefer: boolean;
}

@Resolver()
export class DeliveryResolver {
  constructor(private readonly streams: ConfigStreams) {}

  @Subscription(() => ConfigStreamEventUnion, {
    topics: 'configStream',
    topicId: ({ args, context, info }: SubscriptionData): ConfigStreamRequest => ({
      input: args.input,
      operation: context,
      canRefer: info.fieldNodes.some((field) =>
        canRefer(field, { fragments: info.fragments, variables: info.variableValues }),
      ),
    }),
    description:
      'The configuration of an environment as it is and as it changes, for server keys, relays and members: see PROTOCOL.md',
  })
  configStream(
    @Root() event: ConfigStreamEvent,
    @Arg('input', () => ConfigStreamInputType) _input: ConfigStreamInputType,
  ): ConfigStreamEvent {
    return event;
  }

  /** Where the events come from, when each subscriber is served by itself. */
  configStreamEvents({
    operation,
    input,
    canRefer: isTold,
  }: ConfigStreamRequest): Promise<AsyncIterable<ConfigStreamEvent>> {
    return pullStream(this.streams, operation, input, isTold);
  }
}
