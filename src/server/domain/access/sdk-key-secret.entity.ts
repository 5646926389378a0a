import { Entity, Index } from 'typeorm';
import { Id, Reference, ShortText, Time } from '../../database/columns';

/** A server key's secret; while a rotation overlaps there are two. */
@Entity('sdk_key_secrets')
@Index('sdk_key_secrets_key', ['organizationId', 'sdkKeyId'])
export class SdkKeySecretEntity {
  @Id() id: string;
  @Reference('organization_id') organizationId: string;
  @Reference('sdk_key_id') sdkKeyId: string;
  @ShortText('secret_hash') secretHash: string;
  @Time('expires_at', { nullable: true }) expiresAt: number | null;
  @Time('created_at') createdAt: number;
}
