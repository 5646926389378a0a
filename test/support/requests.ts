import { request, type Agent, type IncomingHttpHeaders } from 'node:http';
import { WebSocket, type ClientOptions } from 'ws';

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into any answer
  json: any;
}

export interface HttpRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  agent?: Agent;
}

/** A request without what `fetch` adds or forbids: tests of the door choose every header. */
export function send(
  url: string,
  { method = 'GET', headers = {}, body, agent }: HttpRequest = {},
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { statusCode = 0, headers: answered } = response;
        resolve({ status: statusCode, headers: answered, text, json: parsed(text) });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A GraphQL request as clients send it. */
export const post = (
  url: string,
  token: string | null,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> =>
  send(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify(body),
  });

export interface Message {
  type: string;
  id?: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into any message
  payload?: any;
}

/** A WebSocket that speaks as rudely as a test wants. */
export class TestSocket {
  private readonly messages: Message[] = [];
  private wake = (): void => undefined;
  /** Code and reason, when it was closed. */
  readonly closed: Promise<{ code: number; reason: string }>;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.messages.push(JSON.parse(String(data)) as Message);
      this.wake();
    });
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
  }

  /** Rejects with the HTTP status when the upgrade is refused. */
  static open(
    url: string,
    protocols: string | string[] = 'graphql-transport-ws',
    options: ClientOptions = {},
  ): Promise<TestSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, protocols, options);
      const test = new TestSocket(socket);
      socket.once('open', () => resolve(test));
      socket.once('unexpected-response', (_request, response) => {
        reject(new Error(`refused with ${response.statusCode}`));
        response.destroy();
      });
      socket.on('error', reject);
    });
  }

  /** Opened, and let in with `token`. */
  static async connected(url: string, token: string): Promise<TestSocket> {
    const socket = await TestSocket.open(url);
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    await socket.next('connection_ack');
    return socket;
  }

  send(message: Message | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables?: Record<string, unknown>): void {
    this.send({ type: 'subscribe', id, payload: { query, variables } });
  }

  /** The next message of the type, and of the operation if given; those before it are dropped. */
  async next(type: string, id?: string): Promise<Message> {
    for (;;) {
      for (let message = this.messages.shift(); message; message = this.messages.shift()) {
        if (message.type === type && (id === undefined || message.id === id)) return message;
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** What a query or mutation answers, refused or not. */
  async ask(id: string, query: string, variables?: Record<string, unknown>): Promise<Message> {
    this.subscribe(id, query, variables);
    for (;;) {
      const message = this.messages.find((each) => each.id === id && ['next', 'error'].includes(each.type));
      if (message) return message;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  close(): void {
    this.socket.close();
  }
}
