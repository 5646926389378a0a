import type { NeededText, View } from '../../engine/protocol';
import type { Clock } from './clock';
import { documentAddress } from './endpoint';
import { causeOf, FetchRefusal, fetchText } from './fetch-text';
import { heldChunks } from './held-chunks';
import type { StreamEnd } from './stream-end';

export interface TextFetcherOptions {
  /** Of the stream. */
  url: string;
  key: string;
  clock: Clock;
  /** What is held at the moment. */
  held(): View | null;
  onText(url: string, text: string): void;
  /** A text cannot be had; the others are given up. */
  onFailure(end: StreamEnd): void;
}

const mostAtOnce = 6;
const noRefusal = { isRefused: false, retryAfterMs: undefined };

/** Brings the texts that a snapshot is made of: chunks that are held already from there, all others from the server. */
export class TextFetcher {
  private controller = new AbortController();
  private waiting: NeededText[] = [];
  private running = 0;

  constructor(private readonly options: TextFetcherOptions) {}

  fetch(texts: NeededText[]): void {
    const { signal } = this.controller;
    void this.unlessItFails(signal, async () => {
      this.waiting.push(...(await this.takeHeld(texts, signal)));
      this.fetchWaiting(signal);
    });
  }

  /** Nothing of what was asked for is wanted any more. */
  cancel(): void {
    this.controller.abort(new Error('it is not needed any more'));
    this.controller = new AbortController();
    this.waiting = [];
    this.running = 0;
  }

  /** The answer is the rest. */
  private async takeHeld(texts: NeededText[], signal: AbortSignal): Promise<NeededText[]> {
    const view = this.options.held();
    if (!view) return texts;
    const found = new Set<string>();
    for await (const [url, text] of heldChunks(view, texts)) {
      signal.throwIfAborted();
      found.add(url);
      this.options.onText(url, text);
    }
    return texts.filter(({ url }) => !found.has(url));
  }

  private fetchWaiting(signal: AbortSignal): void {
    while (!signal.aborted && this.running < mostAtOnce) {
      const next = this.waiting.shift();
      if (!next) return;
      this.running += 1;
      void this.unlessItFails(signal, async () => {
        await this.fetchOne(next, signal);
        this.running -= 1;
        this.fetchWaiting(signal);
      });
    }
  }

  private async fetchOne({ url }: NeededText, signal: AbortSignal): Promise<void> {
    const { url: endpoint, key, clock } = this.options;
    const address = documentAddress(endpoint, url);
    const { text } = await fetchText({ address, key, signal, clock });
    signal.throwIfAborted();
    this.options.onText(url, text ?? '');
    // What was wanted may have changed with it.
    signal.throwIfAborted();
  }

  private async unlessItFails(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      this.cancel();
      const cause = `a snapshot could not be fetched: ${causeOf(error)}`;
      const { isRefused, retryAfterMs } = error instanceof FetchRefusal ? error : noRefusal;
      this.options.onFailure({ isRefused, cause, retryAfterMs });
    }
  }
}
