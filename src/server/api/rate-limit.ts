import type { Clock } from '../foundation/clock';
import { limitExceeded } from '../foundation/errors';
import type { Limits } from '../foundation/settings';

interface Bucket {
  level: number;
  at: number;
}

const mostBuckets = 100_000;

/** A leaky bucket per caller, filled with the cost of its operations. */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly limits: Limits,
    private readonly clock: Clock,
  ) {}

  /** Takes `cost`, or throws LIMIT_EXCEEDED with how long to wait and takes nothing. */
  take(caller: string, cost: number): void {
    const { rateBurst, rateRestorePerSecond } = this.limits;
    const now = this.clock.now();
    const level = this.levelOf(caller, now) + cost;
    if (level > rateBurst) {
      const retryAfterMs = Math.ceil(((level - rateBurst) / rateRestorePerSecond) * 1000);
      throw limitExceeded('Too much was asked in too short a time', { reason: 'RATE', retryAfterMs });
    }
    this.buckets.delete(caller);
    this.buckets.set(caller, { level, at: now });
    if (this.buckets.size > mostBuckets) this.forgetLeastRecent();
  }

  private levelOf(caller: string, now: number): number {
    const bucket = this.buckets.get(caller);
    if (!bucket) return 0;
    const leaked = ((now - bucket.at) / 1000) * this.limits.rateRestorePerSecond;
    return Math.max(0, bucket.level - leaked);
  }

  private forgetLeastRecent(): void {
    const [caller] = this.buckets.keys();
    this.buckets.delete(caller);
  }
}
