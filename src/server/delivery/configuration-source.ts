import type { ChangeOp, ConfigKind } from '../../engine/protocol/messages';
import type { Author } from '../foundation/actor';

export interface EnvironmentRef {
  organizationId: string;
  environmentId: string;
}

/** One revision of one life of an environment's log. */
export interface LogPosition {
  /** Random id of the log's life: a restored database gets a new one. */
  epoch: string;
  revision: number;
  /** 16 hexadecimal digits of the hash that chains the log up to here; `noChain` before the first revision. */
  chainHash: string;
}

export const noChain = '0'.repeat(16);

/** Never changed, only replaced: a new version is a new object. */
export interface ConfigurationObject {
  readonly kind: ConfigKind;
  readonly key: string;
  /** The revision that wrote it. */
  readonly version: number;
  /** Canonical JSON. */
  readonly body: string;
  /** The body, parsed once for all who read it. */
  readonly value: object;
}

/** All that SDKs see of an environment at one revision. Never changed. */
export interface EnvironmentState extends EnvironmentRef, LogPosition {
  /** The oldest revision that a stream may resume behind. */
  minRevision: number;
  /** Epoch milliseconds. */
  committedAt: number;
  /** By `viewKey(kind, key)`. */
  objects: ReadonlyMap<string, ConfigurationObject>;
  /** What the lists hold, by key. */
  lists: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface EnvironmentChange {
  kind: ConfigKind;
  key: string;
  op: ChangeOp;
  version: number;
  /** Canonical JSON; null on DELETE. */
  body: string | null;
  /** On PATCH. */
  patch: { from: number; added: string[]; removed: string[] } | null;
  /** What a list holds as a whole; on PUT of one. */
  ids: ReadonlySet<string> | null;
}

/** One committed revision. */
export interface EnvironmentDelta {
  fromRevision: number;
  revision: number;
  committedAt: number;
  changeId: string | null;
  author: Author;
  comment: string | null;
  chainHash: string;
  changes: EnvironmentChange[];
}

export interface LogRead {
  minRevision: number;
  headRevision: number;
  /** Dense and in order, and not more than a page of them: ask again until the head is reached. */
  deltas: EnvironmentDelta[];
}

/** What of an environment tells whether what was read of it is still all there is. */
export type Standing = Pick<EnvironmentState, 'epoch' | 'revision' | 'minRevision'>;

/** Where a log was seen to stand. */
export interface HeadNotice extends EnvironmentRef {
  epoch: string;
  revision: number;
}

/** Where environments come from: this node's database, or the server above a relay. */
export interface ConfigurationSource {
  /** The newest state, or the one at a revision or a time that has been. Throws NOT_FOUND without such an environment. */
  load(environment: EnvironmentRef, at?: { revision: number } | { time: number }): Promise<EnvironmentState>;
  /** What was committed after a position; `gone` when that cannot be told by deltas, and a load must do. */
  read(environment: EnvironmentRef, after: LogPosition): Promise<LogRead | 'gone'>;
  /**
   * Begins another life of a log that has lost a position which was read of it, as when a database was restored under a
   * running node. Nothing happens while the log has it after all.
   */
  renewEpoch(environment: EnvironmentRef, lost: LogPosition): Promise<void>;
  /** Says when a watched environment is elsewhere than its watcher, and says it again until the watcher is there too. */
  onChange(listener: (notice: HeadNotice) => void): () => void;
  /** `standing` is asked where the watcher is; null: it has read nothing yet. */
  watch(environment: EnvironmentRef, standing: () => Standing | null): void;
  unwatch(environment: EnvironmentRef): void;
}
