import { hostname } from 'node:os';
import WebSocket from 'ws';
import type { Json, Ruleset } from '../../engine/evaluation';
import { systemClock } from './clock';
import type { Clock } from './clock';
import { Emitter } from './emitter';
import type { Listener } from './emitter';
import { streamEndpoint } from './endpoint';
import type { ClientEvents, Status } from './events';
import { consoleLogger } from './logger';
import type { ClientOptions } from './options';
import { Replica } from './replica';
import { evaluate, evaluateAll } from './variation';
import { detailOf, failed } from './variation-detail';
import type { Context, SdkEvaluation, VariationDetail, Widened } from './variation-detail';
import { whenReady } from './when-ready';

/** Begins to connect at once. Throws only on a `url` that is none. */
export function createClient(options: ClientOptions): Client {
  return new Client(options);
}

/** Evaluates in memory, without waiting and without ever throwing, while its replica follows the server. */
export class Client {
  private readonly clock: Clock;
  private readonly emitter: Emitter<ClientEvents>;
  private readonly replica: Replica;

  constructor({ url, key, diskCache, ...given }: ClientOptions) {
    const {
      logger = consoleLogger,
      clock = systemClock,
      random = Math.random,
      webSocket = WebSocket,
    } = given;
    const client = { name: 'signalbox-sdk', instance: `${hostname()} ${process.pid}`, ...given.client };
    this.clock = clock;
    this.emitter = new Emitter(logger);
    const options = { url: streamEndpoint(url), key, diskCache, logger, clock, random, webSocket, client };
    this.replica = new Replica(options, this.emitter);
  }

  get status(): Status {
    return this.replica.status;
  }

  /** The revision that is evaluated with; null before the first. */
  get revision(): string | null {
    return this.replica.revision;
  }

  /** The environment that the key belongs to; null before the first revision. */
  get environmentId(): string | null {
    return this.replica.environmentId;
  }

  /** The configuration itself, to be read and not altered. */
  get ruleset(): Ruleset {
    return this.replica.compiled.ruleset;
  }

  /** Resolves when there is something to evaluate with; rejects when the time is over, the key refused or the client closed. */
  ready(timeoutMs: number): Promise<void> {
    const lastCause = (): string => this.replica.lastCause;
    return whenReady(this, { timeoutMs, lastCause, clock: this.clock });
  }

  /** The flag's value for this context, or the default when there is none of the default's type. */
  variation<Value extends Json>(flagKey: string, context: Context, defaultValue: Value): Widened<Value> {
    return this.variationDetail(flagKey, context, defaultValue).value;
  }

  /** The value with the reason for it. */
  variationDetail<Value extends Json>(
    flagKey: string,
    context: Context,
    defaultValue: Value,
  ): VariationDetail<Widened<Value>> {
    return detailOf(this.evaluate(flagKey, context), defaultValue);
  }

  /** What the engine says, without a default. */
  evaluate(flagKey: string, context: Context): SdkEvaluation {
    if (this.revision === null) return failed('NOT_READY');
    return evaluate(this.replica.compiled, flagKey, context);
  }

  /** All flags at one revision. */
  allFlags(context: Context): Record<string, SdkEvaluation> {
    return evaluateAll(this.replica.compiled, context);
  }

  /** Gives the function that takes the listener away again. */
  on<Name extends keyof ClientEvents>(name: Name, listener: Listener<ClientEvents[Name]>): () => void {
    return this.emitter.on(name, listener);
  }

  /** Ends the stream and writes the cache; evaluation goes on with what is there. */
  close(): Promise<void> {
    return this.replica.close();
  }
}
