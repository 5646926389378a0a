import type { DocumentNode } from 'graphql';
import type { Operation } from '../foundation/operation';

/**
 * Serves subscriptions whose events are serialised once for many sockets, by writing the `next` frames itself.
 * graphql-ws still owns the operation's life (its id, `complete`, the socket's end), and the pipeline of `api/operation`
 * has parsed, validated, limited and authorised it before the lane sees it.
 */
export interface StreamLane {
  /** Whether the lane, and not graphql-js, serves this operation. */
  accepts(document: DocumentNode, operationName: string | null): boolean;
  /**
   * Runs the stream until it has ended by itself, and resolves then: `complete` follows. A rejection is told to the client
   * as an error, masked where it is a bug. Once `operation.signal` is aborted (the client completed the operation, or its
   * socket closed) nothing is sent any more, and the lane resolves soon.
   */
  run(request: LaneRequest, socket: LaneSocket): Promise<void>;
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
  /** Sends one text frame, the UTF-8 of `head` and `tail`; the tail may be shared by many sockets, and is not copied. */
  send(head: Buffer, tail: Buffer): void;
  /** Bytes handed over that the kernel did not take yet. */
  readonly bufferedAmount: number;
  /** Ends the whole connection, with a close code of graphql-transport-ws or one of ours. */
  close(code: number, reason: string): void;
}
