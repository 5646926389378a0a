import type { Database } from '../database/database';
import type { Clock } from '../foundation/clock';
import { random } from '../foundation/ids';
import type { Logger } from '../foundation/logger';
import { dayMs, hourMs, minuteMs } from './measurement';

const everyMs = 10 * minuteMs;
/** Between one batch and the next: whoever waits for the database meanwhile comes first. */
const pauseMs = 100;
const rowsPerBatch = 1_000;

/** Minutes are there to look at what happens now. */
export const minutesKeptMs = 2 * dayMs;
const hoursKeptMs = 395 * dayMs;

/** Rows that are deleted when their time is over. */
interface Aging {
  table: string;
  /** Epoch milliseconds; leads an index. */
  column: string;
  keptMs: number;
  /** Only these; made by code, never from input. */
  where?: string;
}

const counts = (spanMs: number, keptMs: number): Aging => ({
  table: 'evaluation_counts',
  column: 'starts_at',
  keptMs,
  where: `span_ms = ${spanMs}`,
});

/**
 * Deletes what is older than it is kept, slowly and a little at a time. All nodes do it, each in its own time; two that
 * meet at the same rows find them gone.
 */
export class Retention {
  private readonly aging: Aging[];
  private cancel: () => void;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly logger: Logger,
    keptDays: number,
  ) {
    this.aging = [
      { table: 'exposures', column: 'received_at', keptMs: keptDays * dayMs },
      { table: 'metric_events', column: 'received_at', keptMs: keptDays * dayMs },
      counts(minuteMs, minutesKeptMs),
      counts(hourMs, hoursKeptMs),
    ];
    this.schedule(everyMs * (0.5 + random()));
  }

  /** One batch of each table; the answer is whether there may be more. */
  async step(): Promise<boolean> {
    try {
      const more = [];
      for (const each of this.aging) more.push(await this.deleteSome(each));
      return more.includes(true);
    } catch (error) {
      this.logger.warn({ err: error }, 'old measurements could not be deleted');
      return false;
    }
  }

  async close(): Promise<void> {
    this.cancel();
    await this.running;
    this.cancel();
  }

  private schedule(ms: number): void {
    this.cancel = this.clock.after(ms, () => {
      this.running = this.step().then((hasMore) =>
        this.schedule(hasMore ? pauseMs : everyMs * (0.5 + random())),
      );
    });
  }

  private async deleteSome({ table, column, keptMs, where = '1 = 1' }: Aging): Promise<boolean> {
    const [{ found, until }] = await this.database.read.query<Record<'found' | 'until', string | number>[]>(
      `SELECT COUNT(*) AS found, MAX(at) AS until FROM (
         SELECT ${column} AS at FROM ${table} WHERE ${where} AND ${column} < ?
         ORDER BY ${column} LIMIT ${rowsPerBatch}) AS oldest`,
      [this.clock.now() - keptMs],
    );
    if (Number(found) === 0) return false;
    // The rows of one moment go together.
    await this.database.transaction((transaction) =>
      transaction.query(`DELETE FROM ${table} WHERE ${where} AND ${column} <= ?`, [Number(until)]),
    );
    return Number(found) === rowsPerBatch;
  }
}
