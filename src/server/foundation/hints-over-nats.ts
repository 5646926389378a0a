import { connect, type NatsConnection } from 'nats';
import { reconnectDelayMs } from '../../engine/protocol';
import type { Clock } from './clock';
import type { Hint, Hints } from './hints';
import { random } from './ids';
import type { Logger } from './logger';

export interface NatsOptions {
  /** One or more of `nats://` or `tls://` with a host, separated by commas; the first may name a user and a password. */
  url: string;
  /** What the subjects begin with: nodes of one installation have the same. */
  prefix: string;
  clock: Clock;
  logger: Logger;
}

const connectTimeoutMs = 5_000;
/** A server that answers none of two pings in a row is given up. */
const pingEveryMs = 10_000;
const backOff = { baseMs: 500, capMs: 10_000 };

/**
 * Takes the hints of this node to the others, and theirs here: core NATS, one subject per environment, at most once.
 * Nobody waits for it. What is said while there is no connection is not kept, since the poll of a second covers it and
 * an old hint is worth nothing.
 *
 * Each node hears all subjects by one wildcard. A subscription per watched environment would spare it the hints that
 * concern nobody here, a look into a map each; it would cost a message for each feed that opens or closes, thousands of
 * them at each reconnect, and a moment after the opening in which hints are missed.
 */
export class HintsOverNats {
  private connection: NatsConnection | null = null;
  private failures = 0;
  private isClosed = false;
  private cancelRetry = (): void => undefined;
  private readonly stopPassing: () => void;

  constructor(
    private readonly hints: Hints,
    private readonly options: NatsOptions,
  ) {
    this.stopPassing = hints.subscribe((hint) => this.pass(hint));
    void this.open();
  }

  get isConnected(): boolean {
    return this.connection !== null;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.stopPassing();
    this.cancelRetry();
    await this.connection?.close();
  }

  private pass({ environmentId, epoch, revision, from }: Hint): void {
    if (from !== 'THIS_NODE' || !this.connection || this.connection.isClosed()) return;
    this.connection.publish(this.subjectOf(environmentId), `${epoch}.${revision}`);
  }

  private async open(): Promise<void> {
    const { url } = this.options;
    try {
      const connection = await connect({
        ...serversOf(url),
        name: 'signalbox',
        noEcho: true,
        // From here, where one loop serves the first connection and all others.
        reconnect: false,
        timeout: connectTimeoutMs,
        pingInterval: pingEveryMs,
      });
      if (this.isClosed) await connection.close();
      else this.opened(connection);
    } catch (error) {
      this.lost(error);
    }
  }

  private opened(connection: NatsConnection): void {
    this.connection = connection;
    this.failures = 0;
    this.options.logger.info('hints go to the other nodes, and theirs come in');
    connection.subscribe(this.subjectOf('*'), {
      callback: (error, message) => {
        if (error) this.options.logger.warn({ err: error }, 'NATS refuses the hints of other nodes');
        else this.hear(message.subject, message.string());
      },
    });
    void connection.closed().then((error) => this.lost(error));
  }

  private hear(subject: string, text: string): void {
    const [, epoch, revision] = /^(.+)\.(\d{1,15})$/.exec(text) ?? [];
    if (epoch === undefined) return;
    const environmentId = subject.slice(this.subjectOf('').length);
    this.hints.notify({ environmentId, epoch, revision: Number(revision), from: 'ANOTHER_NODE' });
  }

  /** Says so once, and tries again until it is told to stop. */
  private lost(error: unknown): void {
    if (this.isClosed) return;
    const { clock, logger } = this.options;
    if (this.failures === 0) {
      logger.warn({ err: error }, 'NATS does not answer: changes of other nodes are seen within a second');
    }
    this.connection = null;
    this.failures += 1;
    const delayMs = reconnectDelayMs(this.failures, random(), backOff);
    this.cancelRetry = clock.after(delayMs, () => void this.open());
  }

  private subjectOf(environmentId: string): string {
    return `${this.options.prefix}.env.${environmentId}`;
  }
}

/** The client library takes credentials beside the servers, and none in their addresses. */
function serversOf(url: string) {
  const addresses = url.split(',').map((each) => new URL(each.trim()));
  const [{ username, password }] = addresses;
  return {
    servers: addresses.map(({ host }) => host),
    ...(username && { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
    ...(addresses.some(({ protocol }) => protocol === 'tls:') && { tls: {} }),
  };
}
