import { murmur3After } from '../evaluation/bucketing/murmur3';
import { readJsonObject } from './read-json-object';
import { sha256Of } from './sha256';

/** A list of more ids than this travels in chunks, where a chunk can be fetched. */
export const mostIdsInline = 1_000;

/** The prefix is lengthened by a digit, which makes four chunks of one, when chunks would hold more than this on average. */
const mostIdsPerChunk = 4_000;

/** Some of a list's ids, and what their text hashes to. */
export interface ChunkReference {
  /** What the hashes of all its ids begin with, in digits from 0 to 3. */
  prefix: string;
  /** Of its text. */
  sha256: string;
  size: number;
}

export interface Chunk extends ChunkReference {
  /** In order. */
  ids: readonly string[];
}

/** The ids of chunks that were fetched, by SHA-256. */
export type Chunks = ReadonlyMap<string, readonly string[]>;

/**
 * Cuts a list by the hashes of its ids, so that an id that comes or goes changes one chunk and leaves the others as they
 * are. It yields now and then: a list may have millions of ids, and who cuts it other things to do. `digits` is how long
 * the prefixes are.
 */
export function* cutIntoChunks(
  ids: ReadonlySet<string>,
  hash: (text: string) => string = sha256Of,
  digits = prefixLength(ids.size),
): Generator<undefined, Chunk[]> {
  const parts = Array.from({ length: 4 ** digits }, (): string[] => []);
  let done = 0;
  for (const id of ids) {
    parts[partOf(id, digits)]!.push(id);
    done += 1;
    if (done % idsPerTurn === 0) yield;
  }
  const chunks: Chunk[] = [];
  for (const [number, part] of parts.entries()) {
    if (part.length === 0) continue;
    part.sort();
    const prefix = digits === 0 ? '' : number.toString(4).padStart(digits, '0');
    chunks.push({ prefix, sha256: hash(chunkText(part)), size: part.length, ids: part });
    yield;
  }
  return chunks;
}

const idsPerTurn = 10_000;

/** The text that a chunk is fetched as. */
export function chunkText(ids: readonly string[]): string {
  return JSON.stringify(ids);
}

/** Throws when the text is no chunk's. */
export function readChunk(text: string): string[] {
  const ids: unknown = JSON.parse(text);
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string')) {
    throw new Error('a chunk must be a list of texts');
  }
  return ids;
}

/** A list's payload that names its chunks, as canonical JSON. */
export function writeChunkedList(unit: unknown, chunks: readonly ChunkReference[]): string {
  const named = chunks.map(({ prefix, sha256, size }) => ({ prefix, sha256, size }));
  const size = named.reduce((sum, chunk) => sum + chunk.size, 0);
  return JSON.stringify({ chunks: named, size, unit });
}

/** Whether a list's payload names chunks. Canonical JSON has them first. */
export function isChunked(payload: string): boolean {
  return payload.startsWith('{"chunks":');
}

/** The chunks that a list's payload names; throws when it cannot be read. */
export function readChunkReferences(payload: string): ChunkReference[] {
  const { chunks } = readJsonObject(payload);
  if (!Array.isArray(chunks) || !chunks.every(isReference))
    throw new Error('chunks must be named by SHA-256');
  return chunks;
}

function isReference(value: unknown): value is ChunkReference {
  const { prefix, sha256 } = Object(value) as Partial<ChunkReference>;
  return typeof prefix === 'string' && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
}

function prefixLength(size: number): number {
  let digits = 0;
  while (size > mostIdsPerChunk * 4 ** digits) digits += 1;
  return digits;
}

const hashOf = murmur3After('', 0);

/** Two bits of the hash for each digit of the prefix, the highest first. */
function partOf(id: string, digits: number): number {
  // a shift by 32 would be one by 0
  return digits === 0 ? 0 : hashOf(id) >>> (32 - 2 * digits);
}
