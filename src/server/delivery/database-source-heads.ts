import type { Database } from '../database/database';
import type { Clock } from '../foundation/clock';
import type { Hints } from '../foundation/hints';
import type { Logger } from '../foundation/logger';
import type { EnvironmentRef, HeadNotice } from './configuration-source';

interface Head {
  epoch: string;
  revision: number;
  minRevision: number;
}

interface HeadRow {
  environmentId: string;
  epoch: string;
  revision: string | number;
  minRevision: string | number;
}

interface Watched extends EnvironmentRef {
  /** What the readers have; null: nothing yet. */
  seen: Head | null;
}

const pollEveryMs = 1_000;
const headsPerStatement = 500;

/**
 * Notices that logs have moved: at once by a hint, and by looking each second, since hints get lost. It compares with
 * what was really read, so whatever a failed read has missed is said again.
 */
export class HeadWatch {
  private readonly watched = new Map<string, Watched>();
  private readonly listeners = new Set<(notice: HeadNotice) => void>();
  private readonly stops: (() => void)[];
  private isPolling = false;

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
    { clock, hints }: { clock: Clock; hints: Hints },
  ) {
    this.stops = [
      hints.subscribe((hint) => {
        if (this.watched.has(hint.environmentId)) this.announce(hint);
      }),
      clock.every(pollEveryMs, () => void this.poll()),
    ];
  }

  close(): void {
    for (const stop of this.stops) stop();
  }

  onChange(listener: (notice: HeadNotice) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  watch({ organizationId, environmentId }: EnvironmentRef): void {
    if (!this.watched.has(environmentId)) {
      this.watched.set(environmentId, { organizationId, environmentId, seen: null });
    }
  }

  unwatch({ environmentId }: EnvironmentRef): void {
    this.watched.delete(environmentId);
  }

  seen(environmentId: string, head: Head): void {
    const watched = this.watched.get(environmentId);
    if (watched) watched.seen = head;
  }

  /** One round, unless the one before it still waits for the database. */
  async poll(): Promise<void> {
    if (this.isPolling) return;
    this.isPolling = true;
    try {
      const all = [...this.watched.values()];
      for (let start = 0; start < all.length; start += headsPerStatement) {
        await this.compare(all.slice(start, start + headsPerStatement));
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'the heads of the environments could not be read');
    } finally {
      this.isPolling = false;
    }
  }

  private async compare(environments: Watched[]): Promise<void> {
    const organizations = [...new Set(environments.map(({ organizationId }) => organizationId))];
    const rows = (await this.database.read.query(
      `SELECT environment_id AS environmentId, epoch, revision, min_revision AS minRevision
       FROM environment_heads
       WHERE organization_id IN (${marks(organizations)}) AND environment_id IN (${marks(environments)})`,
      [...organizations, ...environments.map(({ environmentId }) => environmentId)],
    )) as HeadRow[];
    for (const { environmentId, epoch, revision, minRevision } of rows) {
      const watched = this.watched.get(environmentId);
      const head = { epoch, revision: Number(revision), minRevision: Number(minRevision) };
      if (watched && !isSame(watched.seen, head)) this.announce({ ...watched, ...head });
    }
  }

  private announce({ organizationId, environmentId, epoch, revision }: HeadNotice): void {
    for (const listener of [...this.listeners]) listener({ organizationId, environmentId, epoch, revision });
  }
}

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

const isSame = (seen: Head | null, head: Head): boolean =>
  seen?.epoch === head.epoch && seen.revision === head.revision && seen.minRevision === head.minRevision;
