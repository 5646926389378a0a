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
    const now = this.clock.monotonic();
    const leaked = ((now - this.at) / 1000) * this.leakPerSecond;
    const wanted = Math.max(0, this.filled - leaked) + amount;
    if (wanted > this.capacity) return Math.ceil(((wanted - this.capacity) / this.leakPerSecond) * 1000);
    this.filled = wanted;
    this.at = now;
    return 0;
  }
}
