import { readConfigDocument } from './config-document';
import type { ConfigDocument } from './config-document';
import { isChunked, readChunk, readChunkReferences } from './list-chunks';
import type { Chunks } from './list-chunks';
import { mergeChanges } from './merge-changes';
import type { Bookmark, ConfigChange, ConfigDelta, ConfigSnapshot } from './messages';
import { identityOf } from './receiver-state';
import type { Identity } from './receiver-state';
import { compareRevisions } from './revisions';

/** A text that a snapshot is made of and that is elsewhere. */
export interface NeededText {
  /** Relative to the address of the GraphQL endpoint. */
  url: string;
  /** null: it is the newest document there, whatever that is. */
  sha256: string | null;
  /** Of a list that it is a chunk of; who holds the list may have the chunk already. */
  listKey: string | null;
  prefix: string | null;
}

interface Position {
  revision: string;
  checksum: string;
  resume: string;
}

/** What came on the stream after a snapshot that is not all here, merged: it stays as small as the state is. */
export interface Since extends Position {
  changes: ConfigChange[];
}

/** A whole configuration of which texts are missing. */
export interface Pending extends Identity, Position {
  /** null: they are in the document that is missing. */
  objects: ConfigChange[] | null;
  chunks: Chunks;
  /** By url. */
  missing: ReadonlyMap<string, NeededText>;
  since: Since | null;
}

/** Where the newest document is. */
const documentUrl = 'config';

export function pendingSnapshot(stream: Identity, snapshot: ConfigSnapshot): Pending {
  const { revision, checksum, resume, objects, reference } = snapshot;
  const common = { ...identityOf(stream), revision, checksum, resume, since: null };
  if (objects) return withObjects(common, objects);
  const { url, sha256 } = reference ?? { url: documentUrl, sha256: null };
  const missing = new Map([[url, { url, sha256, listKey: null, prefix: null }]]);
  return { ...common, objects: null, chunks: new Map(), missing };
}

export function pendingDocument(document: ConfigDocument): Pending {
  const { revision, checksum, resume, objects } = document;
  return withObjects({ ...identityOf(document), revision, checksum, resume, since: null }, objects);
}

/** With one of the missing texts. Throws when it is not what was waited for. */
export function withText(pending: Pending, { url, sha256 }: NeededText, text: string): Pending {
  if (pending.objects === null) return withDocument(pending, sha256, readConfigDocument(text));
  const missing = new Map(pending.missing);
  missing.delete(url);
  const ids = tryReadChunk(text);
  return {
    ...pending,
    missing,
    chunks: ids ? new Map(pending.chunks).set(sha256 ?? '', ids) : pending.chunks,
  };
}

/**
 * With what the stream says meanwhile. Throws when that does not follow on what came before; what is older changes
 * nothing.
 */
export function withEvent(pending: Pending, event: ConfigDelta | Bookmark): Pending {
  const before = pending.since ?? { ...pending, changes: [] };
  const ahead = compareRevisions(event.revision, before.revision);
  const { revision, checksum, resume } = event;
  if (ahead < 0 || (ahead === 0 && event.__typename === 'ConfigDelta')) return pending;
  if (event.__typename === 'Bookmark') {
    if (checksum !== before.checksum) throw new Error(`a change before revision ${revision} was lost`);
    return { ...pending, since: { changes: before.changes, revision, checksum, resume } };
  }
  if (compareRevisions(event.fromRevision, before.revision) > 0) {
    throw new Error(`revisions ${before.revision} to ${event.fromRevision} were lost`);
  }
  const changes = mergeChanges([...before.changes, ...event.changes]);
  return { ...pending, since: { changes, revision, checksum, resume } };
}

function withDocument(pending: Pending, sha256: string | null, document: ConfigDocument): Pending {
  const { environmentId, scopeHash, epoch, since } = pending;
  const isMine =
    document.environmentId === environmentId &&
    document.scopeHash === scopeHash &&
    document.epoch === epoch &&
    compareRevisions(document.revision, pending.revision) >= 0;
  if (!isMine || (sha256 !== null && document.revision !== pending.revision)) {
    throw new Error('the document is of another snapshot');
  }
  const isNewer = since !== null && compareRevisions(since.revision, document.revision) > 0;
  return { ...pendingDocument(document), since: isNewer ? since : null };
}

function withObjects(
  common: Omit<Pending, 'objects' | 'chunks' | 'missing'>,
  objects: ConfigChange[],
): Pending {
  const needed = objects.flatMap((object) => chunksOf(common.environmentId, object));
  return { ...common, objects, chunks: new Map(), missing: new Map(needed.map((text) => [text.url, text])) };
}

/** A payload that cannot be read is found when the object is. */
function chunksOf(environmentId: string, { kind, key, version, payload }: ConfigChange): NeededText[] {
  if (kind !== 'LIST' || payload === null || !isChunked(payload)) return [];
  try {
    return readChunkReferences(payload).map(({ prefix, sha256 }) => {
      const place = [environmentId, key, version, sha256].map(encodeURIComponent).join('/');
      return { url: `${documentUrl}/chunks/${place}`, sha256, listKey: key, prefix };
    });
  } catch {
    return [];
  }
}

/** One that is what was named, and cannot be read, leaves its list unread, and that list only. */
function tryReadChunk(text: string): string[] | undefined {
  try {
    return readChunk(text);
  } catch {
    return undefined;
  }
}
