import {
  failuresAfter,
  goodbyeDelayMs,
  reconnectDelayMs,
  refusedBackOff,
  silenceLimitMs,
} from '../../engine/protocol';
import type { Action, ConfigStreamEvent } from '../../engine/protocol';
import type { Clock } from './clock';
import type { StatusReport } from './status-reports';
import type { Stream, StreamEnd, StreamOptions } from './stream';

export interface ConnectionOptions {
  open(handlers: Pick<StreamOptions, 'onEvent' | 'onEnd'>): Stream;
  /** Decides about each message. */
  receive(event: ConfigStreamEvent): Action;
  /** The stream is over, and the next one comes in `delayMs`. */
  onLost(end: StreamEnd, delayMs: number): void;
  clock: Clock;
  random: () => number;
}

/** How long a stream may take from the first attempt to StreamOpened. */
const openingLimitMs = 10_000;

/** Keeps one stream open for as long as it lives: it does what `receive` says, watches for silence and waits between attempts. */
export class Connection {
  private stream: Stream | undefined;
  private timer: unknown;
  private limitMs = openingLimitMs;
  private openedAt: number | undefined;
  private failures = 0;

  constructor(private readonly options: ConnectionOptions) {}

  open(): void {
    this.openedAt = undefined;
    this.limitMs = openingLimitMs;
    this.watchSilence();
    this.stream = this.options.open({
      onEvent: (event) => this.obey(this.options.receive(event)),
      onEnd: (end) => this.lose(end, end.retryAfterMs),
    });
  }

  close(): void {
    this.options.clock.clearTimeout(this.timer);
    this.stream?.close();
  }

  /** Tells the server, if a stream is open. */
  report(report: StatusReport): void {
    this.stream?.report(report);
  }

  private obey(action: Action): void {
    switch (action.type) {
      case 'opened':
        this.openedAt = this.options.clock.now();
        this.limitMs = silenceLimitMs(action.bookmarkEveryMs);
        return this.watchSilence();
      case 'applied':
      case 'ignored':
        return this.watchSilence();
      case 'reopen':
        return this.lose({ isRefused: false, cause: action.cause });
      case 'refuse':
        return this.lose({ isRefused: true, cause: action.cause });
      case 'waitThenReopen':
        return this.lose(
          { isRefused: false, cause: action.cause },
          goodbyeDelayMs(action, this.options.random()),
        );
    }
  }

  private watchSilence(): void {
    const { clock } = this.options;
    clock.clearTimeout(this.timer);
    const end = { isRefused: false, cause: `nothing came for ${this.limitMs} ms` };
    this.timer = clock.setTimeout(() => this.lose(end), this.limitMs);
  }

  private lose(end: StreamEnd, toldDelayMs?: number): void {
    const { clock, onLost } = this.options;
    this.close();
    const livedMs = this.openedAt === undefined ? 0 : clock.now() - this.openedAt;
    this.failures = failuresAfter(this.failures, livedMs);
    const delayMs = this.delayMs(end, toldDelayMs);
    this.timer = clock.setTimeout(() => this.open(), delayMs);
    onLost(end, delayMs);
  }

  /** A server that says goodbye again and again is not obeyed sooner than one that just fails. */
  private delayMs({ isRefused }: StreamEnd, toldDelayMs: number | undefined): number {
    const ownDelayMs = reconnectDelayMs(
      this.failures,
      this.options.random(),
      isRefused ? refusedBackOff : undefined,
    );
    if (toldDelayMs === undefined) return ownDelayMs;
    return this.failures === 1 ? toldDelayMs : Math.max(toldDelayMs, ownDelayMs);
  }
}
