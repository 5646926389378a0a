import { Entity, Index } from 'typeorm';
import { Id, Reference, ShortText, Time, Whole } from '../../database/columns';

/** A member's personal token or a service token. The secret is never stored, only its hash. */
@Entity('access_tokens')
@Index('access_tokens_public_id', ['publicId'], { unique: true })
@Index('access_tokens_organization', ['organizationId', 'id'])
export class AccessTokenEntity {
  @Id() id: string;
  @Reference('organization_id') organizationId: string;
  @ShortText('kind') kind: 'PERSONAL' | 'SERVICE';
  @Reference('member_id', { nullable: true }) memberId: string | null;
  @ShortText('name') name: string;
  @ShortText('public_id') publicId: string;
  @ShortText('secret_hash') secretHash: string;
  @Time('expires_at', { nullable: true }) expiresAt: number | null;
  @Time('revoked_at', { nullable: true }) revokedAt: number | null;
  /** To the minute. */
  @Time('last_used_at', { nullable: true }) lastUsedAt: number | null;
  @Whole('version') version: number;
  @Time('created_at') createdAt: number;
}
