import DataLoader from 'dataloader';
import { tenantOf } from '../database/batch';
import type { Database } from '../database/database';
import type { LoaderMaker } from '../foundation/operation';
import { dayMs, hourMs, minuteMs, startOf } from './measurement';
import { minutesKeptMs } from './retention';
import { readNames, type SeenName } from './seen-names';

/** A flag in an environment. */
export interface UsedFlag {
  projectId: string;
  environmentId: string;
  flagKey: string;
}

export interface VariantUsage {
  /** null: the caller's default. */
  variant: string | null;
  count: number;
}

/** Evaluations from a moment on, in epoch milliseconds. */
export type UsedSince = UsedFlag & { since: number };

const placeOf = (flag: Omit<UsedFlag, 'projectId'>): string => `${flag.environmentId} ${flag.flagKey}`;

/** Reads what was counted: a page of flags in one statement. */
export class UsageReader {
  /** To the minute; null: never, as far as anybody has reported. */
  readonly lastEvaluatedAt: LoaderMaker<UsedFlag, number | null>;
  /** Most evaluations first. One statement for each moment that is asked about. */
  readonly perVariant: LoaderMaker<UsedSince, VariantUsage[]>;
  /** By environment: what was seen of late. */
  readonly names: LoaderMaker<string, SeenName[]>;

  constructor(
    private readonly database: Database,
    keptDays: number,
  ) {
    this.lastEvaluatedAt = (operation) =>
      new DataLoader<UsedFlag, number | null, string>((flags) => this.readLast(tenantOf(operation), flags), {
        cacheKeyFn: placeOf,
      });
    this.perVariant = (operation) =>
      new DataLoader<UsedSince, VariantUsage[], string>(
        (flags) => this.readCounts(tenantOf(operation), operation.now, flags),
        {
          cacheKeyFn: (flag) => `${placeOf(flag)} ${flag.since}`,
        },
      );
    this.names = (operation) =>
      new DataLoader(async (environmentIds) => {
        const since = operation.now - keptDays * dayMs;
        const names = await readNames(database, tenantOf(operation), environmentIds, since);
        return environmentIds.map((id) => names.filter(({ environmentId }) => environmentId === id));
      });
  }

  private async readLast(organizationId: string, flags: readonly UsedFlag[]): Promise<(number | null)[]> {
    const [projectIds, flagKeys, environmentIds] = (['projectId', 'flagKey', 'environmentId'] as const).map(
      (part) => [...new Set(flags.map((flag) => flag[part]))],
    );
    const rows = await this.database.read.query<(UsedFlag & { at: string | number })[]>(
      `SELECT flag_key AS flagKey, environment_id AS environmentId, last_evaluated_at AS at FROM flag_usage
       WHERE organization_id = ? AND project_id IN (${marks(projectIds)})
         AND flag_key IN (${marks(flagKeys)}) AND environment_id IN (${marks(environmentIds)})`,
      [organizationId, ...projectIds, ...flagKeys, ...environmentIds],
    );
    const found = new Map(rows.map((row) => [placeOf(row), Number(row.at)]));
    return flags.map((flag) => found.get(placeOf(flag)) ?? null);
  }

  private async readCounts(
    organizationId: string,
    now: number,
    flags: readonly UsedSince[],
  ): Promise<VariantUsage[][]> {
    const counts = new Map<string, VariantUsage[]>();
    for (const since of new Set(flags.map((flag) => flag.since))) {
      const alike = flags.filter((flag) => flag.since === since);
      const rows = await this.countsSince(organizationId, now, since, alike);
      for (const { variant, count, ...row } of rows) {
        const place = `${placeOf(row)} ${since}`;
        counts.set(place, [
          ...(counts.get(place) ?? []),
          { variant: variant === '' ? null : variant, count: Number(count) },
        ]);
      }
    }
    return flags.map((flag) => counts.get(`${placeOf(flag)} ${flag.since}`) ?? []);
  }

  /** Whole hours, and of the hour in which it begins the minutes, as long as those are kept. */
  private countsSince(
    organizationId: string,
    now: number,
    since: number,
    flags: readonly UsedFlag[],
  ): Promise<(UsedFlag & { variant: string; count: string | number })[]> {
    const hasMinutes = since > now - minutesKeptMs;
    const hour = startOf(hourMs, since + (hasMinutes ? hourMs - 1 : 0));
    const environmentIds = [...new Set(flags.map(({ environmentId }) => environmentId))];
    const flagKeys = [...new Set(flags.map(({ flagKey }) => flagKey))];
    const spans = (end: string): string =>
      `SELECT environment_id, flag_key, variant, evaluations FROM evaluation_counts
       WHERE organization_id = ? AND environment_id IN (${marks(environmentIds)})
         AND flag_key IN (${marks(flagKeys)}) AND span_ms = ? AND starts_at >= ?${end}`;
    const places = [organizationId, ...environmentIds, ...flagKeys];
    return this.database.read.query(
      `SELECT environment_id AS environmentId, flag_key AS flagKey, variant, SUM(evaluations) AS count
       FROM (${spans('')} UNION ALL ${spans(' AND starts_at < ?')}) AS counts
       GROUP BY environment_id, flag_key, variant ORDER BY count DESC, variant`,
      [...places, hourMs, hour, ...places, minuteMs, startOf(minuteMs, since), hour],
    );
  }
}

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
