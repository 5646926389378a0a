import { Entity, Index } from 'typeorm';
import type { ChangeOp, ConfigKind } from '../../../engine/protocol/messages';
import { KeyId, KeyWhole, LongText, ShortText } from '../../database/columns';

/** Append-only: every state an environment ever had can be read from it. */
@Entity('configuration_log')
@Index('configuration_log_object', ['organizationId', 'environmentId', 'kind', 'objectKey', 'revision'])
export class ConfigurationLogEntity {
  @KeyId('organization_id') organizationId: string;
  @KeyId('environment_id') environmentId: string;
  @KeyWhole('revision') revision: number;
  @KeyWhole('ordinal') ordinal: number;
  @ShortText('kind') kind: ConfigKind;
  @ShortText('object_key') objectKey: string;
  @ShortText('op') op: ChangeOp;
  /** The item's body after the change, canonical JSON; null on DELETE. */
  @LongText('body', { nullable: true }) body: string | null;
  /** PATCH of a list: canonical JSON `{ from, added, removed }`. */
  @LongText('patch', { nullable: true }) patch: string | null;
}
