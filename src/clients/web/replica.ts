import { compareRevisions } from '../../engine/protocol/revisions';
import type { Clock } from '../sdk/clock';
import type { Emitter } from '../sdk/emitter';
import type { Logger } from '../sdk/logger';
import type { StreamEnd } from '../sdk/stream-end';
import { failed } from '../sdk/variation-detail';
import type { Context, SdkEvaluation } from '../sdk/variation-detail';
import { askerOf } from './asker';
import type { Asker } from './asker';
import { evaluate } from './evaluate-request';
import type { Failure, Fetch, Outcome } from './evaluate-request';
import type { ClientEvents, Status } from './events';
import { changedFlags, evaluationOf, withAnswer } from './held-values';
import type { Answer, HeldValues } from './held-values';
import type { EvaluationSignal } from './signal';
import type { BrowserSocketClass } from './signal-stream';
import { Signals } from './signals';
import { ValueCache } from './value-cache';
import type { ValueStorage } from './value-cache';
import { ValueRequests } from './value-requests';

export interface ReplicaOptions {
  /** Of the stream; that of requests follows from it. */
  url: string;
  key: string;
  context: Context;
  storage: ValueStorage | null;
  logger: Logger;
  clock: Clock;
  random: () => number;
  fetch: Fetch;
  webSocket: BrowserSocketClass | null;
}

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
}

/** Who comes back to a page sees values that are at most so old. */
const oldAfterMs = 60_000;

/** The values of one context that follow the server: from storage at first, then asked for, and again after each signal. */
export class Replica {
  status: Status = 'connecting';
  /** Why there are no newer values. */
  lastCause = 'no answer yet';
  /** Whether the values are those of an earlier visit, and the server has not answered yet. */
  isCached = false;
  /** Why the first context cannot be used, until there is another one. */
  contextError: TypeError | null = null;
  /** null: the first context could not be used. */
  private asker: Asker | null = null;
  private held: HeldValues | null = null;
  /** Whose values are held. */
  private holder: Asker | null = null;
  /** Of the last answer for all flags since the last stream ended. */
  private wholeRevision: string | null = null;
  private answeredAt: number | null = null;
  private requestDoubt: string | null = null;
  private streamDoubt: string | null = null;
  private isRefused = false;
  private isClosed = false;
  private waiters: Waiter[] = [];
  private readonly cache: ValueCache;
  private readonly requests: ValueRequests;
  private readonly signals: Signals | null;

  constructor(
    private readonly options: ReplicaOptions,
    private readonly emitter: Emitter<ClientEvents>,
  ) {
    const { url, key, storage, clock, random, webSocket } = options;
    this.cache = new ValueCache(storage, { url, key });
    this.requests = new ValueRequests({
      ask: (flagKeys, signal) => this.ask(flagKeys, signal),
      onAnswer: (answer, isWhole) => this.take(answer, isWhole),
      onFailure: (failure, delayMs) => this.fail(failure, delayMs),
      clock,
      random,
    });
    this.signals =
      webSocket &&
      new Signals({
        url,
        key,
        webSocket,
        onSignal: (signal, isFirst) => this.receive(signal, isFirst),
        onLost: (end, delayMs) => this.lose(end, delayMs),
        clock,
        random,
      });
  }

  /** null: there are no values. */
  get revision(): string | null {
    return this.held?.revision ?? null;
  }

  get flagKeys(): string[] {
    return [...(this.held?.evaluations.keys() ?? [])];
  }

  evaluate(flagKey: string): SdkEvaluation {
    if (!this.asker) return failed('INVALID_CONTEXT');
    if (!this.held) return failed('NOT_READY');
    const told = this.held.evaluations.get(flagKey);
    return told ? evaluationOf(told) : failed('FLAG_NOT_FOUND');
  }

  start(): void {
    const asker = askerOf(this.options.context);
    if (!(asker instanceof TypeError)) return this.askFor(asker);
    this.contextError = asker;
    this.options.logger.error(asker.message);
  }

  setContext(context: Context): Promise<void> {
    const asker = askerOf(context);
    if (asker instanceof TypeError) return Promise.reject(asker);
    if (this.isClosed) return Promise.reject(new Error('the client is closed'));
    const isNew = asker.text !== this.asker?.text;
    if (!isNew && this.waiters.length === 0) return Promise.resolve();
    const isThere = new Promise<void>((resolve, reject) => this.waiters.push({ resolve, reject }));
    if (isNew) this.askFor(asker);
    return isThere;
  }

