import { openDatabase } from '../database/data-source';
import { migrate } from '../database/migrate';
import { renewEpochs } from '../domain/configuration/epochs';
import { readSettings } from '../foundation/settings';
import { startFailure } from './start-failure';

export interface Migrated {
  /** Names of the migrations that were missing. */
  applied: string[];
  /** How many environments begin another life. */
  renewed: number;
}

/**
 * Applies the migrations that are missing. With `isRestored` the database has just come from a backup, and the log of
 * each environment begins another life. Throws StartFailure for what the caller can mend.
 */
export async function migrateDatabase(
  { isRestored = false } = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Migrated> {
  let settings;
  try {
    settings = readSettings(environment);
    const database = await openDatabase(settings.databaseUrl);
    try {
      const applied = await migrate(database);
      return { applied, renewed: isRestored ? await renewEpochs(database) : 0 };
    } finally {
      await database.close();
    }
  } catch (error) {
    throw startFailure(error, settings);
  }
}
