import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { canonicalJson } from '../../../engine/evaluation/canonical-json';
import type { ChangeOp } from '../../../engine/protocol/messages';
import type { Author } from '../../foundation/actor';
import { chainEntry } from '../audit/audit-chain';
import { AuditEntryEntity } from '../audit/audit-entry.entity';
import { ConfigurationItemEntity } from './configuration-item.entity';
import { ConfigurationLogEntity } from './configuration-log.entity';
import type { Head } from './configuration-state';
import { EnvironmentHeadEntity } from './environment-head.entity';
import { batches } from './list-contents';
import { ListEntryEntity } from './list-entry.entity';
import type { PublishedRevision, WrittenItem } from './publication';

export interface RevisionToWrite {
  organizationId: string;
  head: Head;
  changeId: string;
  author: Author;
  comment: string | null;
  action: string;
  now: number;
  items: readonly WrittenItem[];
}

/**
 * Writes the next revision of one environment: items, log, list rows, audit entry, head. Only `publish` calls it, with
 * the head's row locked and `head` read under that lock.
 */
export async function writeRevision(
  transaction: EntityManager,
  revision: RevisionToWrite,
): Promise<PublishedRevision> {
  const { organizationId, head, items } = revision;
  const { environmentId } = head;
  const next = head.revision + 1;
  const committedAt = Math.max(revision.now, head.committedAt + 1);
  const log = items.map((item, ordinal) => logRow(revision, item, next, ordinal));

  await writeItems(transaction, revision, next);
  for (const batch of batches(log)) await transaction.insert(ConfigurationLogEntity, batch);
  for (const item of items) await writeEntries(transaction, organizationId, item, next);

  const entry = chainEntry(head.lastHash, {
    organizationId,
    chainId: environmentId,
    sequence: next,
    at: committedAt,
    action: revision.action,
    actorKind: revision.author.kind,
    actorId: revision.author.id,
    actorName: revision.author.name,
    changeId: revision.changeId,
    comment: revision.comment,
    details: {
      items: log.map(({ kind, objectKey, op }) => ({ kind, key: objectKey, op })),
      log: digest(log),
    },
  });
  await transaction.insert(AuditEntryEntity, entry);
  await transaction.update(
    EnvironmentHeadEntity,
    { organizationId, environmentId },
    { revision: next, committedAt, lastHash: entry.entryHash },
  );
  return { environmentId, epoch: head.epoch, revision: next, committedAt };
}

const opOf = (item: WrittenItem): ChangeOp => {
  if (item.body === null) return 'DELETE';
  return item.entries && item.before && !item.wholeList ? 'PATCH' : 'PUT';
};

function logRow(
  { organizationId, head }: RevisionToWrite,
  item: WrittenItem,
  revision: number,
  ordinal: number,
): ConfigurationLogEntity {
  const op = opOf(item);
  return {
    organizationId,
    environmentId: head.environmentId,
    revision,
    ordinal,
    kind: item.kind,
    objectKey: item.key,
    op,
    body: item.body,
    patch:
      op === 'PATCH' && item.entries
        ? canonicalJson({ from: String(item.before?.version), ...item.entries })
        : null,
  };
}

/** Binds the audit entry to what was written, so that the chain also covers the log. */
const digest = (log: ConfigurationLogEntity[]): string =>
  createHash('sha256')
    .update(
      log
        .map(({ kind, objectKey, op, body, patch }) => JSON.stringify([kind, objectKey, op, body, patch]))
        .join('\n'),
    )
    .digest('hex');

async function writeItems(
  transaction: EntityManager,
  { organizationId, head: { environmentId }, items }: RevisionToWrite,
  revision: number,
): Promise<void> {
  const rows = items.flatMap(({ kind, key, body }) =>
    body === null ? [] : [{ organizationId, environmentId, kind, objectKey: key, revision, body }],
  );
  const keys = ['organizationId', 'environmentId', 'kind', 'objectKey'];
  for (const batch of batches(rows)) await transaction.upsert(ConfigurationItemEntity, batch, keys);
  for (const { kind, key, body } of items) {
    if (body === null) {
      await transaction.delete(ConfigurationItemEntity, {
        organizationId,
        environmentId,
        kind,
        objectKey: key,
      });
    }
  }
}

async function writeEntries(
  transaction: EntityManager,
  organizationId: string,
  { environmentId, key: listKey, entries }: WrittenItem,
  revision: number,
): Promise<void> {
  const place = { organizationId, environmentId, listKey };
  for (const batch of batches(entries?.removed ?? [])) {
    await transaction.query(
      `UPDATE list_entries SET removed_revision = ?
       WHERE organization_id = ? AND environment_id = ? AND list_key = ? AND removed_revision IS NULL
         AND entry_id IN (${batch.map(() => '?').join(', ')})`,
      [revision, organizationId, environmentId, listKey, ...batch],
    );
  }
  for (const batch of batches(entries?.added ?? [])) {
    await transaction.insert(
      ListEntryEntity,
      batch.map((entryId) => ({ ...place, entryId, addedRevision: revision, removedRevision: null })),
    );
  }
}
