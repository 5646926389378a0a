import type { Clock } from './clock';

/** Fills with what is asked for and leaks steadily, so that a burst passes and no more than the leak for long. */
export class LeakyBucket {
  private filled = 0;
  private at: number;

  constructor(
    private readonly capacity: number,
    private readonly leakPerSecond: number,
    private readonly clock: Clock,
  ) {
    this.at = clock.monotonic();
  }

  /** 0: `amount` was taken; otherwise how many milliseconds it takes until there is room for it, and nothing is taken. */
  take(amount: number): number {
    const excess = this.leak() + amount - this.capacity;
    if (excess > 0) return Math.ceil((excess / this.leakPerSecond) * 1000);
    this.filled += amount;
    return 0;
  }

  /** Milliseconds until it is empty, when nothing more comes. */
  get emptyInMs(): number {
    return (this.leak() / this.leakPerSecond) * 1000;
  }

  private leak(): number {
    const now = this.clock.monotonic();
    this.filled = Math.max(0, this.filled - ((now - this.at) / 1000) * this.leakPerSecond);
    this.at = now;
    return this.filled;
  }
}
