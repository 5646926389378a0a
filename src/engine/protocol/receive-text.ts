import { applyDelta } from './apply-delta';
import { readConfigDocument } from './config-document';
import type { ConfigDocument } from './config-document';
import { applied, ignore, refuse, reopen } from './outcomes';
import { pendingDocument, withText } from './pending';
import type { Pending } from './pending';
import { readBody as readAnyBody } from './read-body';
import type { ReadBody } from './read-body';
import { identityOf } from './receiver-state';
import type { Received, ReceiverState } from './receiver-state';
import { compareRevisions } from './revisions';
import { sha256Of } from './sha256';
import { changedObjects, emptyView } from './view';
import type { View } from './view';

/** One of the texts that a `fetch` asked for. One that nobody waits for any more is ignored. */
export function receiveText(
  state: ReceiverState,
  url: string,
  text: string,
  readBody: ReadBody = readAnyBody,
): Received {
  const needed = state.pending?.missing.get(url);
  if (!state.pending || !needed) return ignore(state);
  if (needed.sha256 !== null && sha256Of(text) !== needed.sha256) {
    return reopen(state, `${url} is not the text that was named`);
  }
  try {
    return advance(state, withText(state.pending, needed, text), readBody);
  } catch (error) {
    return reopen(state, `${url} cannot be used: ${(error as Error).message}`);
  }
}

/**
 * A document that was fetched for want of a stream; while there is one, it is ignored. The answer is `reopen` when it
 * cannot be used.
 */
export function receiveDocument(
  state: ReceiverState,
  text: string,
  readBody: ReadBody = readAnyBody,
): Received {
  if (state.stream) return ignore(state);
  try {
    const document = readConfigDocument(text);
    const { held } = state;
    if (held && document.environmentId !== held.environmentId) {
      return refuse(state, `environment ${document.environmentId} is not mine, ${held.environmentId}`);
    }
    return isNews(document, state) ? advance(state, pendingDocument(document), readBody) : ignore(state);
  } catch (error) {
    return reopen(state, `the document cannot be used: ${(error as Error).message}`);
  }
}

/** Nothing newer is taken back; revisions of two epochs are not comparable. A scope may have changed at one revision. */
function isNews({ epoch, revision, scopeHash }: ConfigDocument, { held }: ReceiverState): boolean {
  if (!held || epoch !== held.epoch) return true;
  const ahead = compareRevisions(revision, held.revision);
  return ahead > 0 || (ahead === 0 && scopeHash !== held.scopeHash);
}

/** Applies what is all here; waits for the rest otherwise. */
export function advance(state: ReceiverState, pending: Pending, readBody: ReadBody): Received {
  const { objects, missing } = pending;
  if (objects && missing.size === 0) return settle(state, pending, objects, readBody);
  const known = state.pending?.missing ?? new Map();
  const texts = [...missing.values()].filter(({ url }) => !known.has(url));
  return { state: { ...state, pending }, action: { type: 'fetch', texts } };
}

/** The snapshot is built aside, and what came after it laid on top; both must add up. */
function settle(
  state: ReceiverState,
  pending: Pending,
  objects: NonNullable<Pending['objects']>,
  readBody: ReadBody,
): Received {
  const { chunks, since } = pending;
  const whole = applyDelta(emptyView, objects, readBody, chunks);
  if (whole.unfit.length > 0 || whole.view.checksum !== pending.checksum) {
    return reopen(state, `the snapshot of revision ${pending.revision} does not add up`);
  }
  const last = since ? applyDelta(whole.view, since.changes, readBody) : whole;
  if (since && (last.unfit.length > 0 || last.view.checksum !== since.checksum)) {
    return reopen(state, `what came up to revision ${since.revision} does not add up`);
  }
  const before = state.held?.view ?? emptyView;
  const view = keepPrevious(last.view, before);
  const { revision, resume } = since ?? pending;
  const held = { ...identityOf(pending), revision, resume, view };
  return applied(state.stream, held, changedObjects(before, view), [...view.rejected.values()]);
}

/** What could not be read of a snapshot stays as it was. */
function keepPrevious(view: View, previous: View): View {
  const objects = new Map(view.objects);
  for (const place of view.rejected.keys()) {
    const kept = previous.objects.get(place);
    if (kept) objects.set(place, kept);
  }
  return { ...view, objects };
}
