import type { List } from '../../../engine/evaluation/types';
import type { ConfigKind } from '../../../engine/protocol/messages';
import type { Database } from '../../database/database';
import { diffBodies, diffEntries, type FieldChange } from './diff';
import { revisionsByEnvironment, type RevisionPlace } from './revision-place';

/** An item that was written after revision `since` and not after `until`, as it was at both. */
export interface Compared {
  environmentId: string;
  until: number;
  kind: ConfigKind;
  objectKey: string;
  /** Canonical JSON; null: not there. */
  before: string | null;
  after: string | null;
  /** Lists: ids that are there at `until` and were not at `since`. */
  entriesAdded: number;
}

export function differencesOf({ kind, objectKey, before, after, entriesAdded }: Compared): FieldChange[] {
  const [old, now] = [before, after].map((body) => (body === null ? null : (JSON.parse(body) as object)));
  const changes = diffBodies(kind, objectKey, old, now);
  if (kind !== 'LIST') return changes;
  const growth = ((now as List | null)?.size ?? 0) - ((old as List | null)?.size ?? 0);
  return [...changes, ...diffEntries(objectKey, entriesAdded, entriesAdded - growth)];
}

/** What of a revision is compared at most; the others are named in its changes. */
export const comparedItemsLimit = 1_000;

/** What each of the revisions changed, in one statement. */
export function compareEach(
  database: Database,
  organizationId: string,
  revisions: readonly RevisionPlace[],
): Promise<Compared[]> {
  const byEnvironment = revisionsByEnvironment(revisions);
  const conditions = [...byEnvironment.values()].map(
    (numbers) => `(environment_id = ? AND revision IN (${numbers.map(() => '?').join(', ')}))`,
  );
  return compare(
    database,
    `SELECT DISTINCT organization_id, environment_id, kind, object_key, revision - 1 AS since_revision, revision AS until_revision
     FROM configuration_log WHERE organization_id = ? AND ordinal < ? AND (${conditions.join(' OR ')})`,
    [organizationId, comparedItemsLimit, ...[...byEnvironment].flat(2)],
  );
}

export interface RevisionRange {
  environmentId: string;
  since: number;
  until: number;
}

/** What changed from one revision to a later one: `limit` items at most. */
export const compareRange = (
  database: Database,
  organizationId: string,
  { environmentId, since, until }: RevisionRange,
  limit: number,
): Promise<Compared[]> =>
  compare(
    database,
    `SELECT DISTINCT organization_id, environment_id, kind, object_key, ? AS since_revision, ? AS until_revision
     FROM configuration_log WHERE organization_id = ? AND environment_id = ? AND revision > ? AND revision <= ?
     ORDER BY kind, object_key LIMIT ${limit}`,
    [since, until, organizationId, environmentId, since, until],
  );

interface ComparedRow extends Omit<Compared, 'until' | 'entriesAdded'> {
  until: string | number;
  entriesAdded: string | number;
}

/** `changed` is a statement for the items and the revisions between which each is compared. */
async function compare(
  database: Database,
  changed: string,
  parameters: (string | number)[],
): Promise<Compared[]> {
  const rows = await database.read.query<ComparedRow[]>(
    `SELECT changed.environment_id AS environmentId, changed.until_revision AS until, changed.kind AS kind,
            changed.object_key AS objectKey, (${bodyAt('changed.since_revision')}) AS \`before\`,
            (${bodyAt('changed.until_revision')}) AS \`after\`,
            CASE WHEN changed.kind = 'LIST' THEN (${entriesAdded}) ELSE 0 END AS entriesAdded
     FROM (${changed}) AS changed
     ORDER BY changed.environment_id, changed.until_revision, changed.kind, changed.object_key`,
    parameters,
  );
  return rows.map(({ until, entriesAdded: added, ...row }) => ({
    ...row,
    until: Number(until),
    entriesAdded: Number(added),
  }));
}

const bodyAt = (revision: string): string =>
  `SELECT log.body FROM configuration_log AS log
   WHERE log.organization_id = changed.organization_id AND log.environment_id = changed.environment_id
     AND log.kind = changed.kind AND log.object_key = changed.object_key AND log.revision <= ${revision}
   ORDER BY log.revision DESC, log.ordinal DESC LIMIT 1`;

/** An id that went and came back in between is a second row, and not an addition. */
const entriesAdded = `
  SELECT COUNT(*) FROM list_entries AS entry
  WHERE entry.organization_id = changed.organization_id AND entry.environment_id = changed.environment_id
    AND entry.list_key = changed.object_key
    AND entry.added_revision > changed.since_revision AND entry.added_revision <= changed.until_revision
    AND (entry.removed_revision IS NULL OR entry.removed_revision > changed.until_revision)
    AND NOT EXISTS (
      SELECT 1 FROM list_entries AS earlier
      WHERE earlier.organization_id = entry.organization_id AND earlier.environment_id = entry.environment_id
        AND earlier.list_key = entry.list_key AND earlier.entry_id = entry.entry_id
        AND earlier.added_revision <= changed.since_revision
        AND earlier.removed_revision > changed.since_revision)`;
