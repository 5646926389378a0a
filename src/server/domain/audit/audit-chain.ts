import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../engine/evaluation/canonical-json';
import type { Json } from '../../../engine/evaluation/types';
import type { AuditEntryEntity } from './audit-entry.entity';

/** What stands before the first entry of every chain. */
export const genesisHash = '';

/** An entry before it is chained. */
export type AuditEntry = Omit<AuditEntryEntity, 'entryHash'>;

/**
 * The row to insert behind the entry whose hash is `previousHash`. `details` must be plain JSON: the hash is taken of
 * what the database will give back.
 */
export function chainEntry(previousHash: string, entry: AuditEntry): AuditEntryEntity {
  const stored = asStored(entry);
  return { ...stored, entryHash: hashOf(previousHash, stored) };
}

/** Sequence of the first entry that does not follow from the one before it; null when all do. */
export function verifyChain(
  entries: readonly AuditEntryEntity[],
  before: { sequence: number; hash: string } = { sequence: 0, hash: genesisHash },
): number | null {
  let { sequence, hash } = before;
  for (const { entryHash, ...entry } of entries) {
    sequence += 1;
    if (entry.sequence !== sequence || hashOf(hash, entry) !== entryHash) return sequence;
    hash = entryHash;
  }
  return null;
}

const hashOf = (previousHash: string, entry: AuditEntry): string =>
  createHash('sha256')
    .update(previousHash)
    .update(canonicalJson(fieldsOf(entry)))
    .digest('hex');

/** Named one by one, so that a column added later does not break the chains that are there. */
const fieldsOf = (entry: AuditEntry): Json => ({
  organizationId: entry.organizationId,
  chainId: entry.chainId,
  sequence: entry.sequence,
  at: entry.at,
  action: entry.action,
  actorKind: entry.actorKind,
  actorId: entry.actorId,
  actorName: entry.actorName,
  changeId: entry.changeId,
  comment: entry.comment,
  details: entry.details as Json,
});

/** Half a surrogate pair is no character: a text column gives it back as U+FFFD. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

const asStored = (entry: AuditEntry): AuditEntry => ({
  ...entry,
  actorName: wellFormed(entry.actorName),
  comment: entry.comment === null ? null : wellFormed(entry.comment),
});
