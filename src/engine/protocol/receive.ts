import { applyDelta } from './apply-delta';
import type {
  Bookmark,
  ConfigDelta,
  ConfigSnapshot,
  ConfigStreamEvent,
  Goodbye,
  ResyncReason,
  StreamOpened,
} from './messages';
import { readBody as readAnyBody } from './read-body';
import type { ReadBody } from './read-body';
import { openingOf, requests } from './receiver-state';
import type { Held, OpenStream, Received, ReceiverState, Request } from './receiver-state';
import { compareRevisions } from './revisions';
import { changedObjects, emptyView, nameOf, viewKey } from './view';
import type { ObjectName, RejectedObject, View } from './view';

/**
 * The whole client: one message in, one action out (the client rules of schema/PROTOCOL.md).
 * Whatever comes, `held` is always one revision of the server, whole: a message is applied entirely or not at all.
 */
export function receive(
  state: ReceiverState,
  event: ConfigStreamEvent,
  readBody: ReadBody = readAnyBody,
): Received {
  if (event.__typename === 'StreamOpened') return receiveOpened(state, event);
  if (event.__typename === 'Goodbye') return receiveGoodbye(state, event);
  const { stream } = state;
  if (!stream) return reopen(state, 'a message came before StreamOpened');
  switch (event.__typename) {
    case 'ConfigSnapshot':
      return receiveSnapshot(state, stream, event, readBody);
    case 'ConfigDelta':
      return receiveDelta(state, stream, event, readBody);
    case 'Bookmark':
      return receiveBookmark(state, stream, event);
    default:
      return ignore(state);
  }
}

function receiveOpened(state: ReceiverState, opened: StreamOpened): Received {
  const { held } = state;
  const mine = state.stream ?? held;
  if (mine && opened.environmentId !== mine.environmentId) {
    return refuse(state, `environment ${opened.environmentId} is not mine, ${mine.environmentId}`);
  }
  const isNewScope = mine !== null && opened.scopeHash !== mine.scopeHash;
  if (isNewScope && (state.stream || opened.willSend !== 'SNAPSHOT')) {
    return refuse(state, `scope ${opened.scopeHash} is not mine, ${mine.scopeHash}`);
  }
  if (opened.willSend !== 'SNAPSHOT' && opened.epoch !== held?.epoch) {
    return reopen(state, 'only a snapshot can follow nothing, or another epoch', 'SNAPSHOT');
  }
  const { environmentId, scopeHash, epoch, streamId, headRevision, bookmarkEveryMs, willSend } = opened;
  const stream: OpenStream = {
    environmentId,
    scopeHash,
    epoch,
    streamId,
    headRevision,
    bookmarkEveryMs,
    awaiting: willSend,
  };
  return { state: { ...state, stream }, action: { type: 'opened', bookmarkEveryMs } };
}

function receiveSnapshot(
  state: ReceiverState,
  stream: OpenStream,
  snapshot: ConfigSnapshot,
  readBody: ReadBody,
): Received {
  const { held } = state;
  if (held && stream.scopeHash !== held.scopeHash && !scopeReasons.has(snapshot.resyncReason)) {
    return refuse(state, `scope ${stream.scopeHash} is not mine, ${held.scopeHash}`);
  }
  const isUnasked = held !== null && stream.awaiting !== 'SNAPSHOT';
  if (isUnasked && compareRevisions(snapshot.revision, held.revision) < 0) return ignore(state);
  const { view, rejected, unfit } = applyDelta(emptyView, snapshot.objects, readBody);
  if (unfit.length > 0 || view.checksum !== snapshot.checksum) {
    return reopen(state, `the snapshot of revision ${snapshot.revision} does not add up`);
  }
  const before = held?.view ?? emptyView;
  const after = keepPrevious(view, before);
  const { environmentId, scopeHash, epoch } = stream;
  const { revision, resume } = snapshot;
  const next = { environmentId, scopeHash, epoch, revision, resume, view: after };
  return applied(state, stream, next, changedObjects(before, after), rejected);
}

