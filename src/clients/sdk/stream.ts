import { createClient as createSocketClient } from 'graphql-ws/client';
import type { ConfigStreamEvent, ConfigStreamInput } from '../../engine/protocol';
import { configStreamDocument } from './config-stream-document';
import type { StreamHandlers } from './connection';
import type { StatusReport } from './status-reports';
import { endOf } from './stream-end';
import type { StreamEnd } from './stream-end';

/** What the client needs of a WebSocket; `ws` and the browser's have it. */
export interface Socket {
  close(code?: number, reason?: string): void;
  /** Ends a connection whose other side may be gone (`ws` only). */
  terminate?(): void;
  /** Tells of an answer to the upgrade that is no upgrade (`ws` only). */
  on?(event: 'unexpected-response', listener: (request: unknown, response: Refusal) => void): unknown;
}

interface Refusal {
  statusCode?: number;
  headers: Record<string, string | string[] | undefined>;
}

export type SocketClass = new (url: string, protocols?: string | string[]) => Socket;

export interface StreamOptions extends StreamHandlers<ConfigStreamEvent> {
  url: string;
  key: string;
  webSocket: SocketClass;
  input: ConfigStreamInput;
}

export interface Stream {
  /** Tells the server, over the same socket; nobody waits for what it says to that. */
  report(report: StatusReport): void;
  close(): void;
}

const reportDocument = `mutation Report($input: ConfigStatusInput!) {
  reportConfigStatus(input: $input) {
    accepted
  }
}`;

/** One subscription on a socket of its own. Trying again is somebody else's business. */
export function openStream({ url, key, webSocket, input, onEvent, onEnd }: StreamOptions): Stream {
  let socket: Socket | undefined;
  let isOver = false;
  const keep = (made: Socket): void => {
    socket = made;
    made.on?.('unexpected-response', (_request, response) => end(endOfUpgrade(response)));
  };
  const client = createSocketClient({
    url,
    webSocketImpl: class extends webSocket {
      constructor(address: string, protocols?: string | string[]) {
        super(address, protocols);
        keep(this);
      }
    },
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
    on: { closed: (event) => end(endOf(event)) },
  });
  const close = (): void => {
    isOver = true;
    void Promise.resolve(client.dispose()).catch(() => {});
    socket?.close(1000, 'Normal Closure');
    socket?.terminate?.();
  };
  const end = (reason: StreamEnd): void => {
    if (isOver) return;
    close();
    onEnd(reason);
  };
  client.subscribe<{ configStream: ConfigStreamEvent }>(
    { query: configStreamDocument, variables: { input } },
    {
      next({ data, errors }) {
        if (isOver) return;
        if (data?.configStream) onEvent(data.configStream);
        else end(endOf(errors));
      },
      error: (error) => end(endOf(error)),
      complete: () => end({ isRefused: false, cause: 'the server completed it' }),
    },
  );
  const report = (input: StatusReport): void => {
    const ignored = { next() {}, error() {}, complete() {} };
    if (!isOver) client.subscribe({ query: reportDocument, variables: { input } }, ignored);
  };
  return { report, close };
}

function endOfUpgrade({ statusCode, headers }: Refusal): StreamEnd {
  const seconds = Number(headers['retry-after'] ?? NaN);
  const cause = `the server answered with HTTP status ${statusCode}`;
  return { isRefused: false, cause, retryAfterMs: seconds >= 0 ? seconds * 1_000 : undefined };
}
