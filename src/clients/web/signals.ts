import type { Action } from '../../engine/protocol';
import type { Clock } from '../sdk/clock';
import { Connection } from '../sdk/connection';
import type { StreamEnd } from '../sdk/stream-end';
import { actionAfter } from './signal';
import type { EvaluationSignal } from './signal';
import { openSignalStream } from './signal-stream';
import type { BrowserSocketClass } from './signal-stream';

export interface SignalsOptions {
  url: string;
  key: string;
  webSocket: BrowserSocketClass;
  /** `isFirst`: it tells where a new stream stands. */
  onSignal(signal: EvaluationSignal, isFirst: boolean): void;
  /** There is no stream, and the next one comes in `delayMs`. */
  onLost(end: StreamEnd, delayMs: number): void;
  clock: Clock;
  random: () => number;
}

/** One stream of signals after another, each going on from where the last one stood. */
export class Signals {
  /** Of the last signal: values of an older one are out of date. null: no stream says so. */
  revision: string | null = null;
  private resume: string | null = null;
  private readonly connection: Connection<EvaluationSignal, { close(): void }>;

  constructor(private readonly options: SignalsOptions) {
    const { url, key, webSocket, onLost, clock, random } = options;
    this.connection = new Connection({
      open: (handlers) => openSignalStream({ url, key, webSocket, resume: this.resume, ...handlers }),
      receive: (signal) => this.receive(signal),
      onLost: (end, delayMs) => {
        this.revision = null;
        onLost(end, delayMs);
      },
      clock,
      random,
    });
  }

  open(): void {
    this.connection.open();
  }

  /** After a time in which timers may have stood still, or without a network. */
  wake(): void {
    this.connection.wake();
  }

  close(): void {
    this.connection.close();
  }

  private receive(signal: EvaluationSignal): Action {
    const isFirst = this.revision === null;
    this.revision = signal.revision;
    this.resume = signal.resume;
    this.options.onSignal(signal, isFirst);
    return actionAfter(signal, isFirst);
  }
}
