import {
  checksumOf,
  chunkText,
  cutIntoChunks,
  initialState,
  receive,
  sha256Of,
  writeChunkedList,
  writeConfigDocument,
} from '../../../src/engine/protocol';
import type {
  Bookmark,
  Chunk,
  ConfigChange,
  ConfigDelta,
  ConfigDocument,
  ConfigKind,
  ConfigSnapshot,
  ConfigStreamEvent,
  Goodbye,
  Received,
  ReceiverState,
  StreamOpened,
} from '../../../src/engine/protocol';

/** A flag's change; the body says nothing but its version. */
export function put(key: string, version: string, kind: ConfigKind = 'FLAG'): ConfigChange {
  return { kind, key, op: 'PUT', version, payload: JSON.stringify({ version }) };
}

export function remove(key: string, version: string, kind: ConfigKind = 'FLAG'): ConfigChange {
  return { kind, key, op: 'DELETE', version, payload: null };
}

export function putList(key: string, version: string, ids: string[]): ConfigChange {
  const payload = JSON.stringify({ ids, size: ids.length, unit: { path: ['key'] } });
  return { kind: 'LIST', key, op: 'PUT', version, payload };
}

export function patchOf(
  key: string,
  version: string,
  patch: { from: string; added?: string[]; removed?: string[] },
): ConfigChange {
  const payload = JSON.stringify({
    added: patch.added ?? [],
    from: patch.from,
    removed: patch.removed ?? [],
  });
  return { kind: 'LIST', key, op: 'PATCH', version, payload };
}

export function opened(given: Partial<StreamOpened> = {}): StreamOpened {
  return {
    __typename: 'StreamOpened',
    streamId: 'stream-1',
    environmentId: 'production',
    epoch: 'first-life',
    scopeHash: 'all',
    headRevision: '1',
    minRevision: '1',
    willSend: 'SNAPSHOT',
    bookmarkEveryMs: 15_000,
    ...given,
  };
}

export function snapshot(
  revision: string,
  objects: ConfigChange[],
  given: Partial<ConfigSnapshot> = {},
): ConfigSnapshot {
  const checksum = checksumOf(objects);
  const resume = `token-${revision}`;
  return {
    __typename: 'ConfigSnapshot',
    revision,
    resyncReason: 'NEW_STREAM',
    objects,
    reference: null,
    checksum,
    resume,
    ...given,
  };
}

/** The objects as a document. */
export function documentOf(
  revision: string,
  objects: ConfigChange[],
  given: Partial<ConfigDocument> = {},
): string {
  return writeConfigDocument({
    protocol: 1,
    environmentId: 'production',
    epoch: 'first-life',
    revision,
    scopeHash: 'all',
    checksum: checksumOf(objects),
    resume: `token-${revision}`,
    objects,
    ...given,
  });
}

/** A snapshot that is elsewhere, and the document that it refers to. */
export function referred(
  revision: string,
  objects: ConfigChange[],
  given: Partial<ConfigSnapshot> = {},
): { event: ConfigSnapshot; url: string; text: string } {
  const text = documentOf(revision, objects);
  const url = `config/snapshots/production/first-life.${revision}.all`;
  const reference = { url, sha256: sha256Of(text), expiresAt: '2026-01-01T01:00:00.000Z' };
  return { event: { ...snapshot(revision, objects, given), objects: null, reference }, url, text };
}

/** A long list in chunks, and their texts by where a client looks for them. */
export function putChunkedList(
  key: string,
  version: string,
  ids: string[],
  digits?: number,
): { change: ConfigChange; texts: Map<string, string> } {
  const chunks = cut(ids, digits);
  const payload = writeChunkedList({ path: ['key'] }, chunks);
  const place = `config/chunks/production/${key}/${version}`;
  return {
    change: { kind: 'LIST', key, op: 'PUT', version, payload },
    texts: new Map(chunks.map(({ sha256, ids: some }) => [`${place}/${sha256}`, chunkText(some)])),
  };
}

/** All of `cutIntoChunks` at once. */
export function cut(ids: Iterable<string>, digits?: number): Chunk[] {
  const cutting = cutIntoChunks(new Set(ids), undefined, digits);
  for (;;) {
    const turn = cutting.next();
    if (turn.done) return turn.value;
  }
}

/** `after` is the whole view that the delta leads to, as the server knows it. */
export function delta(
  fromRevision: string,
  revision: string,
  changes: ConfigChange[],
  after: { kind: ConfigKind; key: string; version: string }[],
): ConfigDelta {
  return {
    __typename: 'ConfigDelta',
    fromRevision,
    revision,
    changes,
    checksum: checksumOf(after),
    resume: `token-${revision}`,
    committedAt: '2026-01-01T00:00:00.000Z',
    coalesced: 1,
    changeId: null,
  };
}

export function bookmark(
  revision: string,
  view: { kind: ConfigKind; key: string; version: string }[],
): Bookmark {
  return {
    __typename: 'Bookmark',
    revision,
    checksum: checksumOf(view),
    resume: `token-${revision}`,
    serverTime: '2026-01-01T00:00:00.000Z',
  };
}

export function goodbye(given: Partial<Goodbye> = {}): Goodbye {
  return {
    __typename: 'Goodbye',
    reason: 'DRAINING',
    retryAfterMs: 0,
    jitterMs: 30_000,
    ...given,
  };
}

/** The state after all events, and the last action. */
export function receiveAll(events: ConfigStreamEvent[], start: ReceiverState = initialState()): Received {
  let received: Received = { state: start, action: { type: 'ignored' } };
  for (const event of events) received = receive(received.state, event);
  return received;
}

/** A client on a live stream that holds the given objects at the given revision. */
export function liveAt(revision: string, objects: ConfigChange[]): ReceiverState {
  return receiveAll([opened({ headRevision: revision }), snapshot(revision, objects)]).state;
}

/** `FLAG a`: version, for a glance at what is held. */
export function versionsOf(state: ReceiverState): Record<string, string> {
  const objects = [...(state.held?.view.objects.values() ?? [])];
  return Object.fromEntries(objects.map(({ kind, key, version }) => [`${kind} ${key}`, version]));
}
