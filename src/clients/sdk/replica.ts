import type { CompiledRuleset } from '../../engine/evaluation';
import {
  disconnected,
  initialState,
  isLive,
  openingOf,
  receive,
  receiveDocument,
  receiveText,
  withoutPending,
} from '../../engine/protocol';
import type {
  Action,
  ConfigStreamEvent,
  ConfigStreamInput,
  Received,
  ReceiverState,
} from '../../engine/protocol';
import { cacheBinding, readCachedState, writeCachedState } from './cached-state';
import type { Clock } from './clock';
import { Connection } from './connection';
import { DiskCache } from './disk-cache';
import type { Emitter } from './emitter';
import type { ClientEvents, Status } from './events';
import type { Logger } from './logger';
import { Poller } from './poller';
import { readValidBody } from './read-valid-body';
import { StatusReports } from './status-reports';
import { Store } from './store';
import { openStream } from './stream';
import type { SocketClass, Stream } from './stream';
import type { StreamEnd } from './stream-end';
import { TextFetcher } from './text-fetcher';

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
  private readonly texts: TextFetcher;
  private readonly poller: Poller;

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
    this.texts = new TextFetcher({
      url,
      key,
      clock,
      held: () => this.state.held?.view ?? null,
      onText: (url, text) => this.receiveText(url, text),
      onFailure: (end) => this.fail(end),
    });
    this.poller = new Poller({
      url,
      key,
      clock,
      random,
      onDocument: (text) => this.receiveDocument(text),
      onFailure: (cause) => logger.warn(`the configuration could not be fetched: ${cause}`),
    });
    this.updateStatus();
    this.connection.open();
    this.poller.start();
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
    this.poller.stop();
    this.texts.cancel();
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
    const committedAt = event.__typename === 'ConfigDelta' ? event.committedAt : null;
    return this.take(receive(this.state, event, readValidBody), committedAt);
  }

  private receiveText(url: string, text: string): void {
    const { stream } = this.state;
    const action = this.take(receiveText(this.state, url, text, readValidBody));
    if (action.type === 'reopen') this.fail({ isRefused: false, cause: action.cause }, stream !== null);
  }

  /** Whether it is of use: it may come when there is a stream again. */
  private receiveDocument(text: string): boolean {
    const { stream } = this.state;
    const action = this.take(receiveDocument(this.state, text, readValidBody));
    if ('cause' in action) this.options.logger.warn(action.cause);
    return stream === null && !('cause' in action);
  }

  /** A snapshot cannot be had: from a stream, another stream is tried; a document is asked for again in its time. */
  private fail(end: StreamEnd, isStreaming = this.state.stream !== null): void {
    if (isStreaming) return this.connection.lose(end);
    this.state = withoutPending(this.state);
    this.poller.forget();
    this.options.logger.warn(end.cause);
  }

  private take({ state, action }: Received, committedAt: string | null = null): Action {
    const { held, pending } = this.state;
    this.state = state;
    if (action.type === 'opened') this.isRefused = false;
    if (action.type === 'fetch') this.texts.fetch(action.texts);
    if (pending && !state.pending) this.texts.cancel();
    if (pending && !state.pending && action.type !== 'applied') this.poller.forget();
    if (action.type === 'applied') this.follow(action, committedAt);
    if (!held && state.held) this.emitter.emit('ready', { revision: state.held.revision });
    if (isLive(state)) this.poller.stop();
    if (state.stream || action.type === 'applied') this.updateStatus();
    if (isLive(state) && state.stream && state.held) {
      this.reports.running(state.stream.streamId, state.held.revision);
    }
    return action;
  }

  private follow(
    { changed, rejected }: Extract<Action, { type: 'applied' }>,
    committedAt: string | null,
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
    const delayMs =
      committedAt === null ? null : Math.max(0, this.options.clock.now() - Date.parse(committedAt));
    this.emitter.emit('change', { revision: held.revision, changed, committedAt, delayMs });
  }

  private lose({ isRefused, cause }: StreamEnd, delayMs: number): void {
    this.reports.stop();
    this.state = disconnected(this.state);
    if (!this.state.pending) this.texts.cancel();
    if (isRefused) this.poller.stop();
    else this.poller.lost();
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
