import type { Clock } from '../../foundation/clock';

const windowMs = 60_000;
const mostPerWindow = 100;

/**
 * Counts wrong secrets for an id that exists. Past a hundred a minute the guesser is told to slow down; the right secret
 * is still let in, or anyone who has seen an id could lock its owner out.
 */
export class FailedAttempts {
  private counts = new Map<string, number>();
  private windowEnd = 0;

  constructor(private readonly clock: Clock) {}

  /** Notes one more; the answer is how long to wait when there were too many, else null. */
  note(publicId: string): number | null {
    const now = this.clock.monotonic();
    if (now >= this.windowEnd) {
      this.counts = new Map();
      this.windowEnd = now + windowMs;
    }
    const count = (this.counts.get(publicId) ?? 0) + 1;
    this.counts.set(publicId, count);
    return count > mostPerWindow ? this.windowEnd - now : null;
  }
}
