import type { Clock } from './clock';
import { documentAddress } from './endpoint';
import { causeOf, FetchRefusal, fetchText } from './fetch-text';

export interface PollerOptions {
  /** Of the stream. */
  url: string;
  key: string;
  clock: Clock;
  random: () => number;
  /** A document that is not the one before; the answer is whether it is of use, and need not be sent again. */
  onDocument(text: string): boolean;
  onFailure(cause: string): void;
}

/** Streams that failed in a row, and how long there was none, until documents are asked for. */
const mostFailures = 3;
const patienceMs = 10_000;
/** The first question comes at a random moment within this time: clients lose their streams together. */
const spreadMs = 5_000;
const intervalMs = 30_000;

/** Asks for the newest document while no stream can be had, and leaves the streams to try on. */
export class Poller {
  private phase: 'RESTING' | 'PATIENT' | 'POLLING' = 'RESTING';
  private timer: unknown;
  private controller = new AbortController();
  private failures = 0;
  private etag: string | null = null;

  constructor(private readonly options: PollerOptions) {}

  /** There is no stream yet. */
  start(): void {
    this.phase = 'PATIENT';
    this.wait(patienceMs, () => this.begin());
  }

  /** A stream has ended, or could not be had. */
  lost(): void {
    this.failures += 1;
    if (this.phase === 'RESTING') this.start();
    if (this.phase === 'PATIENT' && this.failures >= mostFailures) this.begin();
  }

  /** There is a stream that is up to date, or no use in asking. */
  stop(): void {
    if (this.phase === 'RESTING') return;
    this.phase = 'RESTING';
    this.failures = 0;
    this.options.clock.clearTimeout(this.timer);
    this.controller.abort(new Error('it is not needed any more'));
  }

  /** What the last document brought is not held after all. */
  forget(): void {
    this.etag = null;
  }

  private begin(): void {
    this.phase = 'POLLING';
    const { signal } = (this.controller = new AbortController());
    this.wait(Math.floor(this.options.random() * spreadMs), () => void this.poll(signal));
  }

  private async poll(signal: AbortSignal): Promise<void> {
    const waitMs = await this.ask(signal);
    if (!signal.aborted) this.wait(waitMs, () => void this.poll(signal));
  }

  /** The answer is how long to wait until the next time. */
  private async ask(signal: AbortSignal): Promise<number> {
    const { url, key, clock, onDocument, onFailure } = this.options;
    try {
      const address = documentAddress(url, 'config');
      const { text, etag } = await fetchText({ address, key, etag: this.etag, signal, clock });
      signal.throwIfAborted();
      if (text !== null) this.etag = onDocument(text) ? etag : null;
      return intervalMs;
    } catch (error) {
      if (signal.aborted) return intervalMs;
      onFailure(causeOf(error));
      if (!(error instanceof FetchRefusal)) return intervalMs;
      if (error.isRefused) this.stop();
      return Math.max(intervalMs, error.retryAfterMs ?? 0);
    }
  }

  private wait(delayMs: number, task: () => void): void {
    const { clock } = this.options;
    clock.clearTimeout(this.timer);
    this.timer = clock.setTimeout(task, delayMs);
  }
}
