import type { Clock } from '../foundation/clock';
import { limitExceeded } from '../foundation/errors';
import { random } from '../foundation/ids';
import { LeakyBucket } from '../foundation/leaky-bucket';

const longestQueueSeconds = 60;
const jitterMs = 1_000;

/**
 * Lets so many streams in per second: when a node is lost, all its clients come to the others at once. Who is refused is
 * told when to come back, one after the other at the pace at which they are let in, so that nobody has to try often.
 */
export class Admission {
  private readonly admitted: LeakyBucket;
  /** Those who were sent away, and are not back yet if they come when they were told. */
  private readonly awaited: LeakyBucket;

  constructor(perSecond: number, clock: Clock) {
    this.admitted = new LeakyBucket(perSecond, perSecond, clock);
    this.awaited = new LeakyBucket(perSecond * longestQueueSeconds, perSecond, clock);
  }

  /** 0: come in; otherwise after how many milliseconds to come back. */
  retryAfterMs(): number {
    const waitMs = this.admitted.take(1);
    if (waitMs === 0) return 0;
    this.awaited.take(1);
    return Math.ceil(waitMs + this.awaited.emptyInMs + random() * jitterMs);
  }

  /** The same for one who can be told in GraphQL: throws LIMIT_EXCEEDED. */
  admit(): void {
    const retryAfterMs = this.retryAfterMs();
    if (retryAfterMs === 0) return;
    throw limitExceeded('Too many streams are being opened, try again later', {
      reason: 'STREAMS',
      retryAfterMs,
    });
  }
}
