import { createUnionType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type {
  Bookmark,
  ChangeOp,
  ConfigChange,
  ConfigDelta,
  ConfigKind,
  ConfigSnapshot,
  ConfigStreamEvent,
  ConfigStreamInput,
  Goodbye,
  GoodbyeReason,
  ResyncReason,
  SnapshotMode,
  SnapshotReference,
  StreamOpened,
  StreamPlan,
} from '../../engine/protocol/messages';
import { ChangeOpEnum, ConfigKindEnum, enumOf } from '../foundation/enums.types';
import { DateTimeScalar, ResumeTokenScalar, RevisionScalar } from '../foundation/scalars';

const StreamPlanEnum = enumOf(
  'StreamPlan',
  ['UP_TO_DATE', 'DELTAS', 'SNAPSHOT'],
  'What a stream begins with',
);

const ResyncReasonEnum = enumOf(
  'ResyncReason',
  [
    'NEW_STREAM',
    'COMPACTED',
    'EPOCH_CHANGED',
    'SCOPE_CHANGED',
    'TOKEN_INVALID',
    'CHECKSUM_MISMATCH',
    'REVISION_AHEAD',
  ],
  'Why a snapshot is sent, and not deltas',
);

const SnapshotModeEnum = enumOf(
  'SnapshotMode',
  ['INLINE', 'REFERENCE', 'NONE'],
  'How a client is sent snapshots: in the message (where that is large and `reference` is selected, by reference all the same), by reference, or not at all, when it fetches `config` itself',
);

export const GoodbyeReasonEnum = enumOf(
  'GoodbyeReason',
  ['DRAINING', 'SLOW_CONSUMER', 'KEY_REVOKED', 'KEY_EXPIRED', 'REBALANCE', 'SERVER_ERROR'],
  'Why the server ends a stream',
);

@InputType('StreamClientInput', {
  description: 'What an instance says of itself; each at most 100 characters',
})
export class StreamClientInputType implements NonNullable<ConfigStreamInput['client']> {
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => String, { nullable: true }) version?: string | null;
  @Field(() => String, { nullable: true, description: 'Which of several, say the name of its host' })
  instance?: string | null;
}

@InputType('ConfigStreamInput')
export class ConfigStreamInputType implements ConfigStreamInput {
  @Field(() => Int, { defaultValue: 1, description: 'Of the push protocol; 1 is the only one' })
  protocol: number;

  @Field(() => ID, { nullable: true, description: 'An SDK key implies it; others must give it' })
  environmentId?: string | null;

  @Field(() => ResumeTokenScalar, {
    nullable: true,
    description:
      'Where to go on: the token of the last event applied. Absent: the stream begins with a snapshot',
  })
  resume?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The checksum of what the client holds at `resume`; a snapshot is sent if the server has another',
  })
  localChecksum?: string | null;

  @Field(() => SnapshotModeEnum, { defaultValue: 'INLINE', description: 'How to send snapshots' })
  snapshot: SnapshotMode;

  @Field(() => Boolean, {
    defaultValue: true,
    description:
      'Revisions may be merged for a client that is behind; false: each comes as a delta of its own',
  })
  coalesce: boolean;

  @Field(() => Int, { defaultValue: 15_000, description: 'From 5,000 to 60,000' })
  bookmarkEveryMs: number;

  @Field(() => StreamClientInputType, {
    nullable: true,
    description: 'Shown where one looks how far a revision has come',
  })
  client?: StreamClientInputType | null;
}

@ObjectType('ConfigChange', { simpleResolvers: true, description: "One object's change" })
export class ConfigChangeType implements ConfigChange {
  @Field(() => ConfigKindEnum) kind: ConfigKind;
  @Field(() => String) key: string;
  @Field(() => ChangeOpEnum) op: ChangeOp;
  @Field(() => RevisionScalar, { description: 'The revision that wrote it' }) version: string;

  @Field(() => String, { nullable: true, description: 'Canonical JSON; null on DELETE' })
  payload: string | null;
}

