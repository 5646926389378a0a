/**
 * The words of the push protocol, as they are on the wire (schema/PROTOCOL.md).
 * Revisions are decimal strings there, since a JSON number ends at 2^53.
 */

export const configKinds = ['FLAG', 'SEGMENT', 'LAYER', 'LIST'] as const;
export type ConfigKind = (typeof configKinds)[number];
export type ChangeOp = 'PUT' | 'PATCH' | 'DELETE';
export type StreamPlan = 'UP_TO_DATE' | 'DELTAS' | 'SNAPSHOT';
export type ResyncReason =
  | 'NEW_STREAM'
  | 'COMPACTED'
  | 'EPOCH_CHANGED'
  | 'SCOPE_CHANGED'
  | 'TOKEN_INVALID'
  | 'CHECKSUM_MISMATCH'
  | 'REVISION_AHEAD';
export type GoodbyeReason =
  'DRAINING' | 'SLOW_CONSUMER' | 'KEY_REVOKED' | 'KEY_EXPIRED' | 'REBALANCE' | 'SERVER_ERROR';

/** One object's change. `version` is the revision that wrote it; `payload` is canonical JSON text, null on DELETE. */
export interface ConfigChange {
  kind: ConfigKind;
  key: string;
  op: ChangeOp;
  version: string;
  payload: string | null;
}

export interface StreamOpened {
  __typename: 'StreamOpened';
  streamId: string;
  environmentId: string;
  epoch: string;
  scopeHash: string;
  headRevision: string;
  minRevision: string;
  willSend: StreamPlan;
  bookmarkEveryMs: number;
}

/** INLINE: in the message, unless it is large and the document asks for references too. */
export type SnapshotMode = 'INLINE' | 'REFERENCE' | 'NONE';

/** Where a snapshot is to be had as a document. */
export interface SnapshotReference {
  /** Relative to the address of the GraphQL endpoint. */
  url: string;
  /** Of the document, as 64 lower-case hexadecimal digits. */
  sha256: string;
  /** RFC 3339: it is there until then at least. */
  expiresAt: string;
}

/** The whole view at one revision: as objects, by reference, or with neither for who fetches `config`. */
export interface ConfigSnapshot {
  __typename: 'ConfigSnapshot';
  revision: string;
  /** Why it is not deltas. */
  resyncReason: ResyncReason;
  objects: ConfigChange[] | null;
  reference: SnapshotReference | null;
  checksum: string;
  resume: string;
}

/** What leads from `fromRevision` to `revision`; several revisions may be merged into one delta. */
export interface ConfigDelta {
  __typename: 'ConfigDelta';
  fromRevision: string;
  revision: string;
  changes: ConfigChange[];
  checksum: string;
  resume: string;
  /** RFC 3339, when `revision` was committed. */
  committedAt: string;
  /** How many revisions this delta stands for. */
  coalesced: number;
  changeId: string | null;
}

/** Nothing new up to `revision`; keeps an idle client inside the resume window. */
export interface Bookmark {
  __typename: 'Bookmark';
  revision: string;
  checksum: string;
  resume: string;
  serverTime: string;
}

export interface Goodbye {
  __typename: 'Goodbye';
  reason: GoodbyeReason;
  retryAfterMs: number;
  jitterMs: number;
}

export type ConfigStreamEvent = StreamOpened | ConfigSnapshot | ConfigDelta | Bookmark | Goodbye;

/** The arguments of `subscription configStream`. */
export interface ConfigStreamInput {
  protocol: number;
  environmentId?: string | null;
  /** Absent: a snapshot. */
  resume?: string | null;
  /** The checksum the client holds at `resume`; a different one at the server gives a snapshot. */
  localChecksum?: string | null;
  /** INLINE when absent. */
  snapshot?: SnapshotMode | null;
  /** false: every revision on its own. */
  coalesce?: boolean | null;
  /** Clamped to 5,000 to 60,000. */
  bookmarkEveryMs?: number | null;
  /** Which instance of what it is, for those who look how far a revision has come. */
  client?: { name?: string | null; version?: string | null; instance?: string | null } | null;
}
