import { md5, sha1 } from '@noble/hashes/legacy';
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import { utf8, type Units } from './bytes';
import { murmur3 } from './murmur3';
import type { Bucketing } from '../types';

type Hash = Bucketing['hash'];
type WordHash = 'murmur3' | 'murmur3.abs' | 'fnv1a' | 'fnv1a.fnv1a';

/** Hashes of 32 bits, as a number. */
export const wordHashes: Record<WordHash, (units: Units, seed: number) => number> = {
  murmur3,
  'murmur3.abs': (units, seed) => Math.abs(murmur3(units, seed) | 0),
  fnv1a,
  'fnv1a.fnv1a': (units) => fnv1a(utf8(String(fnv1a(units)))),
};

/** Longer hashes, as hexadecimal digits: they do not fit a number. */
export const longHashes: Record<Exclude<Hash, WordHash>, (units: Units) => string> = {
  'sha1.60': (units) => bytesToHex(sha1(bytesOf(units))).slice(0, 15),
  'sha256.64': (units) => bytesToHex(sha256(bytesOf(units))).slice(0, 16),
  md5: (units) => bytesToHex(md5(bytesOf(units))),
};

export function isWordHash(hash: Hash): hash is WordHash {
  return Object.hasOwn(wordHashes, hash);
}

function fnv1a(units: Units): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < units.length; i += 1) hash = Math.imul(hash ^ units[i], 0x01000193);
  return hash >>> 0;
}

function bytesOf(units: Units): Uint8Array {
  return units instanceof Uint8Array ? units : Uint8Array.from(units);
}

/** `digits % span` of a hexadecimal number of any length, exact for spans below 2^49. */
export function moduloOf(digits: string, span: number): number {
  let rest = 0;
  for (let i = 0; i < digits.length; i += 1) rest = (rest * 16 + parseInt(digits[i], 16)) % span;
  return rest;
}

/** `hash * span >> 32`, in two halves since the product may need 63 bits. */
export function shifted(hash: number, span: number): number {
  const high = (hash >>> 16) * span;
  const low = (hash & 0xffff) * span;
  return Math.floor((high + Math.floor(low / 0x10000)) / 0x10000);
}
