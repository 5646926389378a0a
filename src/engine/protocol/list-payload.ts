import type { Chunks } from './list-chunks';
import { isChunked, readChunkReferences } from './list-chunks';
import { readJsonObject } from './read-json-object';

/** A list as it is held: its ids ready to be looked up. `unit` is the engine's `Ref`, which the protocol only carries. */
export interface ListBody {
  unit: unknown;
  size: number;
  ids: ReadonlySet<string>;
}

/** What leads a list from version `from` to the change's version: only ids that were really added and removed. */
export interface ListPatch {
  from: string;
  added: string[];
  removed: string[];
}

/** Throws when the text is not a list's payload, or names a chunk that is not among `chunks`. */
export function readListBody(payload: string, chunks: Chunks = noChunks): ListBody {
  const { unit, ids } = readJsonObject(payload);
  if (unit === undefined) throw new Error('a list needs a unit');
  return listBody(unit, isChunked(payload) ? idsIn(payload, chunks) : new Set(readIds(ids, 'ids')));
}

const noChunks: Chunks = new Map();

function idsIn(payload: string, chunks: Chunks): Set<string> {
  const all = new Set<string>();
  for (const { prefix, sha256 } of readChunkReferences(payload)) {
    const ids = chunks.get(sha256);
    if (!ids) throw new Error(`its chunk ${prefix} is not here, or cannot be read`);
    for (const id of ids) all.add(id);
  }
  return all;
}

/** Canonical JSON, with all ids in it. */
export function writeListBody({ unit, size, ids }: ListBody): string {
  return JSON.stringify({ ids: [...ids].sort(), size, unit });
}

/** Throws when the text is not a patch's payload. */
export function readListPatch(payload: string): ListPatch {
  const { from, added, removed } = readJsonObject(payload);
  if (typeof from !== 'string') throw new Error('a patch names the version it starts from');
  return { from, added: readIds(added, 'added'), removed: readIds(removed, 'removed') };
}

/** Canonical JSON. */
export function writeListPatch({ from, added, removed }: ListPatch): string {
  return JSON.stringify({ added: [...added].sort(), from, removed: [...removed].sort() });
}

export function patchList(body: ListBody, { added, removed }: Omit<ListPatch, 'from'>): ListBody {
  const ids = new Set(body.ids);
  for (const id of removed) ids.delete(id);
  for (const id of added) ids.add(id);
  return listBody(body.unit, ids);
}

export function isSameList(one: ListBody, other: ListBody): boolean {
  if (one.size !== other.size || JSON.stringify(one.unit) !== JSON.stringify(other.unit)) return false;
  for (const id of one.ids) if (!other.ids.has(id)) return false;
  return true;
}

/** The size is counted and never believed. */
function listBody(unit: unknown, ids: ReadonlySet<string>): ListBody {
  return { unit, size: ids.size, ids };
}

function readIds(value: unknown, name: string): string[] {
  if (!Array.isArray(value) || !value.every((id) => typeof id === 'string')) {
    throw new Error(`${name} must be a list of texts`);
  }
  return value;
}
