import { Entity, Index } from 'typeorm';
import { JsonText, KeyId, KeyText, Real, ShortText, Time } from '../database/columns';
import type { EventProperties } from './measurement';

/** Something that a unit did, and that a metric is made of. Never changed once it is written. */
@Entity('metric_events')
@Index('metric_events_key', ['organizationId', 'environmentId', 'metricKey', 'occurredAt'])
@Index('metric_events_received', ['receivedAt'])
export class MetricEventEntity {
  @KeyId('organization_id') organizationId: string;
  @KeyId('environment_id') environmentId: string;
  /** Made by the client, and unique among the metric events of the environment. */
  @KeyText('event_id') eventId: string;
  @ShortText('metric_key') metricKey: string;
  @ShortText('unit_kind') unitKind: string;
  @ShortText('unit_key') unitKey: string;
  /** null: that it happened is all there is to it. */
  @Real('value', { nullable: true }) value: number | null;
  @JsonText('properties', { nullable: true }) properties: EventProperties | null;
  /** As the client's clock said. */
  @Time('client_at') clientAt: number;
  /** The same by the server's clock: what analysis goes by. Never later than `receivedAt`. */
  @Time('occurred_at') occurredAt: number;
  @Time('received_at') receivedAt: number;
}
