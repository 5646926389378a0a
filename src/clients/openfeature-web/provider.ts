import {
  ErrorCode,
  InvalidContextError,
  OpenFeatureEventEmitter,
  ProviderEvents,
  ProviderFatalError,
} from '@openfeature/web-sdk';
import type {
  EvaluationContext,
  JsonValue,
  Provider,
  ResolutionDetails,
  TrackingEventDetails,
} from '@openfeature/web-sdk';
import { createClient } from '../web';
import type { Client, ClientOptions, SdkEvaluation } from '../web';
import { resolutionOf } from './resolution';

/** What an application tells that somebody did. */
export interface TrackedEvent {
  name: string;
  context: EvaluationContext;
  details: TrackingEventDetails;
}

/** The context is OpenFeature's business. */
export interface SignalboxWebProviderOptions extends Omit<ClientOptions, 'context'> {
  /** How long `initialize` waits for the first values; 10 s when absent. */
  readyTimeoutMs?: number;
  /** Gets what the application tracks; nothing else becomes of it when absent. */
  onTrack?(event: TrackedEvent): void;
}

const notYet: SdkEvaluation = { variant: null, reason: 'ERROR', error: 'NOT_READY' };

/** Signalbox for OpenFeature's client in browsers: values that the server evaluated for the static context. */
export class SignalboxWebProvider implements Provider {
  readonly metadata = { name: 'signalbox' };
  readonly runsOn = 'client';
  /** Its client asks for one context. */
  readonly domainScoped = true;
  readonly events = new OpenFeatureEventEmitter();
  private client: Client | undefined;
  /** OpenFeature has been told of a trouble, and not yet that it is over. */
  private isTroubled = false;
  /** Changes of context that OpenFeature waits for. */
  private reconciling = 0;

  constructor(private readonly options: SignalboxWebProviderOptions) {}

  /** Rejects, as fatal, on a key that the server does not accept. */
  async initialize(context: EvaluationContext = {}): Promise<void> {
    const { readyTimeoutMs = 10_000, onTrack: _onTrack, ...options } = this.options;
    const client = createClient({ ...options, context });
    this.client = client;
    try {
      await client.ready(readyTimeoutMs);
    } catch (error) {
      this.isTroubled = true;
      if (client.status === 'refused') throw new ProviderFatalError((error as Error).message);
      throw asContextError(error);
    } finally {
      this.follow(client);
    }
  }

  async onContextChange(_before: EvaluationContext, context: EvaluationContext): Promise<void> {
    const { client } = this;
    if (!client) return;
    this.reconciling += 1;
    try {
      await client.setContext(context);
    } catch (error) {
      throw asContextError(error);
    } finally {
      this.reconciling -= 1;
      this.tellTroubleAgain(client);
    }
  }

  async onClose(): Promise<void> {
    this.client?.close();
  }

  resolveBooleanEvaluation(flagKey: string, defaultValue: boolean): ResolutionDetails<boolean> {
    return this.resolve(flagKey, defaultValue);
  }

  resolveStringEvaluation(flagKey: string, defaultValue: string): ResolutionDetails<string> {
    return this.resolve(flagKey, defaultValue);
  }

  resolveNumberEvaluation(flagKey: string, defaultValue: number): ResolutionDetails<number> {
    return this.resolve(flagKey, defaultValue);
  }

  resolveObjectEvaluation<Value extends JsonValue>(
    flagKey: string,
    defaultValue: Value,
  ): ResolutionDetails<Value> {
    return this.resolve(flagKey, defaultValue);
  }

  track(name: string, context: EvaluationContext, details: TrackingEventDetails): void {
    this.options.onTrack?.({ name, context, details });
  }

  private resolve<Value extends JsonValue>(flagKey: string, defaultValue: Value): ResolutionDetails<Value> {
    const { client } = this;
    const source = { revision: client?.revision ?? null, isCached: client?.isCached ?? false };
    return resolutionOf(client?.evaluate(flagKey) ?? notYet, defaultValue, source);
  }

  /** From now on; that there are values at all, and that a change of context is done, OpenFeature tells itself. */
  private follow(client: Client): void {
    client.on('change', ({ changed, isContextChange }) => {
      if (isContextChange && this.reconciling > 0) return;
      this.events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged: changed });
    });
    client.on('status', (status) => {
      if (status === 'live' && this.isTroubled) this.events.emit(ProviderEvents.Ready);
      if (status === 'live') this.isTroubled = false;
      this.tellTrouble(client);
    });
    this.tellTroubleAgain(client);
  }

  private tellTrouble({ status }: Client): void {
    if (status !== 'stale' && status !== 'refused') return;
    this.isTroubled = true;
    const message = 'the server does not accept the key';
    if (status === 'stale') this.events.emit(ProviderEvents.Stale);
    else this.events.emit(ProviderEvents.Error, { message, errorCode: ErrorCode.GENERAL });
  }

  /** OpenFeature takes a provider for ready that has done what it was asked to, so it has to hear after that. */
  private tellTroubleAgain(client: Client): void {
    setTimeout(() => this.tellTrouble(client), 0);
  }
}

const asContextError = (error: unknown): unknown =>
  error instanceof TypeError ? new InvalidContextError(error.message) : error;
