import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { ConfigKind } from '../../engine/protocol/messages';
import { ConfigKindEnum } from '../foundation/enums.types';
import { DateTimeScalar, RevisionScalar } from '../foundation/scalars';
import type { RejectedCount, StreamClient, StreamStatus } from './summary';

@ObjectType('StreamClient', { description: 'What an instance says of itself' })
export class StreamClientType implements StreamClient {
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => String, { nullable: true }) version?: string | null;
  @Field(() => String, { nullable: true, description: 'Which of several, say the name of its host' })
  instance?: string | null;
}

@ObjectType('LaggingStream', { description: 'An instance that does not run the head, as far as it has said' })
export class LaggingStreamType implements Omit<StreamStatus, 'sdkKeyId'> {
  @Field(() => ID) streamId: string;
  @Field(() => StreamClientType) client: StreamClientType;
  @Field(() => DateTimeScalar) connectedAt: number;
  @Field(() => RevisionScalar, { nullable: true, description: 'null: it has not said' }) appliedRevision:
    number | null;
  @Field(() => DateTimeScalar, { nullable: true }) reportedAt: number | null;
}

@ObjectType('RejectedObject', {
  description: 'What instances could not read; they go on with the version before it',
})
export class RejectedObjectType implements RejectedCount {
  @Field(() => ConfigKindEnum) kind: ConfigKind;
  @Field(() => String) key: string;
  @Field(() => RevisionScalar) version: number;
  @Field(() => String, { description: "One of the instances' words" }) message: string;
  @Field(() => Int, { description: 'How many instances' }) streams: number;
}

@ObjectType('Propagation', {
  description:
    'How far the newest revision has come: the instances that hold a stream by an SDK key, on all nodes',
})
export class PropagationType {
  @Field(() => RevisionScalar, { description: 'The head, which all is measured against' }) revision: number;
  @Field(() => Int) connected: number;
  @Field(() => Int, { description: 'Those that said they run the head' }) onHead: number;
  @Field(() => [LaggingStreamType], { description: 'The hindmost first; at most 100' })
  lagging: LaggingStreamType[];
  @Field(() => [RejectedObjectType], { description: 'Those that most could not read first; at most 100' })
  rejected: RejectedObjectType[];
  @Field(() => Int, {
    nullable: true,
    description:
      "From the head's commit to its use, in ms, for half of the instances that waited for it; null: nobody did",
  })
  p50Ms: number | null;
  @Field(() => Int, { nullable: true, description: 'The same for 99 of 100' }) p99Ms: number | null;
}

@InputType('RejectedObjectInput', { description: 'An object that the client could not read' })
export class RejectedObjectInput {
  @Field(() => ConfigKindEnum) kind: ConfigKind;
  @Field(() => String) key: string;
  @Field(() => RevisionScalar) version: number;
  @Field(() => String) message: string;
}

@InputType('ConfigStatusInput')
export class ConfigStatusInput {
  @Field(() => ID, { description: 'As the stream named itself at its beginning' }) streamId: string;
  @Field(() => RevisionScalar, { description: 'What the client evaluates with' }) appliedRevision: number;
  @Field(() => Int, { defaultValue: 0, description: 'How long it does, in ms, by its own clock' })
  appliedMsAgo: number;
  @Field(() => [RejectedObjectInput], { nullable: true, description: 'At most 100' })
  rejected?: RejectedObjectInput[] | null;
}

@ObjectType('ConfigStatusPayload')
export class ConfigStatusPayloadType {
  @Field(() => Boolean, { description: 'false: the node that was asked has no such stream of the caller' })
  accepted: boolean;
}
