import DataLoader from 'dataloader';
import { hydrate, tenantOf } from '../../database/batch';
import type { Database } from '../../database/database';
import type { LoaderMaker } from '../../foundation/operation';
import type { ConfigurationItemEntity } from './configuration-item.entity';
import { ConfigurationLogEntity } from './configuration-log.entity';
import { groupPlaces, type ItemPlace } from './item-place';

export interface PastPlace extends ItemPlace {
  revision: number;
}

/** Loads items as they were at a revision; null for what was not there. */
export const itemAt = (database: Database): LoaderMaker<PastPlace, ConfigurationItemEntity | null> => {
  const nameOf = ({ environmentId, kind, objectKey }: ItemPlace): string =>
    JSON.stringify([environmentId, kind, objectKey]);
  return (operation) =>
    new DataLoader<PastPlace, ConfigurationItemEntity | null, string>(
      async (places) => {
        const found = new Map<PastPlace, ConfigurationItemEntity>();
        for (const round of rounds(places)) {
          const rows = await newestRows(database, tenantOf(operation), round);
          const byName = new Map(rows.map((row) => [nameOf(row), row]));
          for (const place of round) {
            const row = byName.get(nameOf(place));
            if (row && row.body !== null) found.set(place, { ...row, body: row.body });
          }
        }
        return places.map((place) => found.get(place) ?? null);
      },
      { cacheKeyFn: (place) => `${place.revision} ${nameOf(place)}` },
    );
};

/**
 * Shares places out so that in each round an environment is read at one revision, and a statement can tell its rows
 * apart. There are as many rounds as one environment has revisions, which is bounded by the query's text.
 */
function rounds(places: readonly PastPlace[]): PastPlace[][] {
  const revisions = new Map<string, number[]>();
  const shared: PastPlace[][] = [];
  for (const place of places) {
    const known = revisions.get(place.environmentId) ?? [];
    revisions.set(place.environmentId, known);
    if (!known.includes(place.revision)) known.push(place.revision);
    const round = known.indexOf(place.revision);
    (shared[round] ??= []).push(place);
  }
  return shared;
}

/** For each place the last row of the log up to its revision. */
async function newestRows(
  database: Database,
  organizationId: string,
  places: readonly PastPlace[],
): Promise<ConfigurationLogEntity[]> {
  const revisions = new Map(places.map(({ environmentId, revision }) => [environmentId, revision]));
  const groups = groupPlaces(places);
  const conditions = groups.map(
    ({ objectKeys }) =>
      `(environment_id = ? AND kind = ? AND revision <= ? AND object_key IN (${objectKeys.map(() => '?').join(', ')}))`,
  );
  const rows = await database.read.query<Record<string, unknown>[]>(
    `SELECT log.* FROM (
       SELECT environment_id, kind, object_key, MAX(revision) AS revision FROM configuration_log
       WHERE organization_id = ? AND (${conditions.join(' OR ')})
       GROUP BY environment_id, kind, object_key
     ) AS newest
     JOIN configuration_log AS log
       ON log.organization_id = ? AND log.environment_id = newest.environment_id AND log.kind = newest.kind
      AND log.object_key = newest.object_key AND log.revision = newest.revision`,
    [
      organizationId,
      ...groups.flatMap(({ environmentId, kind, objectKeys }) => [
        environmentId,
        kind,
        revisions.get(environmentId),
        ...objectKeys,
      ]),
      organizationId,
    ],
  );
  const metadata = database.schemaOwner.getMetadata(ConfigurationLogEntity);
  return rows.map((row) => hydrate<ConfigurationLogEntity>(metadata, row));
}

export interface Moment {
  environmentId: string;
  /** Epoch milliseconds. */
  time: number;
}

/** Loads the last revision committed at or before a moment; 0 where none was. */
export const revisionAt =
  (database: Database): LoaderMaker<Moment, number> =>
  (operation) =>
    new DataLoader<Moment, number, string>(
      async (moments) => {
        // An environment's audit entries are its revisions, in the order of their times: read from the newest backwards.
        const newest = moments.map(
          (_, position) => `(SELECT sequence FROM audit_entries
             WHERE organization_id = ? AND chain_id = ? AND \`at\` <= ? ORDER BY sequence DESC LIMIT 1) AS m${position}`,
        );
        const [row] = await database.read.query<Record<string, string | number | null>[]>(
          `SELECT ${newest.join(', ')}`,
          moments.flatMap(({ environmentId, time }) => [tenantOf(operation), environmentId, time]),
        );
        return moments.map((_, position) => Number(row[`m${position}`] ?? 0));
      },
      { cacheKeyFn: ({ environmentId, time }) => `${environmentId} ${time}`, maxBatchSize: 200 },
    );
