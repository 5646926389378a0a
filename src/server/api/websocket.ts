import { handleProtocols } from 'graphql-ws';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { AccessWatch } from '../domain/access/access-watch';
import type { Actor } from '../foundation/actor';
import type { Clock } from '../foundation/clock';
import type { Logger } from '../foundation/logger';
import type { Settings } from '../foundation/settings';
import type { Admission } from './admission';
import { Connection } from './connection';
import type { OpenConnections } from './open-connections';
import type { Operations } from './operation';
import { isAllowedOrigin } from './origins';
import type { StreamLane } from './stream-lane';
import { WebSocketProtocol } from './websocket-protocol';

export interface WebSocketDoors {
  settings: Settings;
  operations: Operations;
  lane: StreamLane | null;
  admission: Admission;
  accessWatch: AccessWatch;
  openConnections: OpenConnections;
  clock: Clock;
  logger: Logger;
}

const keepAliveMs = 15_000;
const silentMs = 45_000;
/** Between the end of a credential and that of its sockets: streams say goodbye first. */
const farewellMs = 1_000;

/** GraphQL over WebSocket on the HTTP server's port. */
export class WebSocketDoor {
  private readonly server: WebSocketServer;
  private readonly connections = new Set<Connection>();
  private readonly stopKeepAlive: () => void;
  private isDraining = false;
  private onEmpty = (): void => undefined;

  constructor(private readonly doors: WebSocketDoors) {
    const { settings, clock } = doors;
    this.server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: settings.limits.bodyBytes,
      handleProtocols,
    });
    this.stopKeepAlive = clock.every(keepAliveMs, () => {
      for (const connection of this.connections) connection.keepAlive(clock.monotonic(), silentMs);
    });
  }

  get size(): number {
    return this.connections.size;
  }

  /** For the HTTP server's `upgrade`. */
  upgrade(request: IncomingMessage, raw: Duplex, head: Buffer): void {
    const refusal = this.refusalOf(request);
    if (refusal) {
      raw.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.server.handleUpgrade(request, raw, head, (socket) => this.open(socket, raw, addressOf(request)));
  }

  /** From now on no socket is opened. */
  drain(): void {
    this.isDraining = true;
  }

  /** Ends every socket when what it asked is answered; those that are still there after `deadlineMs` are cut. */
  async close(deadlineMs: number): Promise<void> {
    this.drain();
    this.stopKeepAlive();
    for (const connection of this.connections) connection.closeWhenAnswered(1001, 'Going away');
    if (this.size > 0) {
      await new Promise<void>((resolve) => {
        const cancel = this.doors.clock.after(deadlineMs, resolve);
        this.onEmpty = () => (cancel(), resolve());
      });
    }
    for (const connection of this.connections) connection.terminate();
  }

  /** Status and headers; null: it may come in. */
  private refusalOf(request: IncomingMessage): string | null {
    const { settings, admission, openConnections } = this.doors;
    if (request.url?.split('?', 1)[0] !== '/graphql') return '404 Not Found';
    if (!isAllowedOrigin(request, settings.allowedOrigins)) return '403 Forbidden';
    const refusal = openConnections.refusalFor(addressOf(request));
    if (this.isDraining || refusal === 'NODE') return '503 Service Unavailable';
    if (refusal === 'ADDRESS') return '429 Too Many Requests';
    const retryAfterMs = admission.retryAfterMs();
    if (retryAfterMs === 0) return null;
    return `503 Service Unavailable\r\nRetry-After: ${Math.ceil(retryAfterMs / 1_000)}`;
  }

  private open(socket: WebSocket, raw: Duplex, address: string): void {
    const { operations, lane, openConnections, settings, clock, logger } = this.doors;
    const connection = new Connection(socket, raw, address, clock.monotonic());
    const onActor = (actor: Actor): void => this.follow(actor, socket, connection);
    const { limits } = settings;
    const protocol = new WebSocketProtocol(connection, { operations, lane, limits, clock, onActor });
    socket.on('message', (message: RawData) => {
      protocol.receive(String(message)).catch((error: unknown) => {
        logger.error({ err: error }, 'a WebSocket message failed');
        connection.close(4500, 'Internal error');
      });
    });
    const closed = openConnections.opened(address);
    this.connections.add(connection);
    // ws closes the socket itself, with the code that says why (1009: too big); without a listener it would throw.
    socket.on('error', (error) => logger.debug({ err: error }, 'a WebSocket failed'));
    socket.once('close', () => {
      closed();
      this.connections.delete(connection);
      if (this.size === 0) this.onEmpty();
      protocol.closed();
    });
  }

  /** Ends the socket when its credential ends. */
  private follow(actor: Actor, socket: WebSocket, connection: Connection): void {
    if (actor.kind === 'ANONYMOUS') return;
    const { accessWatch, clock } = this.doors;
    const unfollow = accessWatch.onRevoked(actor, (end) => {
      clock.after(farewellMs, () => connection.close(4403, `Access ${end.toLowerCase()}`));
    });
    socket.once('close', unfollow);
  }
}

const addressOf = (request: IncomingMessage): string => request.socket.remoteAddress ?? '';
