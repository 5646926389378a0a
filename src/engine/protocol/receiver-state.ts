import type { GoodbyeReason, StreamPlan } from './messages';
import type { NeededText, Pending } from './pending';
import type { ObjectName, RejectedObject, View } from './view';

/** Whose configuration it is, and which life of its log it comes from. */
export interface Identity {
  environmentId: string;
  scopeHash: string;
  epoch: string;
}

export function identityOf({ environmentId, scopeHash, epoch }: Identity): Identity {
  return { environmentId, scopeHash, epoch };
}

/** What a client holds at one revision; enough to go on from after a restart. */
export interface Held extends Identity {
  revision: string;
  resume: string;
  view: View;
}

export interface OpenStream extends Identity {
  streamId: string;
  bookmarkEveryMs: number;
  headRevision: string;
  /** What was announced and has not come yet; UP_TO_DATE once it has. */
  awaiting: StreamPlan;
}

/** How the next stream is opened, from the lightest: go on, go on if the checksums agree, begin anew. */
export const requests = ['RESUME', 'CHECK', 'SNAPSHOT'] as const;
export type Request = (typeof requests)[number];

export interface ReceiverState {
  held: Held | null;
  /** null until StreamOpened, and again after the stream's end. */
  stream: OpenStream | null;
  /** A snapshot or document that is not all here yet; meanwhile what is held serves on. */
  pending: Pending | null;
  request: Request;
}

export type Action =
  /** The stream is accepted; expect an event at least every `bookmarkEveryMs`. */
  | { type: 'opened'; bookmarkEveryMs: number }
  /** `changed` is empty when only the revision advanced. */
  | { type: 'applied'; changed: ObjectName[]; rejected: RejectedObject[] }
  | { type: 'ignored' }
  /** Hand the text of each to `receiveText`, in any order; what was asked for before is still wanted. */
  | { type: 'fetch'; texts: NeededText[] }
  /** Open a new stream with `openingOf(state)`. */
  | { type: 'reopen'; cause: string; resume: string | null; localChecksum: string | null }
  | { type: 'waitThenReopen'; cause: GoodbyeReason; retryAfterMs: number; jitterMs: number }
  /** The stream is somebody else's: close it and use nothing of it. */
  | { type: 'refuse'; cause: string };

export interface Received {
  state: ReceiverState;
  action: Action;
}

/** A client that has nothing, or what it kept from an earlier life. */
export function initialState(held: Held | null = null, request: Request = 'RESUME'): ReceiverState {
  return { held, stream: null, pending: null, request };
}

/** The arguments for the next stream. */
export function openingOf({ held, request }: ReceiverState): {
  resume: string | null;
  localChecksum: string | null;
} {
  if (!held || request === 'SNAPSHOT') return { resume: null, localChecksum: null };
  return { resume: held.resume, localChecksum: request === 'CHECK' ? held.view.checksum : null };
}

/** Whether what is held is as new as the server's. */
export function isLive({ held, stream, pending }: ReceiverState): boolean {
  return held !== null && pending === null && stream?.awaiting === 'UP_TO_DATE';
}

/** The stream ended without a word, or there was none to be had. What it had begun goes with it. */
export function disconnected(state: ReceiverState): ReceiverState {
  return { ...state, stream: null, pending: state.stream ? null : state.pending };
}

/** A text could not be fetched. */
export function withoutPending(state: ReceiverState): ReceiverState {
  return { ...state, pending: null };
}
