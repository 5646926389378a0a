import { createClient as createSocketClient } from 'graphql-ws/client';
import type { ConfigStreamEvent, ConfigStreamInput } from '../../engine/protocol';
import { configStreamDocument } from './config-stream-document';
import type { StatusReport } from './status-reports';

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

export interface StreamOptions {
  url: string;
  key: string;
  webSocket: SocketClass;
  input: ConfigStreamInput;
  onEvent(event: ConfigStreamEvent): void;
  /** Called once, unless the stream was closed from here. */
  onEnd(end: StreamEnd): void;
}

export interface StreamEnd {
  /** The key may not open this stream: trying again soon is of no use. */
  isRefused: boolean;
  cause: string;
  /** How long the server asked to be left alone. */
  retryAfterMs?: number;
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

/** From what a socket or GraphQL calls an error; closing codes are those of graphql-transport-ws. */
function endOf(error: unknown): StreamEnd {
  if (Array.isArray(error)) {
    const errors = error as {
      message: string;
      extensions?: { code?: unknown; retryAfterMs?: number };
    }[];
    const isRefused = errors.some(({ extensions }) => refusals.has(extensions?.code));
    const retryAfterMs = errors[0]?.extensions?.retryAfterMs;
    return { isRefused, cause: errors.map(({ message }) => message).join('; '), retryAfterMs };
  }
  const { code, reason, message } = Object(error) as { code?: unknown; reason?: string; message?: string };
  const cause = [code, reason || message].filter(Boolean).join(' ');
  return { isRefused: refusals.has(code), cause: cause || 'the connection broke' };
}

function endOfUpgrade({ statusCode, headers }: Refusal): StreamEnd {
  const seconds = Number(headers['retry-after'] ?? NaN);
  const cause = `the server answered with HTTP status ${statusCode}`;
  return { isRefused: false, cause, retryAfterMs: seconds >= 0 ? seconds * 1_000 : undefined };
}

const refusals = new Set<unknown>([4401, 4403, 'UNAUTHENTICATED', 'FORBIDDEN']);
