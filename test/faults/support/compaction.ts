import { fromGlobalId } from '../../../src/server/foundation/ids';
import type { Installation } from './installation';
import { withDatabase } from './read-log';

/** As a compaction leaves it: streams resume from `revision` - 1 at the earliest. */
export async function raiseOldestRevision(
  { databaseUrl, place }: Installation,
  revision: number,
): Promise<void> {
  await withDatabase(databaseUrl, (database) =>
    database.transaction((transaction) =>
      transaction.query('UPDATE environment_heads SET min_revision = ? WHERE environment_id = ?', [
        revision,
        fromGlobalId('Environment', place.environmentId),
      ]),
    ),
  );
}