  wake(): void {
    if (this.isClosed || !this.asker) return;
    this.signals?.wake();
    const ageMs = this.options.clock.now() - (this.answeredAt ?? 0);
    if (this.status !== 'live' || ageMs >= oldAfterMs) this.requests.wake();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.requests.stop();
    this.signals?.close();
    this.settle(new Error('the client was closed'));
    this.updateStatus();
  }

  private askFor(asker: Asker): void {
    const isFirst = this.asker === null;
    this.asker = asker;
    this.contextError = null;
    const cached = this.cache.read(asker.text);
    if (cached) this.hold(cached, true);
    this.requests.restart();
    if (!isFirst) return;
    this.requests.streaming(this.signals !== null);
    this.signals?.open();
  }

  private ask(flagKeys: readonly string[] | null, signal: AbortSignal): Promise<Outcome> {
    const { url, key, fetch } = this.options;
    const { subject } = this.asker!;
    return evaluate({ url: url.replace(/^ws/, 'http'), key, fetch, subject, flagKeys, signal });
  }

  /**
   * An answer of a node that has not heard yet of what a signal told is not taken. Listeners are told last: they may ask
   * for another context.
   */
  private take(answer: Answer, isWhole: boolean): boolean {
    const told = this.signals?.revision ?? null;
    if (told !== null && compareRevisions(answer.revision, told) < 0) return false;
    const values = withAnswer(this.held, answer, isWhole);
    this.cache.write(this.asker!.text, values);
    if (isWhole) this.wholeRevision = answer.revision;
    if (told !== null) this.streamDoubt = null;
    this.requestDoubt = null;
    this.isRefused = false;
    this.answeredAt = this.options.clock.now();
    this.settle();
    this.hold(values, false);
    this.updateStatus();
    return true;
  }

  private fail({ cause, isRefused, isAnswered, retryAfterMs }: Failure, delayMs: number): void {
    this.requestDoubt = cause;
    this.lastCause = cause;
    this.isRefused = isRefused;
    const isError = isAnswered && retryAfterMs === undefined;
    const message = `no values came (${cause}); the next attempt is in ${delayMs} ms`;
    this.options.logger[isError ? 'error' : 'info'](message);
    this.settle(this.isOfAsker ? undefined : new Error(message));
    if (isError) this.emitter.emit('error', { cause });
    this.updateStatus();
  }

  private receive({ flagKeys, revision, refetchWindowMs }: EvaluationSignal, isFirst: boolean): void {
    const isAnswered = this.wholeRevision !== null && compareRevisions(this.wholeRevision, revision) >= 0;
    const isKnown = isFirst && flagKeys === null && (isAnswered || this.requests.isWhole);
    if (!isKnown) this.requests.want(flagKeys, refetchWindowMs);
    if (!isFirst) return;
    if (isAnswered || flagKeys?.length === 0) this.streamDoubt = null;
    this.isRefused = false;
    this.requests.streaming(true);
    this.updateStatus();
  }

  private lose({ isRefused, cause }: StreamEnd, delayMs: number): void {
    this.wholeRevision = null;
    this.streamDoubt = cause;
    this.lastCause = cause;
    this.isRefused = isRefused;
    this.requests.streaming(false);
    const message = `the stream ended (${cause}); the next attempt is in ${delayMs} ms`;
    this.options.logger[isRefused ? 'error' : 'info'](message);
    this.updateStatus();
  }

  /** Whether the values are of who is asking, rather than of who asked before. */
  private get isOfAsker(): boolean {
    return this.holder?.text === this.asker?.text;
  }

  private hold(values: HeldValues, isCached: boolean): void {
    const before = this.held;
    const isContextChange = before !== null && !this.isOfAsker;
    this.held = values;
    this.holder = this.asker;
    this.isCached = isCached;
    const { revision } = values;
    const changed = changedFlags(before, values);
    if (changed.length > 0) this.emitter.emit('change', { revision, changed, isContextChange });
    if (before === null) this.emitter.emit('ready', { revision });
  }

  /** Lets go of who waits for the values of a context. */
  private settle(error?: Error): void {
    for (const { resolve, reject } of this.waiters.splice(0)) {
      if (error) reject(error);
      else resolve();
    }
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
    const isDoubtful = this.streamDoubt !== null || this.requestDoubt !== null;
    if (this.held && isDoubtful) return 'stale';
    return this.answeredAt === null ? 'connecting' : 'live';
  }
}
