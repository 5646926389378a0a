import type { Database, Transaction } from '../database/database';
import type { EnvironmentRef } from '../delivery/configuration-source';
import type { Exposure, MetricEvent } from './measurement';
import { insertNew } from './statements';
import type { WriteQueue } from './write-queue';

const eventColumns = ['organization_id', 'environment_id', 'event_id', 'received_at'];
const exposureColumns = [
  ...eventColumns,
  ...['client_at', 'occurred_at', 'unit_kind', 'unit_key'],
  ...['flag_key', 'variant', 'experiment', 'rule_id', 'revision'],
];
const metricEventColumns = [
  ...eventColumns,
  ...['client_at', 'occurred_at', 'unit_kind', 'unit_key'],
  ...['metric_key', 'value', 'properties'],
];

/** What it takes to write one row; text of up to 255 characters, numbers and nulls. */
type Row = (string | number | null)[];

/** Rows of a statement: SQLite takes 32,766 values in one. */
const rowsPerStatement = 250;

/** Writes facts once: an event id that the environment has already is passed over. */
export class Recorder {
  constructor(
    private readonly database: Database,
    private readonly queue: WriteQueue,
  ) {}

  /** How many were new; they are durable by then. Throws LIMIT_EXCEEDED, with a delay, when too much waits. */
  async write(
    { organizationId, environmentId }: EnvironmentRef,
    exposures: readonly Exposure[],
    metrics: readonly MetricEvent[],
    receivedAt: number,
  ): Promise<number> {
    const rows = exposures.length + metrics.length;
    if (rows === 0) return 0;
    const event = (eventId: string): Row => [organizationId, environmentId, eventId, receivedAt];
    const exposureRows = inOrder(exposures).map((each) => [...event(each.eventId), ...exposureRow(each)]);
    const metricRows = inOrder(metrics).map((each) => [...event(each.eventId), ...metricEventRow(each)]);
    return this.queue.run(
      environmentId,
      rows,
      async (transaction) =>
        (await this.insert(transaction, 'exposures', exposureColumns, exposureRows)) +
        (await this.insert(transaction, 'metric_events', metricEventColumns, metricRows)),
    );
  }

  private async insert(
    transaction: Transaction,
    table: string,
    columns: readonly string[],
    rows: readonly Row[],
  ): Promise<number> {
    let inserted = 0;
    for (let start = 0; start < rows.length; start += rowsPerStatement) {
      const some = rows.slice(start, start + rowsPerStatement);
      const statement = insertNew(this.database.dialect, table, columns, some.length);
      const { affected } = await transaction.queryRunner!.query(statement, some.flat(), true);
      inserted += affected ?? 0;
    }
    return inserted;
  }
}

/** Transactions that lock the same rows in the same order do not lock each other out. */
const inOrder = <Event extends { eventId: string }>(events: readonly Event[]): Event[] =>
  [...events].sort((one, other) => (one.eventId < other.eventId ? -1 : 1));

const exposureRow = ({ clientAt, occurredAt, unit, ...exposure }: Exposure): Row => [
  ...[clientAt, occurredAt, unit.kind, unit.key],
  ...[exposure.flagKey, exposure.variant, exposure.experiment, exposure.ruleId, exposure.revision],
];

const metricEventRow = ({ clientAt, occurredAt, unit, key, value, properties }: MetricEvent): Row => [
  ...[clientAt, occurredAt, unit.kind, unit.key],
  ...[key, value, properties && JSON.stringify(properties)],
];
