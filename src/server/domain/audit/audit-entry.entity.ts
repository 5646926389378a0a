import { Entity } from 'typeorm';
import { JsonText, KeyId, KeyWhole, LongText, Reference, ShortText, Time } from '../../database/columns';

/**
 * One thing that happened, chained to the one before it. A chain belongs to an environment (`chainId` is its id and
 * `sequence` its revision) or to the organization.
 */
@Entity('audit_entries')
export class AuditEntryEntity {
  @KeyId('organization_id') organizationId: string;
  @KeyId('chain_id') chainId: string;
  @KeyWhole('sequence') sequence: number;
  @Time('at') at: number;
  @ShortText('action') action: string;
  @ShortText('actor_kind') actorKind: string;
  @Reference('actor_id', { nullable: true }) actorId: string | null;
  @ShortText('actor_name') actorName: string;
  @Reference('change_id', { nullable: true }) changeId: string | null;
  @LongText('comment', { nullable: true }) comment: string | null;
  @JsonText('details') details: object;
  /** SHA-256 of the previous hash and this entry, 64 hex digits. */
  @ShortText('entry_hash') entryHash: string;
}
