import type { BrowserSocket, BrowserSocketClass, Fetch } from '../../../src/clients/web';
import type { ToldEvaluation } from '../../../src/clients/web/held-values';
import type { EvaluationSignal } from '../../../src/clients/web/signal';
import type { Json, Subject } from '../../../src/engine/evaluation';

/** One question for values, as the test answers it. */
export interface ScriptedRequest {
  url: string;
  authorization: string;
  subject: Subject;
  /** null: all. */
  flagKeys: string[] | null;
  isAborted: boolean;
  /** `values` by flag; a flag that was asked for and is not in it is not found. */
  answer(revision: string, values: Record<string, Json>): void;
  evaluations(revision: string, evaluations: ToldEvaluation[]): void;
  /** Anything else, as JSON or as text. */
  say(status: number, body: unknown): void;
  /** There is no network. */
  fail(): void;
}

/** One stream of signals, as the test speaks through it. */
export interface ScriptedStream {
  resume: string | null;
  authorization: string;
  isClosed: boolean;
  send(message: object): void;
  signal(revision: string, parts?: Partial<EvaluationSignal>): void;
  close(code: number, reason?: string): void;
}

/** A server without sockets that says only what the test makes it say. */
export class ScriptedServer {
  /** Every socket that was opened, also those that were not let in. */
  sockets = 0;
  /** What a socket that is opened meets instead of being let in. */
  refusal: { code: number; reason: string } | null = null;
  private readonly requests = new Mailbox<ScriptedRequest>();
  private readonly streams = new Mailbox<ScriptedStream>();

  readonly fetch: Fetch = (url, { headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const { variables } = JSON.parse(body) as {
        variables: { subjects: Subject[]; flagKeys: string[] | null };
      };
      const { flagKeys } = variables;
      const say = (status: number, answer: unknown): void =>
        resolve({
          status,
          json: async () => (typeof answer === 'string' ? (JSON.parse(answer) as unknown) : answer),
        });
      const request: ScriptedRequest = {
        url,
        authorization: headers.authorization,
        subject: variables.subjects[0],
        flagKeys,
        isAborted: false,
        answer(revision, values) {
          const keys = flagKeys ?? Object.keys(values);
          request.evaluations(
            revision,
            keys.map((key) => (key in values ? told(key, values[key]) : notFound(key))),
          );
        },
        evaluations: (revision, evaluations) => say(200, { data: { evaluate: [{ revision, evaluations }] } }),
        say,
        fail: () => reject(new TypeError('Failed to fetch')),
      };
      signal.addEventListener('abort', () => {
        request.isAborted = true;
        reject(new Error('This operation was aborted'));
      });
      this.requests.put(request);
    });

  readonly webSocket: BrowserSocketClass;

  constructor() {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the class below has a `this` of its own
    const server = this;
    this.webSocket = class extends ScriptedSocket {
      constructor() {
        super(server.refusal, (stream) => server.streams.put(stream));
        server.sockets += 1;
      }
    };
  }

  nextRequest(): Promise<ScriptedRequest> {
    return this.requests.take();
  }

  /** The next subscription. */
  nextStream(): Promise<ScriptedStream> {
    return this.streams.take();
  }

  /** Questions that no test has taken. */
  get unanswered(): number {
    return this.requests.size;
  }
}

export const told = (flagKey: string, value: Json, parts: Partial<ToldEvaluation> = {}): ToldEvaluation => ({
  flagKey,
  value,
  variant: String(value),
  reason: 'STATIC',
  error: null,
  ...parts,
});

const notFound = (flagKey: string): ToldEvaluation =>
  told(flagKey, null, { variant: null, reason: 'ERROR', error: 'FLAG_NOT_FOUND' });

type Listeners = Record<string, ((event: never) => void)[]>;

class ScriptedSocket implements BrowserSocket {
  private readonly listeners: Listeners = {};
  private authorization = '';
  private isClosed = false;

  constructor(
    refusal: { code: number; reason: string } | null,
    private readonly onStream: (stream: ScriptedStream) => void,
  ) {
    queueMicrotask(() => {
      if (refusal) this.end(refusal.code, refusal.reason);
      else this.emit('open', {});
    });
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    (this.listeners[type] ??= []).push(listener);
  }

  send(text: string): void {
    const { type, id, payload } = JSON.parse(text) as {
      type: string;
      id: string;
      payload: { authorization: string; variables: { input: { resume: string | null } } };
    };
    if (type === 'connection_init') {
      this.authorization = payload.authorization;
      queueMicrotask(() => this.receive({ type: 'connection_ack' }));
    } else if (type === 'subscribe') this.subscribed(id, payload.variables.input.resume);
  }

  close(): void {
    this.isClosed = true;
  }

  private subscribed(id: string, resume: string | null): void {
    const isClosed = (): boolean => this.isClosed;
    const stream: ScriptedStream = {
      resume,
      authorization: this.authorization,
      get isClosed() {
        return isClosed();
      },
      send: (message) => this.receive({ id, ...message }),
      signal: (revision, parts) => {
        const signal = {
          revision,
          resume: `token-${revision}`,
          refetchWindowMs: 100,
          flagKeys: [],
          final: null,
        };
        stream.send({ type: 'next', payload: { data: { evaluationSignal: { ...signal, ...parts } } } });
      },
      close: (code, reason = '') => this.end(code, reason),
    };
    this.onStream(stream);
  }

  private receive(message: object): void {
    if (!this.isClosed) this.emit('message', { data: JSON.stringify(message) });
  }

  private end(code: number, reason: string): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.emit('close', { code, reason });
  }

  private emit(type: string, event: object): void {
    for (const listener of this.listeners[type] ?? []) listener(event as never);
  }
}

/** What arrived, in order, for whoever asks for it before or after. */
class Mailbox<Item> {
  private readonly arrived: Item[] = [];
  private readonly awaited: ((item: Item) => void)[] = [];

  get size(): number {
    return this.arrived.length;
  }

  put(item: Item): void {
    const waiting = this.awaited.shift();
    if (waiting) waiting(item);
    else this.arrived.push(item);
  }

  take(): Promise<Item> {
    const item = this.arrived.shift();
    return item ? Promise.resolve(item) : new Promise((resolve) => this.awaited.push(resolve));
  }
}
