import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Repeater } from '@graphql-yoga/subscription';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { StatusReport } from '../../../src/clients/sdk/status-reports';
import type { ConfigStreamEvent, ConfigStreamInput } from '../../../src/engine/protocol';

export const schemaText = `
  scalar Revision
  scalar ResumeToken
  scalar DateTime
  type Query { nothing: Boolean }
  type Subscription { configStream(input: ConfigStreamInput!): ConfigStreamEvent! }
  input ConfigStreamInput {
    protocol: Int! = 1
    environmentId: ID
    resume: ResumeToken
    localChecksum: String
    snapshot: SnapshotMode! = INLINE
    coalesce: Boolean! = true
    bookmarkEveryMs: Int! = 15000
    client: StreamClientInput
  }
  input StreamClientInput { name: String version: String instance: String }
  type Mutation { reportConfigStatus(input: ConfigStatusInput!): ConfigStatusPayload! }
  input ConfigStatusInput {
    streamId: ID! appliedRevision: Revision! appliedMsAgo: Int! = 0 rejected: [RejectedObjectInput!]
  }
  input RejectedObjectInput { kind: ConfigKind! key: String! version: Revision! message: String! }
  type ConfigStatusPayload { accepted: Boolean! }
  union ConfigStreamEvent = StreamOpened | ConfigSnapshot | ConfigDelta | Bookmark | Goodbye
  type StreamOpened {
    streamId: ID! environmentId: ID! epoch: String! scopeHash: String!
    headRevision: Revision! minRevision: Revision! willSend: StreamPlan! bookmarkEveryMs: Int!
  }
  type ConfigSnapshot {
    revision: Revision! resyncReason: ResyncReason! objects: [ConfigChange!] reference: SnapshotReference
    checksum: String! resume: ResumeToken!
  }
  type SnapshotReference { url: String! sha256: String! expiresAt: DateTime! }
  type ConfigDelta {
    fromRevision: Revision! revision: Revision! changes: [ConfigChange!]! checksum: String! resume: ResumeToken!
    committedAt: DateTime! coalesced: Int! changeId: ID
  }
  type Bookmark { revision: Revision! checksum: String! resume: ResumeToken! serverTime: DateTime! }
  type Goodbye { reason: GoodbyeReason! retryAfterMs: Int! jitterMs: Int! }
  type ConfigChange { kind: ConfigKind! key: String! op: ChangeOp! version: Revision! payload: String }
  enum ConfigKind { FLAG SEGMENT LAYER LIST }
  enum ChangeOp { PUT PATCH DELETE }
  enum SnapshotMode { INLINE REFERENCE NONE }
  enum StreamPlan { UP_TO_DATE DELTAS SNAPSHOT }
  enum ResyncReason {
    NEW_STREAM COMPACTED EPOCH_CHANGED SCOPE_CHANGED TOKEN_INVALID CHECKSUM_MISMATCH REVISION_AHEAD
  }
  enum GoodbyeReason { DRAINING SLOW_CONSUMER KEY_REVOKED KEY_EXPIRED REBALANCE SERVER_ERROR }
`;

/** One subscription, as the test speaks through it. */
export interface ServerStream {
  input: ConfigStreamInput;
  send(...events: ConfigStreamEvent[]): void;
  /** Cuts the connection without a word. */
  cut(): void;
  /** Resolves when the client has gone. */
  closed: Promise<unknown>;
}

/** A GET, as the test answers it. */
export interface ServerRequest {
  path: string;
  headers: IncomingHttpHeaders;
  answer(status: number, body?: string, headers?: Record<string, string>): void;
  /** Cuts the connection without a word. */
  cut(): void;
}

/** A real server on a real socket that says only what the test makes it say. */
export class ScriptedServer {
  private readonly requests = new Mailbox<ServerRequest>();
  /** The credentials of every connection that was tried. */
  readonly authorizations: unknown[] = [];
  port = 0;
  /** What clients have told, in order. */
  readonly reports: StatusReport[] = [];
  private readonly awaitedReports: (() => void)[] = [];
  private acceptedKey = 'sbx_srv_abcdefghij_secret';
  private readonly streams = new Mailbox<ServerStream>();
  private readonly http = createServer((request, response) => {
    this.requests.put({
      path: request.url ?? '',
      headers: request.headers,
      answer: (status, body = '', headers = {}) => void response.writeHead(status, headers).end(body),
      cut: () => request.socket.destroy(),
    });
  });
  private readonly sockets = new WebSocketServer({ server: this.http, path: '/graphql' });

  static async start(port = 0): Promise<ScriptedServer> {
    const server = new ScriptedServer();
    server.serve();
    server.http.listen(port, '127.0.0.1');
    await once(server.http, 'listening');
    server.port = (server.http.address() as AddressInfo).port;
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  accept(key: string): void {
    this.acceptedKey = key;
  }

  /** The next subscription that was not asked for yet. */
  nextStream(): Promise<ServerStream> {
    return this.streams.next();
  }

  /** The next GET that was not asked for yet. */
  nextRequest(): Promise<ServerRequest> {
    return this.requests.next();
  }

  /** Resolves when clients have told so often. */
  async reported(count: number): Promise<StatusReport[]> {
    while (this.reports.length < count) {
      await new Promise<void>((resolve) => this.awaitedReports.push(resolve));
    }
    return this.reports;
  }

  async stop(): Promise<void> {
    if (!this.http.listening) return;
    for (const socket of this.sockets.clients) socket.terminate();
    this.http.close();
    this.http.closeAllConnections();
    await once(this.http, 'close');
  }

  private serve(): void {
    const schema = buildSchema(schemaText);
    schema.getSubscriptionType()!.getFields()['configStream']!.subscribe = (_root, { input }, { socket }) =>
      this.subscribed(input as ConfigStreamInput, socket as WebSocket);
    schema.getMutationType()!.getFields()['reportConfigStatus']!.resolve = (_root, { input }) => {
      this.reports.push({ ...(input as StatusReport) });
      for (const wake of this.awaitedReports.splice(0)) wake();
      return { accepted: true };
    };
    useServer(
      {
        schema,
        onConnect: ({ connectionParams }) => {
          this.authorizations.push(connectionParams?.['authorization']);
          return connectionParams?.['authorization'] === `Bearer ${this.acceptedKey}`;
        },
        context: ({ extra }) => ({ socket: extra.socket }),
      },
      this.sockets,
    );
  }

  private subscribed(input: ConfigStreamInput, socket: WebSocket): AsyncIterable<unknown> {
    return new Repeater((push, stop) => {
      const stream: ServerStream = {
        input,
        send: (...events) => events.forEach((configStream) => void push({ configStream })),
        cut: () => socket.terminate(),
        closed: stop,
      };
      this.streams.put(stream);
      return stop;
    });
  }
}

/** What arrived, for whoever asks for the next of it. */
class Mailbox<Item> {
  private readonly arrived: Item[] = [];
  private readonly awaited: ((item: Item) => void)[] = [];

  put(item: Item): void {
    const waiting = this.awaited.shift();
    if (waiting) waiting(item);
    else this.arrived.push(item);
  }

  next(): Promise<Item> {
    const item = this.arrived.shift();
    return item ? Promise.resolve(item) : new Promise((resolve) => this.awaited.push(resolve));
  }
}
