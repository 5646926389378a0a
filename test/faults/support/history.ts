import type {
  ChangeOp,
  GoodbyeReason,
  ResyncReason,
  StreamPlan,
} from '../../../src/engine/protocol/messages';

/**
 * What happened in a run, as the validators read it: what writers were told, what clients were shown, and the log as the
 * database has it. All times are of this process, in epoch milliseconds.
 */
export interface History {
  /** By epoch: a restored database begins another. */
  logs: ReadonlyMap<string, Log>;
  writes: readonly Write[];
  clients: readonly ClientHistory[];
}

/** One environment's log in one epoch. */
export interface Log {
  epoch: string;
  /** In the database's order; dense, if all is well. */
  revisions: readonly LoggedRevision[];
  /** How many ids each list holds at the head. */
  lists: ReadonlyMap<string, number>;
}

export interface LoggedRevision {
  revision: number;
  changes: readonly LoggedChange[];
}

export interface LoggedChange {
  /** `KIND key`. */
  place: string;
  op: ChangeOp;
  /** Of the payload that this object has from here on; null: it has none, or it is a list. */
  digest: string | null;
  /** The write that made it; null: none of the writers. */
  mark: string | null;
}

export interface Write {
  /** Unique; stands in each object that the write changes. */
  mark: string;
  /** How many objects it changes, all in one revision. */
  objects: number;
  startedAt: number;
  endedAt: number;
  /** UNKNOWN: no answer came, or one that does not tell; it may have happened, whole, or not at all. */
  outcome: { kind: 'ACKNOWLEDGED'; revision: number } | { kind: 'REFUSED' | 'UNKNOWN'; cause: string };
}

export interface ClientHistory {
  name: string;
  /** What came over the wire, stream by stream. */
  seen: readonly Seen[];
  /** What an SDK evaluated with, each time it changed; empty for clients that are no SDK. */
  exposed: readonly Exposed[];
  /** What it held when the run was over. */
  end: ClientEnd | null;
}

export interface ClientEnd {
  epoch: string;
  revision: number;
  /** Digests by place, of all but lists. */
  objects: ReadonlyMap<string, string>;
  /** How many ids each list holds; null: it keeps none. */
  lists: ReadonlyMap<string, number> | null;
}

export interface Exposed {
  at: number;
  epoch: string;
  revision: number;
  /** The mark in each flag that writers write to. */
  marks: ReadonlyMap<string, string | null>;
}

/** `stream` counts a client's streams from 1. */
export type Seen = { at: number; stream: number } & (
  | {
      type: 'OPENED';
      /** The revision of the token that the client sent; null: none. */
      asked: number | null;
      epoch: string;
      willSend: StreamPlan;
      headRevision: number;
      minRevision: number;
    }
  | {
      type: 'SNAPSHOT';
      revision: number;
      reason: ResyncReason;
      objects: readonly SeenChange[];
      checksum: string;
    }
  | {
      type: 'DELTA';
      from: number;
      revision: number;
      changes: readonly SeenChange[];
      checksum: string;
      coalesced: number;
      committedAt: number;
    }
  | { type: 'BOOKMARK'; revision: number; checksum: string }
  | { type: 'GOODBYE'; reason: GoodbyeReason }
  | { type: 'ENDED'; cause: string }
);

export interface SeenChange {
  place: string;
  op: ChangeOp;
  version: number;
  /** null: a list, or a deletion. */
  digest: string | null;
}

export type SeenOf<Type extends Seen['type']> = Extract<Seen, { type: Type }>;
