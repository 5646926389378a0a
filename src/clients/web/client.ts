import type { Json } from '../../engine/evaluation';
import { systemClock } from '../sdk/clock';
import type { Clock } from '../sdk/clock';
import { Emitter } from '../sdk/emitter';
import type { Listener } from '../sdk/emitter';
import { streamEndpoint } from '../sdk/endpoint';
import { consoleLogger } from '../sdk/logger';
import { detailOf } from '../sdk/variation-detail';
import type { Context, SdkEvaluation, VariationDetail, Widened } from '../sdk/variation-detail';
import { whenReady } from '../sdk/when-ready';
import type { ClientEvents, Status } from './events';
import type { ClientOptions } from './options';
import { onReturn, pageFetch, pageStorage, pageWebSocket } from './page';
import { Replica } from './replica';

/** Begins to ask at once. Throws only on a `url` that is none, and on a key that may not be shown to anybody. */
export function createClient(options: ClientOptions): Client {
  return new Client(options);
}

/** Gives the values that the server evaluated, without waiting and without ever throwing, while its replica follows the server. */
export class Client {
  private readonly clock: Clock;
  private readonly emitter: Emitter<ClientEvents>;
  private readonly replica: Replica;
  private readonly leavePage: () => void;

  constructor({ url, key, context = {}, ...given }: ClientOptions) {
    const {
      storage = pageStorage(),
      logger = consoleLogger,
      clock = systemClock,
      random = Math.random,
      fetch = pageFetch,
      webSocket = pageWebSocket(),
    } = given;
    assertPublic(key);
    this.clock = clock;
    this.emitter = new Emitter(logger);
    const options = {
      url: streamEndpoint(url),
      key,
      context,
      storage,
      logger,
      clock,
      random,
      fetch,
      webSocket,
    };
    this.replica = new Replica(options, this.emitter);
    this.replica.start();
    this.leavePage = onReturn(() => this.replica.wake());
  }

  get status(): Status {
    return this.replica.status;
  }

  /** The revision whose values are served; null before the first. */
  get revision(): string | null {
    return this.replica.revision;
  }

  /** Whether the values are those of an earlier visit, and the server has not answered yet. */
  get isCached(): boolean {
    return this.replica.isCached;
  }

  /**
   * Resolves when there are values; rejects when the time is over, the key refused or the client closed, and with a
   * TypeError when the context cannot be used.
   */
  ready(timeoutMs: number): Promise<void> {
    const { contextError } = this.replica;
    if (contextError) return Promise.reject(contextError);
    const lastCause = (): string => this.replica.lastCause;
    return whenReady(this, { timeoutMs, lastCause, clock: this.clock });
  }

  /**
   * Asks for somebody else from now on. The values of before are served until those of the new context are there, from
   * storage or from the server. Resolves with the server's first answer, and rejects when that is a failure, while it is
   * tried again, unless there are values of the new context in storage. Of several calls the last one wins, and all
   * settle with it.
   */
  setContext(context: Context): Promise<void> {
    return this.replica.setContext(context);
  }

  /** The flag's value, or the default when there is none of the default's type. */
  variation<Value extends Json>(flagKey: string, defaultValue: Value): Widened<Value> {
    return this.variationDetail(flagKey, defaultValue).value;
  }

  /** The value with the reason for it. */
  variationDetail<Value extends Json>(flagKey: string, defaultValue: Value): VariationDetail<Widened<Value>> {
    return detailOf(this.evaluate(flagKey), defaultValue);
  }

  /** What the server says, without a default. */
  evaluate(flagKey: string): SdkEvaluation {
    return this.replica.evaluate(flagKey);
  }

  /** All flags that the key shows. */
  allFlags(): Record<string, SdkEvaluation> {
    return Object.fromEntries(this.replica.flagKeys.map((flagKey) => [flagKey, this.evaluate(flagKey)]));
  }

  /** Gives the function that takes the listener away again. */
  on<Name extends keyof ClientEvents>(name: Name, listener: Listener<ClientEvents[Name]>): () => void {
    return this.emitter.on(name, listener);
  }

  /** Ends the stream and all asking; what is there is served on. */
  close(): void {
    this.leavePage();
    this.replica.close();
  }
}

function assertPublic(key: string): void {
  if (!key.startsWith('sbx_srv_')) return;
  throw new TypeError(
    'key must be an SDK key of kind client: whoever opens a page sees what is in it, and this is a secret',
  );
}
