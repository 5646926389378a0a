import { addToChecksum, subtractFromChecksum } from './checksum';
import { isChunked } from './list-chunks';
import type { Chunks } from './list-chunks';
import { patchList, readListPatch } from './list-payload';
import type { ListBody, ListPatch } from './list-payload';
import type { ConfigChange } from './messages';
import { readBody as readAnyBody } from './read-body';
import type { ReadBody } from './read-body';
import { receivedVersion, viewKey } from './view';
import type { RejectedObject, View, ViewObject } from './view';

export interface DeltaResult {
  view: View;
  /** What could not be read this time; the view keeps the version before it. */
  rejected: RejectedObject[];
  /** Patches that do not sit on the list's version here, or cannot be read: the list is needed whole. */
  unfit: ConfigChange[];
}

interface Draft {
  objects: Map<string, ViewObject>;
  rejected: Map<string, RejectedObject>;
  checksum: string;
}

/**
 * Applies all changes to a copy of the view. A change whose version is already here does nothing. `chunks` are those that
 * lists among the changes are made of.
 */
export function applyDelta(
  view: View,
  changes: ConfigChange[],
  readBody: ReadBody = readAnyBody,
  chunks?: Chunks,
): DeltaResult {
  const draft: Draft = {
    objects: new Map(view.objects),
    rejected: new Map(view.rejected),
    checksum: view.checksum,
  };
  const rejected: RejectedObject[] = [];
  const unfit: ConfigChange[] = [];
  for (const change of changes) {
    if (change.op === 'DELETE') {
      remove(draft, change);
      continue;
    }
    if (receivedVersion(draft, viewKey(change.kind, change.key)) === change.version) continue;
    const outcome = change.op === 'PATCH' ? patched(draft, change) : put(change, readBody, chunks);
    if (outcome === 'unfit') unfit.push(change);
    else if ('message' in outcome) rejected.push(reject(draft, outcome));
    else accept(draft, outcome);
  }
  return { view: draft, rejected, unfit };
}

function put(change: ConfigChange, readBody: ReadBody, chunks?: Chunks): ViewObject | RejectedObject {
  const { kind, key, version, payload } = change;
  try {
    if (payload === null) throw new Error('a PUT needs a payload');
    const body = readBody(kind, key, payload, chunks);
    const isInChunks = kind === 'LIST' && isChunked(payload);
    return { kind, key, version, payload: isInChunks ? null : payload, body };
  } catch (error) {
    return { kind, key, version, message: messageOf(error) };
  }
}

/** A list whose last version was rejected has nothing to patch, and stays rejected until it comes whole. */
function patched(draft: Draft, change: ConfigChange): ViewObject | RejectedObject | 'unfit' {
  const { kind, key, version } = change;
  const place = viewKey(kind, key);
  if (draft.rejected.has(place))
    return { kind, key, version, message: 'it patches a version that was rejected' };
  const list = draft.objects.get(place);
  const patch = tryReadPatch(change);
  if (!list || !patch || kind !== 'LIST' || list.version !== patch.from) return 'unfit';
  return { kind, key, version, payload: null, body: patchList(list.body as ListBody, patch) };
}

function tryReadPatch({ payload }: ConfigChange): ListPatch | undefined {
  try {
    return readListPatch(payload ?? '');
  } catch {
    return undefined;
  }
}

function remove(draft: Draft, { kind, key }: ConfigChange): void {
  uncount(draft, { kind, key });
  draft.objects.delete(viewKey(kind, key));
  draft.rejected.delete(viewKey(kind, key));
}

function accept(draft: Draft, object: ViewObject): void {
  recount(draft, object);
  draft.objects.set(viewKey(object.kind, object.key), object);
  draft.rejected.delete(viewKey(object.kind, object.key));
}

function reject(draft: Draft, object: RejectedObject): RejectedObject {
  recount(draft, object);
  draft.rejected.set(viewKey(object.kind, object.key), object);
  return object;
}

function recount(draft: Draft, object: Pick<ViewObject, 'kind' | 'key' | 'version'>): void {
  uncount(draft, object);
  draft.checksum = addToChecksum(draft.checksum, object.kind, object.key, object.version);
}

function uncount(draft: Draft, { kind, key }: Pick<ViewObject, 'kind' | 'key'>): void {
  const version = receivedVersion(draft, viewKey(kind, key));
  if (version !== undefined) draft.checksum = subtractFromChecksum(draft.checksum, kind, key, version);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
