import type { DocumentNode } from 'graphql';
import type { Operation } from '../foundation/operation';

/**
 * Serves subscriptions whose events are serialised once for many sockets, by writing the `next` frames itself. The
 * protocol still owns the operation's life (its id, `complete`, the socket's end), and the pipeline of `api/operation`
 * has parsed, validated, limited and authorised it before the lane sees it.
 */
export interface StreamLane {
  /** Whether the lane, and not graphql-js, serves this operation. */
  accepts(document: DocumentNode, operationName: string | null): boolean;
  /**
   * Opens a stream; the answer leaves it, and from then on nothing is sent. `onEnd` is called once when it ends otherwise:
   * without an error when all was said, so that `complete` follows. Rejects when the stream cannot be had; what it rejects
   * or ends with is told to the client, masked where it is a bug.
   */
  open(request: LaneRequest, socket: LaneSocket, onEnd: (error?: unknown) => void): Promise<() => void>;
  /** Ends every stream with a goodbye, for a node that stops; resolves when all are told, or `deadlineMs` has passed. */
  drain(deadlineMs: number): Promise<void>;
}

export interface LaneRequest {
  /** The id that the client gave the operation: part of each frame `{"id":…,"type":"next","payload":…}`. */
  id: string;
  document: DocumentNode;
  operationName: string | null;
  /** As the client sent them, not yet coerced. */
  variables: Readonly<Record<string, unknown>>;
  operation: Operation;
}

/** One client's connection, shared by all operations on it. */
export interface LaneSocket {
  /** Sends one text frame of `head`, which is ASCII, and `tail`; many sockets may share the tail, which is not copied. */
  send(head: string, tail: Buffer): void;
  /** Bytes handed over that the kernel did not take yet. */
  readonly bufferedAmount: number;
  /** Ends the whole connection, with a close code of graphql-transport-ws or one of ours. */
  close(code: number, reason: string): void;
}
