import { execute, type DocumentNode, type GraphQLSchema } from 'graphql';
import { anonymous } from '../foundation/actor';
import type { Clock } from '../foundation/clock';
import { newId } from '../foundation/ids';
import { createOperation, type Operation } from '../foundation/operation';
import type { ConfigStreams } from './config-streams';
import type { Render } from './rendered-events';
import type { StreamOutlet } from './stream';
import { readVariables, streamDocument, type StreamDocument, type Variables } from './stream-document';
import type { StreamHub } from './stream-hub';

/** A subscription that the transport has parsed and admitted. */
export interface LaneRequest {
  /** The id that the client gave the operation. */
  id: string;
  document: DocumentNode;
  operationName: string | null;
  /** As the client sent them. */
  variables: Variables;
  operation: Operation;
}

/** Called once, with an error when the stream could not go on. */
type OnEnd = (error?: unknown) => void;

/** One client's connection. */
export interface LaneSocket {
  /** One text frame of two parts: ASCII, and what many sockets may share. */
  send(head: string, tail: Buffer): void;
  readonly bufferedAmount: number;
  close(code: number, reason: string): void;
}

/**
 * The short way for `configStream` over WebSockets. The streams that select the same are one group: each event is
 * executed and written as text once for all of them, and only the operation's id differs from socket to socket.
 */
export class ConfigStreamLane {
  /** What the groups have done so far; for metrics. */
  readonly counts = { executions: 0 };

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly streams: ConfigStreams,
    private readonly hub: StreamHub,
    private readonly clock: Clock,
  ) {}

  accepts(document: DocumentNode, operationName: string | null): boolean {
    return streamDocument(document, operationName) !== null;
  }

  /** Opens a stream, which the answer leaves; `onEnd` is told when it ends otherwise. Rejects when it cannot be had. */
  async open(request: LaneRequest, socket: LaneSocket, onEnd: OnEnd): Promise<() => void> {
    const { id, operation, variables } = request;
    const document = streamDocument(request.document, request.operationName);
    if (!document) throw new Error('The lane was given a document that it does not accept');
    const { input, key, canRefer } = readVariables(this.schema, document, variables);
    const audience = { key, canRefer, render: this.renderer(document, variables) };
    const outlet = new SocketOutlet(id, socket, onEnd);
    const stream = await this.streams.open(operation, input, audience, outlet);
    return stream.leave;
  }

  /** Says goodbye to everybody; resolves when all were told, or `deadlineMs` has passed. */
  async drain(deadlineMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.clock.after(deadlineMs, resolve);
      void this.hub.drain(deadlineMs).then(() => (cancel(), resolve()));
    });
  }

  /**
   * A frame but for its head, which names the operation. What is selected of an event depends on nobody in particular:
   * the group's scope has decided what is in it.
   */
  private renderer({ document, operationName }: StreamDocument, variableValues: Variables): Render<Buffer> {
    return async (rootValue) => {
      this.counts.executions += 1;
      const operation = { actor: anonymous, now: this.clock.now(), requestId: newId() };
      const result = await execute({
        schema: this.schema,
        document,
        operationName,
        variableValues,
        rootValue,
        contextValue: createOperation(operation),
      });
      if (result.errors) throw result.errors[0];
      return Buffer.from(`${JSON.stringify(result)}}`);
    };
  }
}

/** Frames of graphql-transport-ws for one operation on one socket. */
class SocketOutlet implements StreamOutlet<Buffer> {
  private readonly head: string;

  constructor(
    id: string,
    private readonly socket: LaneSocket,
    private readonly onEnd: OnEnd,
  ) {
    this.head = `{"id":${asciiJson(id)},"type":"next","payload":`;
  }

  get pendingBytes(): number {
    return this.socket.bufferedAmount;
  }

  send(tail: Buffer): void {
    this.socket.send(this.head, tail);
  }

  end(): void {
    this.onEnd();
  }

  fail(error: unknown): void {
    this.onEnd(error);
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
    this.onEnd();
  }
}

const asciiJson = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
