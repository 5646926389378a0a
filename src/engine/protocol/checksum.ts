import { sha256 } from '@noble/hashes/sha2';
import type { ConfigKind } from './messages';

const modulus = 1n << 128n;

/** The checksum of a view without objects. */
export const emptyChecksum = '0'.repeat(32);

/**
 * The fingerprint of a view: the sum modulo 2^128 of one term per object, as 32 lower-case hexadecimal digits.
 * A sum needs no order and can be carried along change by change. It covers versions and not payloads: it is there
 * to find lost, doubled and stale objects, while TLS covers tampering.
 */
export function checksumOf(objects: Iterable<{ kind: ConfigKind; key: string; version: string }>): string {
  let sum = 0n;
  for (const { kind, key, version } of objects) sum += termOf(kind, key, version);
  return write(sum);
}

export function addToChecksum(checksum: string, kind: ConfigKind, key: string, version: string): string {
  return write(read(checksum) + termOf(kind, key, version));
}

export function subtractFromChecksum(
  checksum: string,
  kind: ConfigKind,
  key: string,
  version: string,
): string {
  return write(read(checksum) - termOf(kind, key, version) + modulus);
}

/** The first 16 bytes of SHA-256(kind NUL key NUL version), most significant first. */
function termOf(kind: ConfigKind, key: string, version: string): bigint {
  const digest = sha256(`${kind}\0${key}\0${version}`);
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  return (view.getBigUint64(0) << 64n) | view.getBigUint64(8);
}

function read(checksum: string): bigint {
  return BigInt(`0x${checksum}`);
}

function write(sum: bigint): string {
  return (sum % modulus).toString(16).padStart(32, '0');
}
