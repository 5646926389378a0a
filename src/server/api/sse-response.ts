import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { LaneSocket } from './stream-lane';

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  connection: 'close',
  // nginx would keep events back
  'x-accel-buffering': 'no',
};

/** Heartbeats that a client may leave unread, before it counts as gone. */
const mostUnreadBeats = 2;

/** One operation's results as server-sent events, in the words of graphql-sse. */
export class SseResponse implements LaneSocket {
  private unreadBeats = 0;

  constructor(private readonly response: ServerResponse) {
    // A client may leave while it is written to.
    response.on('error', () => undefined);
    response.writeHead(200, headers);
    response.flushHeaders();
  }

  get bufferedAmount(): number {
    return this.response.writableLength;
  }

  /** The lane's text is the frame of a WebSocket: what names the operation is before it, and a brace behind it. */
  send(_head: string, tail: Buffer): void {
    if (this.response.writableEnded) return;
    this.response.cork();
    this.response.write(next);
    this.response.write(tail.subarray(0, -1));
    this.response.write(end);
    this.response.uncork();
  }

  /** Resolves when there is room for another, or the client has left. */
  async result(result: ExecutionResult, signal: AbortSignal): Promise<void> {
    if (this.response.writableEnded) return;
    if (this.response.write(`${next}${JSON.stringify(result)}${end}`) || signal.aborted) return;
    await once(this.response, 'drain', { signal }).catch(() => undefined);
  }

  /** All was said. */
  complete(): void {
    if (!this.response.writableEnded) this.response.end(`event: complete\ndata: ${end}`);
  }

  /** The reason could be told over a WebSocket only. */
  close(): void {
    this.response.destroy();
  }

  /** Shows the client, and all between, that the stream lives; gives up one that nobody reads. */
  beat(): void {
    this.unreadBeats = this.response.writableNeedDrain ? this.unreadBeats + 1 : 0;
    if (this.unreadBeats >= mostUnreadBeats) this.response.destroy();
    else if (this.unreadBeats === 0) this.response.write(`:${end}`);
  }
}

const next = 'event: next\ndata: ';
const end = '\n\n';
