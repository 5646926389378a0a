import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root, Subscription } from 'type-graphql';
import type { EnvironmentEntity } from '../domain/environments/environment.entity';
import { EnvironmentType } from '../domain/environments/environment.types';
import type { Operation } from '../foundation/operation';
import { ConfigStatusInput, ConfigStatusPayloadType, PropagationType } from './propagation-fields.types';
import type { PropagationService } from './propagation.service';
import type { Propagation } from './summary';

interface SubscriptionData {
  args: { environmentId: string };
  context: Operation;
}

@Resolver(() => EnvironmentType)
export class PropagationResolver {
  constructor(private readonly service: PropagationService) {}

  @FieldResolver(() => PropagationType, { description: 'Who runs its newest revision' })
  propagation(@Root() environment: EnvironmentEntity, @Ctx() operation: Operation): Promise<Propagation> {
    const { organizationId, id } = environment;
    return this.service.of(operation, { organizationId, environmentId: id });
  }

  @Mutation(() => ConfigStatusPayloadType, {
    description:
      'What the instance behind a stream runs: to be sent over the socket of the stream, since another node does not know it',
  })
  reportConfigStatus(
    @Arg('input', () => ConfigStatusInput) { rejected, ...input }: ConfigStatusInput,
    @Ctx() operation: Operation,
  ): ConfigStatusPayloadType {
    return { accepted: this.service.report(operation, { ...input, rejected: rejected ?? [] }) };
  }

  @Subscription(() => PropagationType, {
    name: 'propagation',
    topics: 'propagation',
    topicId: ({ args, context }: SubscriptionData) => ({ ...args, operation: context }),
    description: "How far an environment's newest revision has come, as that changes; at most once a second",
  })
  propagationChange(
    @Root() propagation: Propagation,
    @Arg('environmentId', () => ID) _environmentId: string,
  ): PropagationType {
    return propagation as PropagationType;
  }

  /** Where the events come from. */
  propagationEvents(request: {
    environmentId: string;
    operation: Operation;
  }): Promise<AsyncIterable<Propagation>> {
    return this.service.watch(request.operation, request.environmentId);
  }
}