/** A server finds these before anything else in a token, so a scope that really changed comes with one of them. */
const scopeReasons = new Set<ResyncReason>(['SCOPE_CHANGED', 'EPOCH_CHANGED', 'TOKEN_INVALID']);

/** What could not be read of a snapshot stays as it was. */
function keepPrevious(view: View, previous: View): View {
  const objects = new Map(view.objects);
  for (const place of view.rejected.keys()) {
    const kept = previous.objects.get(place);
    if (kept) objects.set(place, kept);
  }
  return { ...view, objects };
}

function receiveDelta(
  state: ReceiverState,
  stream: OpenStream,
  delta: ConfigDelta,
  readBody: ReadBody,
): Received {
  const { held } = state;
  const { fromRevision, revision, changes, checksum, resume } = delta;
  if (!held || stream.awaiting === 'SNAPSHOT') return reopen(state, 'the announced snapshot was lost');
  if (compareRevisions(revision, held.revision) <= 0) return ignore(state);
  const ahead = compareRevisions(fromRevision, held.revision);
  if (ahead > 0) return reopen(state, `revisions ${held.revision} to ${fromRevision} were lost`);
  const { view, rejected, unfit } = applyDelta(held.view, changes, readBody);
  if (unfit.length > 0) {
    return reopen(
      state,
      `the patch of list ${unfit[0]!.key} does not fit`,
      ahead < 0 ? 'RESUME' : 'SNAPSHOT',
    );
  }
  if (view.checksum !== checksum) return reopenWithCheck(state, revision);
  const changed = changes.filter(({ kind, key }) => {
    const place = viewKey(kind, key);
    return held.view.objects.get(place) !== view.objects.get(place);
  });
  return applied(state, stream, { ...held, revision, resume, view }, changed.map(nameOf), rejected);
}

function receiveBookmark(state: ReceiverState, stream: OpenStream, bookmark: Bookmark): Received {
  const { held } = state;
  const { revision, checksum, resume } = bookmark;
  if (!held || stream.awaiting === 'SNAPSHOT') return reopen(state, 'the announced snapshot was lost');
  if (compareRevisions(revision, held.revision) < 0) return ignore(state);
  if (held.view.checksum !== checksum) return reopenWithCheck(state, revision);
  const current: OpenStream = { ...stream, headRevision: revision };
  return applied(state, current, { ...held, revision, resume }, [], []);
}

/** The client's own token counts and not the one in the message: what was sent before it may have been lost. */
function receiveGoodbye(state: ReceiverState, { reason, retryAfterMs, jitterMs }: Goodbye): Received {
  const action = { type: 'waitThenReopen', cause: reason, retryAfterMs, jitterMs } as const;
  return { state: { ...state, stream: null }, action };
}

function applied(
  state: ReceiverState,
  stream: OpenStream,
  held: Held,
  changed: ObjectName[],
  rejected: RejectedObject[],
): Received {
  const isBehind = compareRevisions(held.revision, stream.headRevision) < 0;
  const awaiting = isBehind ? 'DELTAS' : 'UP_TO_DATE';
  return {
    state: { ...state, held, stream: { ...stream, awaiting }, request: 'RESUME' },
    action: { type: 'applied', changed, rejected },
  };
}

function ignore(state: ReceiverState): Received {
  return { state, action: { type: 'ignored' } };
}

/** Differing once may be the last message's fault; a second time in a row only a snapshot helps. */
function reopenWithCheck(state: ReceiverState, revision: string): Received {
  const request = state.request === 'RESUME' ? 'CHECK' : 'SNAPSHOT';
  return reopen(state, `the checksum differs at revision ${revision}`, request);
}

/** What an earlier repair asked for, and has not got yet, is still asked for. */
function reopen(state: ReceiverState, cause: string, asked: Request = 'RESUME'): Received {
  const request = requests[Math.max(requests.indexOf(asked), requests.indexOf(state.request))]!;
  const next: ReceiverState = { ...state, stream: null, request };
  return { state: next, action: { type: 'reopen', cause, ...openingOf(next) } };
}

function refuse(state: ReceiverState, cause: string): Received {
  return { state: { ...state, stream: null, request: 'RESUME' }, action: { type: 'refuse', cause } };
}
