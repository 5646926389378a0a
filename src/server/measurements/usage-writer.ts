import type { Database, Transaction } from '../database/database';
import type { Clock } from '../foundation/clock';
import type { Logger } from '../foundation/logger';
import { hourMs, minuteMs, startOf } from './measurement';
import { forgetNames } from './seen-names';
import { addUp, type Sums } from './statements';
import type { EnvironmentUsage, UsageCounters } from './usage-counters';

const flushEveryMs = 5_000;
const rowsPerStatement = 500;
/** Counts of one transaction, as far as environments can be kept apart. */
const countsPerTransaction = 2_000;

type Row = (string | number)[];

interface Table extends Sums {
  name: string;
}

const counts: Table = {
  name: 'evaluation_counts',
  keys: ['organization_id', 'environment_id', 'flag_key', 'span_ms', 'starts_at', 'variant'],
  added: 'evaluations',
};
const flagUsage: Table = {
  name: 'flag_usage',
  keys: ['organization_id', 'project_id', 'flag_key', 'environment_id'],
  latest: 'last_evaluated_at',
};
const seenNames: Table = {
  name: 'seen_names',
  keys: ['organization_id', 'environment_id', 'context_kind', 'name'],
  added: 'times_seen',
  latest: 'last_seen_at',
};

/**
 * Writes what was counted, every five seconds, with many rows in a statement and many environments in a transaction. A
 * node that is killed loses the counts since the last time, and nothing else: exposures and metric events never wait here.
 */
export class UsageWriter {
  private readonly stop: () => void;
  private writing: Promise<void> | null = null;

  constructor(
    private readonly counters: UsageCounters,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.stop = clock.every(flushEveryMs, () => void this.flush());
  }

  /** What cannot be written is counted again, and tried again the next time. */
  async flush(): Promise<void> {
    await this.writing;
    this.writing = this.writeAll().finally(() => (this.writing = null));
    return this.writing;
  }

  async close(): Promise<void> {
    this.stop();
    await this.flush();
  }

  private async writeAll(): Promise<void> {
    for (const usages of together(this.counters.take())) {
      try {
        await this.write(usages);
      } catch (error) {
        for (const usage of usages) this.counters.giveBack(usage);
        this.logger.warn({ err: error }, 'counts of evaluations were not written; they are kept for now');
      }
    }
  }

  private async write(usages: readonly EnvironmentUsage[]): Promise<void> {
    const hour = startOf(hourMs, this.clock.now());
    const named = usages.filter(
      ({ unknownFlagKeys, attributes }) => unknownFlagKeys.size + attributes.size > 0,
    );
    await this.database.transaction(async (transaction) => {
      await this.add(transaction, counts, usages.flatMap(countRows));
      await this.add(transaction, flagUsage, usages.flatMap(usageRows));
      await this.add(
        transaction,
        seenNames,
        named.flatMap((usage) => nameRows(usage, hour)),
      );
    });
    if (named.length > 0) await forgetNames(this.database, named);
  }

  private async add(transaction: Transaction, table: Table, rows: Row[]): Promise<void> {
    const sorted = inOrder(rows);
    for (let start = 0; start < sorted.length; start += rowsPerStatement) {
      const some = sorted.slice(start, start + rowsPerStatement);
      await transaction.query(addUp(this.database.dialect, table.name, table, some.length), some.flat());
    }
  }
}

/** What one transaction writes: environments until they have enough counts. */
function together(usages: readonly EnvironmentUsage[]): EnvironmentUsage[][] {
  const groups: EnvironmentUsage[][] = [];
  let room = 0;
  for (const usage of usages) {
    if (room <= 0) {
      groups.push([]);
      room = countsPerTransaction;
    }
    groups[groups.length - 1].push(usage);
    room -= countRows(usage).length + 1;
  }
  return groups;
}

/** Rows in the order of their keys: transactions that lock in one order do not lock each other out. */
const inOrder = (rows: Row[]): Row[] =>
  rows
    .map((row) => ({ row, key: JSON.stringify(row) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ row }) => row);

function countRows({ organizationId, environmentId, evaluations }: EnvironmentUsage): Row[] {
  const hours = new Map<string, Row>();
  const minutes: Row[] = [];
  for (const [minute, flags] of evaluations) {
    for (const [flagKey, variants] of flags) {
      for (const [variant, times] of variants) {
        const rowOf = (spanMs: number): Row => [
          ...[organizationId, environmentId, flagKey, spanMs],
          ...[startOf(spanMs, minute), variant ?? '', times],
        ];
        minutes.push(rowOf(minuteMs));
        const hour = rowOf(hourMs);
        const place = JSON.stringify(hour.slice(2, -1));
        const known = hours.get(place);
        if (known) known[6] = Number(known[6]) + times;
        else hours.set(place, hour);
      }
    }
  }
  return [...minutes, ...hours.values()];
}

function usageRows({ organizationId, projectId, environmentId, evaluations }: EnvironmentUsage): Row[] {
  const latest = new Map<string, number>();
  for (const [minute, flags] of evaluations) {
    for (const flagKey of flags.keys()) latest.set(flagKey, Math.max(minute, latest.get(flagKey) ?? 0));
  }
  return [...latest].map(([flagKey, minute]) => [organizationId, projectId, flagKey, environmentId, minute]);
}

function nameRows(
  { organizationId, environmentId, unknownFlagKeys, attributes }: EnvironmentUsage,
  hour: number,
): Row[] {
  const place = [organizationId, environmentId];
  const keys = [...unknownFlagKeys].map(([key, { times, minute }]) => [...place, '', key, times, minute]);
  const names = [...attributes].flatMap(([kind, ofKind]) =>
    [...ofKind].map((name) => [...place, kind, name, 1, hour]),
  );
  return [...keys, ...names];
}
