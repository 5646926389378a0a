import { openDatabase } from '../database/data-source';
import { migrate } from '../database/migrate';
import { readSettings } from '../foundation/settings';
import { startFailure } from './start-failure';

/** Applies the migrations that are missing; the answer names them. Throws StartFailure for what the caller can mend. */
export async function migrateDatabase(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string[]> {
  let settings;
  try {
    settings = readSettings(environment);
    const database = await openDatabase(settings.databaseUrl);
    return await migrate(database).finally(() => database.close());
  } catch (error) {
    throw startFailure(error, settings);
  }
}
