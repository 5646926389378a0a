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
  private readonly perAddress = new Map<string, number>();
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

  /** Ends every socket; those that do not answer the close within `deadlineMs` are cut. */
  async close(deadlineMs: number): Promise<void> {
    this.drain();
    this.stopKeepAlive();
    for (const connection of this.connections) connection.close(1001, 'Going away');
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
    const { settings, admission } = this.doors;
    if (request.url?.split('?', 1)[0] !== '/graphql') return '404 Not Found';
    if (!isAllowedOrigin(request, settings.allowedOrigins)) return '403 Forbidden';
    if (this.isDraining || this.size >= settings.limits.sockets) return '503 Service Unavailable';
    const opened = this.perAddress.get(addressOf(request)) ?? 0;
    if (opened >= settings.limits.socketsPerAddress) return '429 Too Many Requests';
    const retryAfterMs = admission.retryAfterMs();
    if (retryAfterMs === 0) return null;
    return `503 Service Unavailable\r\nRetry-After: ${Math.ceil(retryAfterMs / 1_000)}`;
  }

  private open(socket: WebSocket, raw: Duplex, address: string): void {
    const { operations, lane, settings, clock, logger } = this.doors;
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
    this.count(connection, 1);
    // ws closes the socket itself, with the code that says why (1009: too big); without a listener it would throw.
    socket.on('error', (error) => logger.debug({ err: error }, 'a WebSocket failed'));
    socket.once('close', () => {
      this.count(connection, -1);
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

  private count(connection: Connection, change: 1 | -1): void {
    const { address } = connection;
    if (change === 1) this.connections.add(connection);
    else this.connections.delete(connection);
    const opened = (this.perAddress.get(address) ?? 0) + change;
    if (opened === 0) this.perAddress.delete(address);
    else this.perAddress.set(address, opened);
    if (this.size === 0) this.onEmpty();
  }
}

const addressOf = (request: IncomingMessage): string => request.socket.remoteAddress ?? '';
