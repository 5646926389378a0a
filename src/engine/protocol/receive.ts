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
import { applied, ignore, refuse, reopen, reopenWithCheck } from './outcomes';
import { pendingSnapshot, withEvent } from './pending';
import { readBody as readAnyBody } from './read-body';
import type { ReadBody } from './read-body';
import { advance } from './receive-text';
import { disconnected, identityOf } from './receiver-state';
import type { OpenStream, Received, ReceiverState } from './receiver-state';
import { compareRevisions } from './revisions';
import { nameOf, viewKey } from './view';

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
  const { streamId, headRevision, bookmarkEveryMs, willSend: awaiting } = opened;
  const stream: OpenStream = { ...identityOf(opened), streamId, headRevision, bookmarkEveryMs, awaiting };
  return { state: { ...state, stream, pending: null }, action: { type: 'opened', bookmarkEveryMs } };
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
  const newest = state.pending ?? (isUnasked ? held : null);
  const ahead = newest ? compareRevisions(snapshot.revision, newest.revision) : 1;
  if (ahead < 0 || (ahead === 0 && state.pending)) return ignore(state);
  return advance(state, pendingSnapshot(stream, snapshot), readBody);
}

/** A server finds these before anything else in a token, so a scope that really changed comes with one of them. */
const scopeReasons = new Set<ResyncReason>(['SCOPE_CHANGED', 'EPOCH_CHANGED', 'TOKEN_INVALID']);

function receiveDelta(
  state: ReceiverState,
  stream: OpenStream,
  delta: ConfigDelta,
  readBody: ReadBody,
): Received {
  const { held } = state;
  const { fromRevision, revision, changes, checksum, resume } = delta;
  if (state.pending) return keep(state, delta);
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
  return applied(stream, { ...held, revision, resume, view }, changed.map(nameOf), rejected);
}

function receiveBookmark(state: ReceiverState, stream: OpenStream, bookmark: Bookmark): Received {
  const { held } = state;
  const { revision, checksum, resume } = bookmark;
  if (state.pending) return keep(state, bookmark);
  if (!held || stream.awaiting === 'SNAPSHOT') return reopen(state, 'the announced snapshot was lost');
  if (compareRevisions(revision, held.revision) < 0) return ignore(state);
  if (held.view.checksum !== checksum) return reopenWithCheck(state, revision);
  const current: OpenStream = { ...stream, headRevision: revision };
  return applied(current, { ...held, revision, resume }, [], []);
}

/** Until the snapshot is all here, what follows on it is laid by. */
function keep(state: ReceiverState, event: ConfigDelta | Bookmark): Received {
  try {
    return ignore({ ...state, pending: state.pending && withEvent(state.pending, event) });
  } catch (error) {
    return reopen(state, (error as Error).message);
  }
}

/** The client's own token counts and not the one in the message: what was sent before it may have been lost. */
function receiveGoodbye(state: ReceiverState, { reason, retryAfterMs, jitterMs }: Goodbye): Received {
  const action = { type: 'waitThenReopen', cause: reason, retryAfterMs, jitterMs } as const;
  return { state: disconnected(state), action };
}
