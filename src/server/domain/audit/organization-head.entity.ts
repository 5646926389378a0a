import { Entity } from 'typeorm';
import { Id, ShortText, Whole } from '../../database/columns';

/** The organization's audit chain, and the counter that moves with every key, token, role or member change. */
@Entity('organization_heads')
export class OrganizationHeadEntity {
  @Id('organization_id') organizationId: string;
  @Whole('audit_sequence') auditSequence: number;
  @ShortText('last_hash') lastHash: string;
  @Whole('access_revision') accessRevision: number;
}
