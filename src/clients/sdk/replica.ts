import type { CompiledRuleset } from '../../engine/evaluation';
import { disconnected, initialState, isLive, openingOf, receive } from '../../engine/protocol';
import type { Action, ConfigStreamEvent, ConfigStreamInput, ReceiverState } from '../../engine/protocol';
import { cacheBinding, readCachedState, writeCachedState } from './cached-state';
import type { Clock } from './clock';
import { Connection } from './connection';
import { DiskCache } from './disk-cache';
import type { Emitter } from './emitter';
import type { ClientEvents, Status } from './events';
import type { Logger } from './logger';
import { readValidBody } from './read-valid-body';
import { StatusReports } from './status-reports';
import { Store } from './store';
import { openStream } from './stream';
import type { SocketClass, Stream } from './stream';
import type { StreamEnd } from './stream-end';

export interface ReplicaOptions {
  url: string;
  key: string;
  diskCache?: string;
  logger: Logger;
  clock: Clock;
  random: () => number;
  webSocket: SocketClass;
  client: NonNullable<ConfigStreamInput['client']>;
}

/** How often a bookmark is asked for, in ms: the client learns within 2.5 of them that its stream is dead. */
const bookmarkEveryMs = 15_000;

/** A copy of one environment's configuration that follows the server: on disk at first, then over the stream. */
export class Replica {
  status: Status = 'connecting';
  /** Why the last stream ended. */
  lastCause = 'no answer yet';
  private state: ReceiverState;
  private isRefused = false;
  private isClosed = false;
  private readonly store: Store;
  private readonly cache: DiskCache | undefined;
  private readonly boundTo: string;
  private readonly connection: Connection<ConfigStreamEvent, Stream>;
  private readonly reports: StatusReports;

  constructor(
    private readonly options: ReplicaOptions,
    private readonly emitter: Emitter<ClientEvents>,
  ) {
    const { url, key, diskCache, logger, clock, random, webSocket } = options;
    this.store = new Store({ now: () => clock.now(), random });
    this.boundTo = cacheBinding(url, key);
    this.cache = diskCache === undefined ? undefined : new DiskCache(diskCache, clock, logger);
    this.state = this.restore();
    this.connection = new Connection({
      open: (handlers) => openStream({ url, key, webSocket, input: this.opening(), ...handlers }),
      receive: (event) => this.receive(event),
      onLost: (end, delayMs) => this.lose(end, delayMs),
      clock,
      random,
    });
    this.reports = new StatusReports({
      clock,
      random,
      send: (report) => this.connection.stream?.report(report),
    });
    this.updateStatus();
    this.connection.open();
  }

  get compiled(): CompiledRuleset {
    return this.store.compiled;
  }

  /** null: nothing has ever arrived. */
  get revision(): string | null {
    return this.state.held?.revision ?? null;
  }

  /** null: nothing has ever arrived. */
  get environmentId(): string | null {
    return this.state.held?.environmentId ?? null;
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.reports.stop();
    this.connection.close();
    this.state = disconnected(this.state);
    this.updateStatus();
    this.save();
    await this.cache?.flush();
  }

  private restore(): ReceiverState {
    const state = this.cache?.read((text) => readCachedState(text, this.boundTo, readValidBody));
    if (state?.held) this.store.load(state.held.view);
    return state ?? initialState();
  }

  private save(): void {
    const { held } = this.state;
    if (held) this.cache?.writeSoon(() => writeCachedState(held, this.boundTo));
  }

  private opening() {
    const { client } = this.options;
    return { protocol: 1, bookmarkEveryMs, client, ...openingOf(this.state) };
  }

  private receive(event: ConfigStreamEvent): Action {
    const wasEmpty = this.state.held === null;
    const { state, action } = receive(this.state, event, readValidBody);
    this.state = state;
    if (action.type === 'opened') this.isRefused = false;
    if (action.type === 'applied') this.follow(event, action);
    if (wasEmpty && state.held) this.emitter.emit('ready', { revision: state.held.revision });
    if (state.stream) this.updateStatus();
    if (isLive(state) && state.stream && state.held) {
      this.reports.running(state.stream.streamId, state.held.revision);
    }
    return action;
  }

  private follow(
    event: ConfigStreamEvent,
    { changed, rejected }: Extract<Action, { type: 'applied' }>,
  ): void {
    const { held } = this.state;
    this.reports.received(changed, rejected);
    for (const { kind, key, version, message } of rejected) {
      this.options.logger.error(
        `${kind} ${key} of revision ${version} cannot be read, the one before it serves on: ${message}`,
      );
    }
    if (!held || changed.length === 0) return;
    this.store.follow(held.view, changed);
    this.save();
    const committedAt = event.__typename === 'ConfigDelta' ? event.committedAt : null;
    const delayMs =
      committedAt === null ? null : Math.max(0, this.options.clock.now() - Date.parse(committedAt));
    this.emitter.emit('change', { revision: held.revision, changed, committedAt, delayMs });
  }

  private lose({ isRefused, cause }: StreamEnd, delayMs: number): void {
    this.reports.stop();
    this.state = disconnected(this.state);
    this.isRefused = isRefused;
    this.lastCause = cause;
    const message = `the stream ended (${cause}); the next attempt is in ${delayMs} ms`;
    if (isRefused) this.options.logger.error(message);
    else this.options.logger.info(message);
    this.updateStatus();
  }

  private updateStatus(): void {
    const status = this.currentStatus();
    if (status === this.status) return;
    this.status = status;
    this.emitter.emit('status', status);
    if (status === 'stale') this.emitter.emit('stale', { cause: this.lastCause });
  }

  private currentStatus(): Status {
    if (this.isClosed) return 'closed';
    if (this.isRefused) return 'refused';
    if (isLive(this.state)) return 'live';
    return this.state.held ? 'stale' : 'connecting';
  }
}
