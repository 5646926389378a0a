import { failuresAfter, goodbyeDelayMs, silenceLimitMs } from '../../engine/protocol/reconnect';
import type { Action } from '../../engine/protocol';
import type { Clock } from './clock';
import { retryDelayMs } from './stream-end';
import type { StreamEnd } from './stream-end';

export interface StreamHandlers<Event> {
  onEvent(event: Event): void;
  /** Called once, unless the stream was closed from here. */
  onEnd(end: StreamEnd): void;
}

export interface ConnectionOptions<Event, Stream> {
  open(handlers: StreamHandlers<Event>): Stream;
  /** Decides about each message. */
  receive(event: Event): Action;
  /** The stream is over, and the next one comes in `delayMs`. */
  onLost(end: StreamEnd, delayMs: number): void;
  clock: Clock;
  random: () => number;
}

/** How long a stream may take from the first attempt to StreamOpened. */
const openingLimitMs = 10_000;

/** Keeps one stream open for as long as it lives: it does what `receive` says, watches for silence and waits between attempts. */
export class Connection<Event, Stream extends { close(): void }> {
  /** The last that was opened; it may be over. */
  stream: Stream | undefined;
  private timer: unknown;
  private limitMs = openingLimitMs;
  private openedAt: number | undefined;
  private heardAt = 0;
  private isWaiting = false;
  private failures = 0;

  constructor(private readonly options: ConnectionOptions<Event, Stream>) {}

  open(): void {
    this.isWaiting = false;
    this.openedAt = undefined;
    this.limitMs = openingLimitMs;
    this.watchSilence();
    this.stream = this.options.open({
      onEvent: (event) => this.obey(this.options.receive(event)),
      onEnd: (end) => this.lose(end),
    });
  }

  close(): void {
    this.options.clock.clearTimeout(this.timer);
    this.stream?.close();
  }

  /** Does at once what a timer was set for: the machine may have slept, or the network have come back. */
  wake(): void {
    const isSilent = this.options.clock.now() - this.heardAt >= this.limitMs;
    if (!this.isWaiting && !isSilent) return;
    this.close();
    this.open();
  }

  private obey(action: Action): void {
    switch (action.type) {
      case 'opened':
        this.openedAt = this.options.clock.now();
        this.limitMs = silenceLimitMs(action.bookmarkEveryMs);
        return this.watchSilence();
      case 'applied':
      case 'fetch':
      case 'ignored':
        return this.watchSilence();
      case 'reopen':
        return this.lose({ isRefused: false, cause: action.cause });
      case 'refuse':
        return this.lose({ isRefused: true, cause: action.cause });
      case 'waitThenReopen': {
        const retryAfterMs = goodbyeDelayMs(action, this.options.random());
        return this.lose({ isRefused: false, cause: action.cause, retryAfterMs });
      }
    }
  }

  private watchSilence(): void {
    const { clock } = this.options;
    this.heardAt = clock.now();
    clock.clearTimeout(this.timer);
    const end = { isRefused: false, cause: `nothing came for ${this.limitMs} ms` };
    this.timer = clock.setTimeout(() => this.lose(end), this.limitMs);
  }

  /** Gives the stream up, and opens another one later. */
  lose(end: StreamEnd): void {
    const { clock, random, onLost } = this.options;
    this.close();
    const livedMs = this.openedAt === undefined ? 0 : clock.now() - this.openedAt;
    this.failures = failuresAfter(this.failures, livedMs);
    const delayMs = retryDelayMs(end, this.failures, random());
    this.isWaiting = true;
    this.timer = clock.setTimeout(() => this.open(), delayMs);
    onLost(end, delayMs);
  }
}
