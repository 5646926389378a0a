import { Entity, Index } from 'typeorm';
import { Id, Reference, ShortText, Time, Whole } from '../../database/columns';

@Entity('members')
@Index('members_email', ['organizationId', 'email'], { unique: true })
export class MemberEntity {
  @Id() id: string;
  @Reference('organization_id') organizationId: string;
  @ShortText('email') email: string;
  @ShortText('name') name: string;
  /** SHA-256 of the one-time invitation; null once it was accepted. */
  @ShortText('invitation_hash', { nullable: true }) invitationHash: string | null;
  @Time('invitation_expires_at', { nullable: true }) invitationExpiresAt: number | null;
  @Whole('version') version: number;
  @Time('created_at') createdAt: number;
  @Time('archived_at', { nullable: true }) archivedAt: number | null;
}
