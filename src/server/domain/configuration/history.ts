import type { ChangeOp, ConfigKind } from '../../../engine/protocol/messages';
import type { Author } from '../../foundation/actor';
import type { AuditEntryEntity } from '../audit/audit-entry.entity';

export interface ItemChange {
  kind: ConfigKind;
  key: string;
  op: ChangeOp;
}

/** A committed change of one environment, as its audit chain keeps it. */
export interface Revision {
  environmentId: string;
  revision: number;
  committedAt: number;
  author: Author;
  comment: string | null;
  changeId: string | null;
  action: string;
  changes: ItemChange[];
}

export const toRevision = (entry: AuditEntryEntity): Revision => ({
  environmentId: entry.chainId,
  revision: entry.sequence,
  committedAt: entry.at,
  author: { kind: entry.actorKind as Author['kind'], id: entry.actorId, name: entry.actorName },
  comment: entry.comment,
  changeId: entry.changeId,
  action: entry.action,
  changes: (entry.details as { items: ItemChange[] }).items,
});
