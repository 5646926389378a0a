import type { ObjectName } from '../../engine/protocol';

/**
 * - `connecting`: nothing to evaluate with yet
 * - `live`: as new as the server
 * - `stale`: evaluating with the last known state while reconnecting, or until a snapshot is here; without a stream, what
 *   is new comes every 30 s
 * - `refused`: the server does not accept the key; the last known state serves on, and the client asks again now and then
 * - `closed`: ended by `close()`; the last known state still serves
 */
export type Status = 'connecting' | 'live' | 'stale' | 'refused' | 'closed';

export interface Change {
  revision: string;
  /** What differs from before; objects that were deleted too. */
  changed: ObjectName[];
  /** When the server committed it, in RFC 3339; null for a snapshot. */
  committedAt: string | null;
  /** From commit to applied, as far as the two clocks agree; null for a snapshot. */
  delayMs: number | null;
}

export interface ClientEvents {
  change: Change;
  /** Once: there is something to evaluate with. */
  ready: { revision: string };
  stale: { cause: string };
  status: Status;
}
