import { Entity, Index } from 'typeorm';
import { KeyId, KeyText, ShortText, Time, Whole } from '../database/columns';

/** A unit got a variant. Never changed once it is written. */
@Entity('exposures')
@Index('exposures_flag', ['organizationId', 'environmentId', 'flagKey', 'occurredAt'])
@Index('exposures_received', ['receivedAt'])
export class ExposureEntity {
  @KeyId('organization_id') organizationId: string;
  @KeyId('environment_id') environmentId: string;
  /** Made by the client, and unique in the environment. */
  @KeyText('event_id') eventId: string;
  @ShortText('flag_key') flagKey: string;
  @ShortText('variant') variant: string;
  @ShortText('unit_kind') unitKind: string;
  @ShortText('unit_key') unitKey: string;
  @ShortText('experiment', { nullable: true }) experiment: string | null;
  @ShortText('rule_id', { nullable: true }) ruleId: string | null;
  /** What the client evaluated with. */
  @Whole('revision', { nullable: true }) revision: number | null;
  /** As the client's clock said. */
  @Time('client_at') clientAt: number;
  /** The same by the server's clock: what analysis goes by. Never later than `receivedAt`. */
  @Time('occurred_at') occurredAt: number;
  @Time('received_at') receivedAt: number;
}
