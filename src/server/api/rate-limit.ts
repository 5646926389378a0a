import type { Clock } from '../foundation/clock';
import { limitExceeded } from '../foundation/errors';
import { LeakyBucket } from '../foundation/leaky-bucket';
import type { Limits } from '../foundation/settings';

const mostBuckets = 100_000;

/** A leaky bucket per caller, filled with the cost of its operations. */
export class RateLimit {
  private readonly buckets = new Map<string, LeakyBucket>();

  constructor(
    private readonly limits: Limits,
    private readonly clock: Clock,
  ) {}

  /** Takes `cost`, or throws LIMIT_EXCEEDED with how long to wait and takes nothing. */
  take(caller: string, cost: number): void {
    const { rateBurst, rateRestorePerSecond } = this.limits;
    const bucket = this.buckets.get(caller) ?? new LeakyBucket(rateBurst, rateRestorePerSecond, this.clock);
    this.buckets.delete(caller);
    this.buckets.set(caller, bucket);
    if (this.buckets.size > mostBuckets) this.forgetLeastRecent();
    const retryAfterMs = bucket.take(cost);
    if (retryAfterMs > 0) {
      throw limitExceeded('Too much was asked in too short a time', { reason: 'RATE', retryAfterMs });
    }
  }

  private forgetLeastRecent(): void {
    const [caller] = this.buckets.keys();
    this.buckets.delete(caller);
  }
}
