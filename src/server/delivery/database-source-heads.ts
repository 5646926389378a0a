import type { Database } from '../database/database';
import type { Clock } from '../foundation/clock';
import type { Hint, Hints } from '../foundation/hints';
import type { Logger } from '../foundation/logger';
import type { EnvironmentRef, HeadNotice, Standing } from './configuration-source';

interface HeadRow {
  environmentId: string;
  epoch: string;
  revision: string | number;
  minRevision: string | number;
}

interface Watched extends EnvironmentRef {
  standing: () => Standing | null;
}

const pollEveryMs = 1_000;
const headsPerStatement = 500;

/**
 * Notices that logs have moved: at once by a hint, and by looking each second, since hints get lost. It compares with
 * where the watcher stands at that moment, so whatever a failed read has missed is said again.
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
      hints.subscribe((hint) => this.hear(hint)),
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

  watch({ organizationId, environmentId }: EnvironmentRef, standing: () => Standing | null): void {
    this.watched.set(environmentId, { organizationId, environmentId, standing });
  }

  unwatch({ environmentId }: EnvironmentRef): void {
    this.watched.delete(environmentId);
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
      if (watched && !isSame(watched.standing(), head)) this.announce(watched, head);
    }
  }

  /** Hints come late, twice and in any order: what the watcher has read already is none. */
  private hear({ environmentId, epoch, revision }: Hint): void {
    const watched = this.watched.get(environmentId);
    if (!watched) return;
    const standing = watched.standing();
    if (standing?.epoch === epoch && standing.revision >= revision) return;
    this.announce(watched, { epoch, revision });
  }

  private announce({ organizationId, environmentId }: Watched, { epoch, revision }: Head): void {
    for (const listener of [...this.listeners]) listener({ organizationId, environmentId, epoch, revision });
  }
}

type Head = Pick<Standing, 'epoch' | 'revision'>;

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

const isSame = (standing: Standing | null, head: Standing): boolean =>
  standing?.epoch === head.epoch &&
  standing.revision === head.revision &&
  standing.minRevision === head.minRevision;
