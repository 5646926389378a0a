import { disconnected, openingOf, requests, withoutPending } from './receiver-state';
import type { Held, OpenStream, Received, ReceiverState, Request } from './receiver-state';
import { compareRevisions } from './revisions';
import type { ObjectName, RejectedObject } from './view';

/** `stream` is null when it came without one. */
export function applied(
  stream: OpenStream | null,
  held: Held,
  changed: ObjectName[],
  rejected: RejectedObject[],
): Received {
  return {
    state: { held, stream: stream && arrived(stream, held), pending: null, request: 'RESUME' },
    action: { type: 'applied', changed, rejected },
  };
}

function arrived(stream: OpenStream, { revision }: Held): OpenStream {
  const isBehind = compareRevisions(revision, stream.headRevision) < 0;
  return { ...stream, awaiting: isBehind ? 'DELTAS' : 'UP_TO_DATE' };
}

export function ignore(state: ReceiverState): Received {
  return { state, action: { type: 'ignored' } };
}

/** Differing once may be the last message's fault; a second time in a row only a snapshot helps. */
export function reopenWithCheck(state: ReceiverState, revision: string): Received {
  const request = state.request === 'RESUME' ? 'CHECK' : 'SNAPSHOT';
  return reopen(state, `the checksum differs at revision ${revision}`, request);
}

/** What an earlier repair asked for, and has not got yet, is still asked for. */
export function reopen(state: ReceiverState, cause: string, asked: Request = 'RESUME'): Received {
  const request = requests[Math.max(requests.indexOf(asked), requests.indexOf(state.request))]!;
  const next: ReceiverState = { ...withoutPending(disconnected(state)), request };
  return { state: next, action: { type: 'reopen', cause, ...openingOf(next) } };
}

export function refuse(state: ReceiverState, cause: string): Received {
  const next: ReceiverState = { ...withoutPending(disconnected(state)), request: 'RESUME' };
  return { state: next, action: { type: 'refuse', cause } };
}
