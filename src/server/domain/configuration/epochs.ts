import type { Database } from '../../database/database';
import { randomText } from '../../foundation/ids';

/** What was read of a log and is missed in it now. */
export interface LostRevision {
  epoch: string;
  revision: number;
  /** How the hash of its audit entry begins. */
  chainHash: string;
}

/**
 * Begins another life of every environment's log, after the database was restored: whatever anybody has read of the life
 * before may be in it no more, and is never mixed with what comes. The answer is how many there are.
 */
export async function renewEpochs(database: Database): Promise<number> {
  return database.transaction(async (transaction) => {
    await transaction.query('UPDATE environment_heads SET epoch = ?', [newEpoch()]);
    const [{ count }] = (await transaction.query('SELECT COUNT(*) AS count FROM environment_heads')) as {
      count: string | number;
    }[];
    return Number(count);
  });
}

/**
 * The same for one environment, whose log was read up to `lost`. Nothing happens where the log has that revision: it was
 * looked for in a replica that lags behind, or another node has done this already.
 */
export async function renewEpochWithout(
  database: Database,
  { organizationId, environmentId }: { organizationId: string; environmentId: string },
  { epoch, revision, chainHash }: LostRevision,
): Promise<void> {
  if (revision === 0) return;
  await database.transaction((transaction) =>
    transaction.query(
      `UPDATE environment_heads SET epoch = ?
       WHERE organization_id = ? AND environment_id = ? AND epoch = ? AND (revision < ? OR NOT EXISTS (
         SELECT 1 FROM audit_entries
         WHERE organization_id = ? AND chain_id = ? AND sequence = ? AND entry_hash LIKE ?))`,
      [
        newEpoch(),
        ...[organizationId, environmentId, epoch, revision],
        ...[organizationId, environmentId, revision, `${chainHash}%`],
      ],
    ),
  );
}

const newEpoch = (): string => randomText(16);
