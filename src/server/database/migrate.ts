import type { DataSource } from 'typeorm';
import type { Database } from './database';

/** Applies the migrations that are missing; of several processes at once, one does and the others wait for it. */
export async function migrate(database: Database): Promise<string[]> {
  return locked(database, async (dataSource) => {
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    return applied.map((migration) => migration.name);
  });
}

/** Takes back the newest migration; the answer is its name, or nothing when there is none left. */
export async function undoMigration(database: Database): Promise<void> {
  await locked(database, (dataSource) => dataSource.undoLastMigration({ transaction: 'each' }));
}

async function locked<Result>(
  database: Database,
  work: (dataSource: DataSource) => Promise<Result>,
): Promise<Result> {
  const dataSource = database.schemaOwner;
  if (database.dialect === 'sqlite') return work(dataSource);
  const lock = `${String(dataSource.options.database ?? dataSource.driver.database)}:migrate`;
  const holder = dataSource.createQueryRunner();
  try {
    const [{ held }] = (await holder.query('SELECT GET_LOCK(?, 60) AS held', [lock])) as { held: unknown }[];
    if (Number(held) !== 1) throw new Error('Another process has been migrating this database for a minute');
    return await work(dataSource);
  } finally {
    await holder.query('SELECT RELEASE_LOCK(?)', [lock]);
    await holder.release();
  }
}
