import type { Database } from '../../database/database';
import type { Clock } from '../../foundation/clock';
import { random } from '../../foundation/ids';
import type { Logger } from '../../foundation/logger';

/** How far back a stream may resume by deltas: as far as the longer of the two reaches. */
export interface ResumeWindow {
  revisions: number;
  ms: number;
}

const resumeWindow: ResumeWindow = { revisions: 10_000, ms: 24 * 3_600_000 };
const everyMs = 10 * 60_000;

interface Log {
  organizationId: string;
  environmentId: string;
  epoch: string;
  /** The head. */
  revision: number;
  minRevision: number;
}

/**
 * Raises the oldest revision from which the log of an environment is sent as deltas; whoever stands further back is sent
 * a snapshot. Nothing is deleted: the past stays readable. All nodes do it, each in its own time, and it is no matter who
 * comes first, since the revision only ever rises.
 */
export class Compaction {
  private cancel: () => void;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly window: ResumeWindow = resumeWindow,
  ) {
    this.schedule();
  }

  /** One round over all environments. */
  async run(): Promise<void> {
    try {
      for (const log of await this.longLogs()) {
        const oldest = await this.oldestKept(log);
        if (oldest > log.minRevision) await this.raise(log, oldest);
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'the logs of the environments could not be compacted');
    }
  }

  async close(): Promise<void> {
    this.cancel();
    await this.running;
  }

  /** With jitter, so that nodes which were started together do not come together. */
  private schedule(): void {
    this.cancel = this.clock.after(everyMs * (0.5 + random()), () => {
      this.schedule();
      this.running = this.run();
    });
  }

  private async longLogs(): Promise<Log[]> {
    const rows = (await this.database.read.query(
      `SELECT organization_id AS organizationId, environment_id AS environmentId, epoch, revision,
         min_revision AS minRevision
       FROM environment_heads WHERE revision - min_revision >= ?`,
      [this.window.revisions],
    )) as (Omit<Log, 'revision' | 'minRevision'> & Record<'revision' | 'minRevision', string | number>)[];
    return rows.map((row) => ({
      ...row,
      revision: Number(row.revision),
      minRevision: Number(row.minRevision),
    }));
  }

  /** By bisection, since times grow with revisions: a long log is not read to find a place in it. */
  private async oldestKept(log: Log): Promise<number> {
    const since = this.clock.now() - this.window.ms;
    let oldest = log.minRevision;
    let newest = log.revision - this.window.revisions + 1;
    while (oldest < newest) {
      const middle = Math.floor((oldest + newest) / 2);
      if ((await this.committedAt(log, middle)) > since) newest = middle;
      else oldest = middle + 1;
    }
    return oldest;
  }

  private async committedAt({ organizationId, environmentId }: Log, revision: number): Promise<number> {
    const rows = (await this.database.read.query(
      'SELECT at FROM audit_entries WHERE organization_id = ? AND chain_id = ? AND sequence = ?',
      [organizationId, environmentId, revision],
    )) as { at: string | number }[];
    return Number(rows[0]?.at ?? 0);
  }

  private raise({ organizationId, environmentId, epoch }: Log, oldest: number): Promise<unknown> {
    return this.database.transaction((transaction) =>
      transaction.query(
        `UPDATE environment_heads SET min_revision = ?
         WHERE organization_id = ? AND environment_id = ? AND epoch = ? AND min_revision < ?`,
        [oldest, organizationId, environmentId, epoch, oldest],
      ),
    );
  }
}
