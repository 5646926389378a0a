import type { Database } from '../../../src/server/database/database';
import { openDatabase } from '../../../src/server/database/data-source';
import { migrate, undoMigration } from '../../../src/server/database/migrate';
import { migrations } from '../../../migrations';
import { dialects, emptyDatabase, onMysql } from '../../support/databases';

describe.each(dialects)('migrations on %s', (dialect) => {
  it('run forward, back and forward again, and leave exactly the tables that the entities describe', async () => {
    const { url, drop } = await emptyDatabase(dialect);
    const database = await openDatabase(url);
    try {
      expect(await migrate(database)).toHaveLength(migrations.length);
      expect(await drift(database)).toEqual([]);
      for (let undone = 0; undone < migrations.length; undone += 1) await undoMigration(database);
      expect(await tables(database)).toEqual([]);
      expect(await migrate(database)).toHaveLength(migrations.length);
      expect(await migrate(database)).toEqual([]);
      expect(await drift(database)).toEqual([]);
    } finally {
      await database.close();
      await drop();
    }
  });
});

onMysql('migrations', () => {
  it('are applied once when several processes start together', async () => {
    const { url, drop } = await emptyDatabase('mysql');
    const databases = await Promise.all([1, 2, 3].map(() => openDatabase(url)));
    try {
      const applied = await Promise.all(databases.map(migrate));
      expect(applied.map((names) => names.length).sort()).toEqual([0, 0, migrations.length]);
    } finally {
      await Promise.all(databases.map((database) => database.close()));
      await drop();
    }
  });
});

const drift = async (database: Database): Promise<string[]> => {
  const log = await database.schemaOwner.driver.createSchemaBuilder().log();
  return log.upQueries.map((query) => query.query);
};

const tables = async (database: Database): Promise<string[]> => {
  const runner = database.schemaOwner.createQueryRunner();
  try {
    const names = database.schemaOwner.entityMetadatas.map((entity) => entity.tableName);
    const found = await Promise.all(names.map((name) => runner.hasTable(name)));
    return names.filter((_, position) => found[position]);
  } finally {
    await runner.release();
  }
};
