import { Entity, Index } from 'typeorm';
import { Id, JsonText, Reference, ShortText, Time, Whole } from '../../database/columns';
import type { SdkKeyKind } from '../../foundation/actor';

/** A key of one environment. A client key is public: the whole of it can be made from `publicId`. */
@Entity('sdk_keys')
@Index('sdk_keys_public_id', ['publicId'], { unique: true })
@Index('sdk_keys_environment', ['organizationId', 'environmentId', 'id'])
export class SdkKeyEntity {
  @Id() id: string;
  @Reference('organization_id') organizationId: string;
  @Reference('project_id') projectId: string;
  @Reference('environment_id') environmentId: string;
  @ShortText('kind') kind: SdkKeyKind;
  @ShortText('name') name: string;
  @ShortText('public_id') publicId: string;
  /** Only flags with one of these tags; null: all. */
  @JsonText('tags', { nullable: true }) tags: string[] | null;
  @Time('expires_at', { nullable: true }) expiresAt: number | null;
  @Time('revoked_at', { nullable: true }) revokedAt: number | null;
  /** To the minute. */
  @Time('last_used_at', { nullable: true }) lastUsedAt: number | null;
  @Whole('version') version: number;
  @Time('created_at') createdAt: number;
}
