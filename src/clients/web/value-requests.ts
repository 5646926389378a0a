import type { Clock } from '../sdk/clock';
import { retryDelayMs } from '../sdk/stream-end';
import type { Failure, Outcome } from './evaluate-request';
import type { Answer } from './held-values';

export interface ValueRequestsOptions {
  /** `flagKeys` null: all. */
  ask(flagKeys: readonly string[] | null, signal: AbortSignal): Promise<Outcome>;
  /** Takes an answer over, or says with false that it is too old. */
  onAnswer(answer: Answer, isWhole: boolean): boolean;
  onFailure(failure: Failure, delayMs: number): void;
  clock: Clock;
  random: () => number;
}

/** Keys of flags; null: all. */
type Wanted = ReadonlySet<string> | null;

const nothing: ReadonlySet<string> = new Set();
/** What `evaluate` takes; beyond it everything is asked for. */
const mostFlagKeys = 250;
const answerWithinMs = 15_000;
/** Some values change without anybody's doing, when a time comes that a rule waits for. */
const refreshEveryMs = 600_000;
const refreshWithoutStreamEveryMs = 30_000;

/** Asks for values: one request at a time, again after a failure, and for everything now and then. */
export class ValueRequests {
  private wanted: Wanted = nothing;
  /** Epoch milliseconds, as the next. */
  private dueAt = Infinity;
  private notBefore = 0;
  private failures = 0;
  private isStreaming = true;
  private running: { controller: AbortController; isWhole: boolean } | undefined;
  private timer: unknown;

  constructor(private readonly options: ValueRequestsOptions) {}

  /** Whether everything is being asked for. */
  get isWhole(): boolean {
    return this.running?.isWhole ?? false;
  }

  /** Asks for these flags too, null: all, at a random moment within so many ms. */
  want(flagKeys: readonly string[] | null, withinMs: number): void {
    if (flagKeys?.length === 0) return;
    const { clock, random } = this.options;
    this.wanted = together(this.wanted, flagKeys && new Set(flagKeys));
    this.dueAt = Math.min(this.dueAt, clock.now() + Math.floor(random() * withinMs));
    this.plan();
  }

  /** Asks for everything at once, as if nothing had been asked before. */
  restart(): void {
    this.stop();
    this.wanted = null;
    this.notBefore = 0;
    void this.run();
  }

  /** Asks for everything at once, unless something is being asked. */
  wake(): void {
    if (!this.running) this.restart();
  }

  /** Without a stream that tells what changes, everything is asked for more often. */
  streaming(isStreaming: boolean): void {
    if (this.isStreaming === isStreaming) return;
    this.isStreaming = isStreaming;
    if (this.running || this.wanted !== nothing) return;
    this.rest();
    this.plan();
  }

  stop(): void {
    this.options.clock.clearTimeout(this.timer);
    this.running?.controller.abort();
    this.running = undefined;
  }

  private plan(): void {
    const { clock } = this.options;
    clock.clearTimeout(this.timer);
    if (this.running) return;
    const delayMs = Math.max(0, Math.max(this.dueAt, this.notBefore) - clock.now());
    this.timer = clock.setTimeout(() => void this.run(), delayMs);
  }

  private async run(): Promise<void> {
    const { ask, clock } = this.options;
    const wanted = this.wanted === nothing || (this.wanted?.size ?? 0) > mostFlagKeys ? null : this.wanted;
    const running = { controller: new AbortController(), isWhole: wanted === null };
    this.running = running;
    this.wanted = nothing;
    this.dueAt = Infinity;
    const timeout = clock.setTimeout(() => running.controller.abort(), answerWithinMs);
    const outcome = await ask(wanted && [...wanted].sort(), running.controller.signal);
    clock.clearTimeout(timeout);
    if (this.running !== running) return;
    this.running = undefined;
    if (this.isDone(outcome, wanted)) this.failures = 0;
    else this.tryAgain(outcome, wanted);
    if (this.wanted === nothing) this.rest();
    this.plan();
  }

  private isDone(outcome: Outcome, wanted: Wanted): boolean {
    return 'answer' in outcome && this.options.onAnswer(outcome.answer, wanted === null);
  }

  private tryAgain(outcome: Outcome, wanted: Wanted): void {
    const { clock, random, onFailure } = this.options;
    this.failures += 1;
    this.wanted = together(this.wanted, wanted);
    this.dueAt = clock.now();
    const end = 'failure' in outcome ? outcome.failure : { isRefused: false, cause: 'the answer is too old' };
    const delayMs = retryDelayMs(end, this.failures, random());
    this.notBefore = this.dueAt + delayMs;
    if ('failure' in outcome) onFailure(outcome.failure, delayMs);
  }

  /** Around the middle of the time, so that clients which have lost the same node do not come together. */
  private rest(): void {
    const { clock, random } = this.options;
    const everyMs = this.isStreaming ? refreshEveryMs : refreshWithoutStreamEveryMs;
    this.dueAt = clock.now() + Math.floor(everyMs * (0.5 + random()));
  }
}

function together(left: Wanted, right: Wanted): Wanted {
  return left === null || right === null ? null : new Set([...left, ...right]);
}
