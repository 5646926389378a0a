import { Entity } from 'typeorm';
import type { ConfigKind } from '../../../engine/protocol/messages';
import { KeyId, KeyText, LongText, Whole } from '../../database/columns';

/** What an SDK sees of one object of one environment now. */
@Entity('configuration_items')
export class ConfigurationItemEntity {
  @KeyId('organization_id') organizationId: string;
  @KeyId('environment_id') environmentId: string;
  @KeyText('kind') kind: ConfigKind;
  @KeyText('object_key') objectKey: string;
  /** The revision that wrote it. */
  @Whole('revision') revision: number;
  /** Canonical JSON. */
  @LongText('body') body: string;
}
