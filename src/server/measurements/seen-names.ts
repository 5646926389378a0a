import type { Database } from '../database/database';
import type { EnvironmentRef } from '../delivery/configuration-source';
import { mostNames } from './usage-counters';

/** A name that SDKs used in an environment. */
export interface SeenName {
  environmentId: string;
  /** Empty for what was taken for a flag's key. */
  contextKind: string;
  name: string;
  timesSeen: number;
  /** Epoch milliseconds. */
  lastSeenAt: number;
}

type RawName = Record<keyof SeenName, string | number>;

/** What was seen since a time, in any order. */
export async function readNames(
  database: Database,
  organizationId: string,
  environmentIds: readonly string[],
  since: number,
): Promise<SeenName[]> {
  const rows = await database.read.query<RawName[]>(
    `SELECT environment_id AS environmentId, context_kind AS contextKind, name, times_seen AS timesSeen,
       last_seen_at AS lastSeenAt
     FROM seen_names
     WHERE organization_id = ? AND environment_id IN (${marks(environmentIds)}) AND last_seen_at >= ?`,
    [organizationId, ...environmentIds, since],
  );
  return rows.map((row) => ({
    ...(row as unknown as SeenName),
    timesSeen: Number(row.timesSeen),
    lastSeenAt: Number(row.lastSeenAt),
  }));
}

/** Clients can make up names without end: of each kind, those that were seen last are kept. */
export async function forgetNames(
  database: Database,
  environments: readonly EnvironmentRef[],
): Promise<void> {
  const ids = environments.map(({ environmentId }) => environmentId);
  const numbers = await database.read.query<{ environmentId: string; keys: string; names: string }[]>(
    `SELECT environment_id AS environmentId, SUM(context_kind = '') AS \`keys\`, SUM(context_kind <> '') AS names
     FROM seen_names
     WHERE organization_id IN (${marks(ids)}) AND environment_id IN (${marks(ids)}) GROUP BY environment_id`,
    [...environments.map(({ organizationId }) => organizationId), ...ids],
  );
  for (const { environmentId, keys, names } of numbers) {
    const environment = environments.find((each) => each.environmentId === environmentId);
    if (!environment) continue;
    if (Number(keys) > mostNames.unknownFlagKeys) await forgetOldest(database, environment, '=');
    if (Number(names) > mostNames.attributes) await forgetOldest(database, environment, '<>');
  }
}

/** Of the names whose kind of context is, or is not, the empty one. */
async function forgetOldest(
  database: Database,
  { organizationId, environmentId }: EnvironmentRef,
  isEmpty: '=' | '<>',
): Promise<void> {
  const kept = isEmpty === '=' ? mostNames.unknownFlagKeys : mostNames.attributes;
  const where = `organization_id = ? AND environment_id = ? AND context_kind ${isEmpty} ''`;
  const [first] = await database.read.query<{ name: string; lastSeenAt: string | number }[]>(
    `SELECT name, last_seen_at AS lastSeenAt FROM seen_names WHERE ${where}
     ORDER BY last_seen_at DESC, name LIMIT 1 OFFSET ${kept}`,
    [organizationId, environmentId],
  );
  if (!first) return;
  const lastSeenAt = Number(first.lastSeenAt);
  await database.transaction((transaction) =>
    transaction.query(
      `DELETE FROM seen_names
       WHERE ${where} AND (last_seen_at < ? OR (last_seen_at = ? AND name >= ?))`,
      [organizationId, environmentId, lastSeenAt, lastSeenAt, first.name],
    ),
  );
}

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