@ObjectType('StreamOpened', { simpleResolvers: true, description: 'The first event of a stream' })
export class StreamOpenedType implements Omit<StreamOpened, '__typename'> {
  @Field(() => ID) streamId: string;
  @Field(() => ID) environmentId: string;
  @Field(() => String, { description: "Names this life of the environment's log" }) epoch: string;
  @Field(() => String, { description: 'Names what the stream sees of the environment' }) scopeHash: string;
  @Field(() => RevisionScalar) headRevision: string;
  @Field(() => RevisionScalar) minRevision: string;
  @Field(() => StreamPlanEnum) willSend: StreamPlan;
  @Field(() => Int) bookmarkEveryMs: number;
}

@ObjectType('SnapshotReference', {
  simpleResolvers: true,
  description: 'Where a snapshot is to be fetched, with the credential of the stream',
})
export class SnapshotReferenceType implements SnapshotReference {
  @Field(() => String, { description: 'Relative to the address of this endpoint; never changes' })
  url: string;

  @Field(() => String, { description: 'Of the document, as hexadecimal digits' }) sha256: string;
  @Field(() => DateTimeScalar, { description: 'It is there until then at least' }) expiresAt: string;
}

@ObjectType('ConfigSnapshot', {
  simpleResolvers: true,
  description: 'Everything in sight at one revision: `objects` or a `reference`, and neither for NONE',
})
export class ConfigSnapshotType implements Omit<ConfigSnapshot, '__typename'> {
  @Field(() => RevisionScalar) revision: string;
  @Field(() => ResyncReasonEnum, { description: 'Why it is not deltas' }) resyncReason: ResyncReason;
  @Field(() => [ConfigChangeType], { nullable: true, description: 'Each a PUT' })
  objects: ConfigChange[] | null;

  @Field(() => SnapshotReferenceType, { nullable: true }) reference: SnapshotReference | null;
  @Field(() => String) checksum: string;
  @Field(() => ResumeTokenScalar) resume: string;
}

@ObjectType('ConfigDelta', {
  simpleResolvers: true,
  description: 'What leads from one revision to another, to be applied whole or not at all',
})
export class ConfigDeltaType implements Omit<ConfigDelta, '__typename'> {
  @Field(() => RevisionScalar) fromRevision: string;
  @Field(() => RevisionScalar) revision: string;
  @Field(() => [ConfigChangeType]) changes: ConfigChange[];
  @Field(() => String, { description: 'Of everything in sight after it' }) checksum: string;
  @Field(() => ResumeTokenScalar) resume: string;
  @Field(() => DateTimeScalar) committedAt: string;
  @Field(() => Int, { description: 'How many revisions it stands for' }) coalesced: number;
  @Field(() => ID, { nullable: true, description: 'The change that made `revision`' })
  changeId: string | null;
}

@ObjectType('Bookmark', { simpleResolvers: true, description: 'There is nothing newer than `revision`' })
export class BookmarkType implements Omit<Bookmark, '__typename'> {
  @Field(() => RevisionScalar) revision: string;
  @Field(() => String) checksum: string;
  @Field(() => ResumeTokenScalar) resume: string;
  @Field(() => DateTimeScalar) serverTime: string;
}

@ObjectType('Goodbye', {
  simpleResolvers: true,
  description: 'The last event of a stream that the server ends',
})
export class GoodbyeType implements Omit<Goodbye, '__typename'> {
  @Field(() => GoodbyeReasonEnum) reason: GoodbyeReason;
  @Field(() => Int, { description: 'Wait this long before the next stream' }) retryAfterMs: number;
  @Field(() => Int, { description: 'and a random part of this' }) jitterMs: number;
}

export const ConfigStreamEventUnion = createUnionType({
  name: 'ConfigStreamEvent',
  types: () => [StreamOpenedType, ConfigSnapshotType, ConfigDeltaType, BookmarkType, GoodbyeType] as const,
  resolveType: (event) => (event as ConfigStreamEvent).__typename,
});
