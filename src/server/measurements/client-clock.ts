import { invalidInput } from '../foundation/errors';
import { dayMs, type Moment } from './measurement';

export interface Clocks {
  /** When the server got the call, by its own clock. */
  receivedAt: number;
  /** What the client's clock showed when it sent the call; null: it did not say. */
  sentAt: number | null;
  /** How long measurements are kept. */
  keptMs: number;
}

/** A clock that is this far ahead may still be set by the hour of another time zone; beyond it, nothing can be said. */
const mostAheadMs = dayMs;

/**
 * A moment of a client's clock by the server's: moved by as much as the two clocks differed when the call was sent
 * (what the call took on its way counts as difference), and never later than its receipt. Throws INVALID_INPUT with the
 * reason TIME_AHEAD for more than a day ahead, and TIME_BEHIND for what would not be kept any more.
 */
export function momentOf(clientAt: number, field: string, { receivedAt, sentAt, keptMs }: Clocks): Moment {
  const moved = clientAt + (sentAt === null ? 0 : receivedAt - sentAt);
  if (moved > receivedAt + mostAheadMs) {
    throw outOfBounds('TIME_AHEAD', field, clientAt, 'more than a day ahead of the server');
  }
  if (moved < receivedAt - keptMs) {
    const days = Math.floor(keptMs / dayMs);
    throw outOfBounds('TIME_BEHIND', field, clientAt, `older than the ${days} days that are kept`);
  }
  return { clientAt, occurredAt: Math.min(moved, receivedAt) };
}

const outOfBounds = (reason: string, field: string, clientAt: number, what: string): Error =>
  invalidInput(`\`${field}\`, ${shown(clientAt)}, is ${what}`, { field: [field], reason });

/** Beyond the years that a date can have there is only the number. */
const shown = (time: number): string =>
  Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
