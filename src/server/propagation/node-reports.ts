import type { Database } from '../database/database';
import { databaseTime } from '../database/database-time';
import type { EnvironmentRef } from '../delivery/configuration-source';
import type { Clock } from '../foundation/clock';
import type { Logger } from '../foundation/logger';
import type { PropagationBoard } from './board';
import type { NodeSummary } from './summary';

const writeEveryMs = 1_000;
/** A node that says nothing for `staleAfterMs` is gone; so one with nothing new says it again after `repeatAfterMs`. */
const repeatAfterMs = 5_000;
const staleAfterMs = 15_000;
const reportsPerStatement = 100;

interface Written extends EnvironmentRef {
  at: number;
}

/** Tells the other nodes what this one's streams run, and reads what they tell: a row per node and environment. */
export class NodeReports {
  /** What could not be written. */
  private readonly pending = new Map<string, EnvironmentRef>();
  private readonly written = new Map<string, Written>();
  private readonly stop: () => void;
  private writing: Promise<void> | null = null;

  constructor(
    private readonly nodeId: string,
    private readonly board: PropagationBoard,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.stop = clock.every(writeEveryMs, () => void this.flush());
  }

  /** What all nodes know of some environments of an organization, by environment. */
  async read(
    organizationId: string,
    environmentIds: readonly string[],
  ): Promise<ReadonlyMap<string, NodeSummary[]>> {
    const { dialect } = this.database;
    const rows = await this.database.read.query<{ environmentId: string; summary: string }[]>(
      `SELECT environment_id AS environmentId, summary FROM propagation_reports
       WHERE environment_id IN (${environmentIds.map(() => '?').join(', ')}) AND organization_id = ?
         AND node_id <> ? AND reported_at > ${databaseTime(dialect)} - ${staleAfterMs}`,
      [...environmentIds, organizationId, this.nodeId],
    );
    const summaries = new Map<string, NodeSummary[]>();
    for (const environmentId of environmentIds) {
      const own = this.board.summary({ environmentId });
      const others = rows.filter((row) => row.environmentId === environmentId);
      const told = others.map(({ summary }) => JSON.parse(summary) as NodeSummary);
      summaries.set(environmentId, own ? [own, ...told] : told);
    }
    return summaries;
  }

  /** Writes what is new since the last time, and what would be taken for gone. */
  async flush(): Promise<void> {
    if (this.writing) return this.writing;
    this.writing = this.write().finally(() => (this.writing = null));
    return this.writing;
  }

  /** Takes this node's reports away: its streams are closed. */
  async close(): Promise<void> {
    this.stop();
    await this.writing;
    await this.attempt(async () => {
      if (this.written.size > 0) await this.forget([...this.written.values()]);
    });
  }

  private async write(): Promise<void> {
    const now = this.clock.now();
    const due = new Map([...this.pending, ...this.board.takeChanged()]);
    this.pending.clear();
    for (const [environmentId, { at, ...environment }] of this.written) {
      if (now - at >= repeatAfterMs) due.set(environmentId, environment);
    }
    const all = [...due.values()];
    for (let start = 0; start < all.length; start += reportsPerStatement) {
      const some = all.slice(start, start + reportsPerStatement);
      const isWritten = await this.attempt(() => this.exchange(some, now));
      if (!isWritten) for (const each of some) this.pending.set(each.environmentId, each);
    }
  }

  private async exchange(environments: EnvironmentRef[], now: number): Promise<void> {
    const reports = environments.map((environment) => ({
      environment,
      summary: this.board.summary(environment),
    }));
    const told = reports.filter(({ summary }) => summary !== null);
    const gone = reports.filter(({ summary }) => summary === null).map(({ environment }) => environment);
    if (told.length > 0) await this.tell(told);
    for (const { environment } of told) {
      this.written.set(environment.environmentId, { ...environment, at: now });
    }
    if (gone.length > 0) await this.forget(gone);
  }

  private async tell(reports: { environment: EnvironmentRef; summary: NodeSummary | null }[]): Promise<void> {
    const row = `(?, ?, ?, ?, ${databaseTime(this.database.dialect)})`;
    await this.database.transaction((transaction) =>
      transaction.query(
        `REPLACE INTO propagation_reports (environment_id, node_id, organization_id, summary, reported_at)
         VALUES ${reports.map(() => row).join(', ')}`,
        reports.flatMap(({ environment: { environmentId, organizationId }, summary }) => [
          environmentId,
          this.nodeId,
          organizationId,
          JSON.stringify(summary),
        ]),
      ),
    );
  }

  /** With them go the reports of nodes that ended without a word. */
  private async forget(environments: readonly EnvironmentRef[]): Promise<void> {
    const ids = environments.map(({ environmentId }) => environmentId);
    await this.database.transaction((transaction) =>
      transaction.query(
        `DELETE FROM propagation_reports WHERE environment_id IN (${ids.map(() => '?').join(', ')})
         AND (node_id = ? OR reported_at < ${databaseTime(this.database.dialect)} - ${10 * staleAfterMs})`,
        [...ids, this.nodeId],
      ),
    );
    for (const id of ids) this.written.delete(id);
  }

  /** Reports are no matter of life and death: what could not be written is tried again. */
  private async attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.logger.warn({ err: error }, 'what streams run could not be told to the other nodes');
      return false;
    }
  }
}
