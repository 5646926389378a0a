import { openDatabase } from '../../../src/server/database/data-source';
import type { Database } from '../../../src/server/database/database';
import { emptyDatabase } from '../../support/databases';

let database: Database;
let drop: () => Promise<void>;

beforeEach(async () => {
  const empty = await emptyDatabase('sqlite');
  drop = empty.drop;
  database = await openDatabase(empty.url);
  await database.schemaOwner.query('CREATE TABLE notes (text TEXT NOT NULL)');
});
afterEach(async () => {
  await database.close();
  await drop();
});

const pragma = async (text: string): Promise<number> => {
  const [row] = (await database.schemaOwner.query(`PRAGMA ${text}`)) as Record<string, number>[];
  return Object.values(row)[0];
};

/** All texts in one statement. */
const write = (...texts: string[]): Promise<void> =>
  database.transaction(async (transaction) => {
    await transaction.query(`INSERT INTO notes VALUES ${texts.map(() => '(?)').join(', ')}`, texts);
  });

const lengths = async (): Promise<number[]> => {
  const rows = (await database.read.query('SELECT LENGTH(text) AS length FROM notes')) as {
    length: number;
  }[];
  return rows.map(({ length }) => length);
};

const large = 'x'.repeat(100_000);

test('what is committed after a full disk is there for every reader, and nothing of what failed', async () => {
  const unlimited = await pragma('max_page_count');
  const written: number[] = [];
  for (let round = 1; round <= 6; round += 1) {
    await pragma(`max_page_count = ${await pragma('page_count')}`);
    // SQLite ends the transaction by itself when a statement of one row fails so, and not when one of several rows does.
    const texts = round % 2 === 0 ? [large, large] : [large];
    await expect(write(...texts)).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    await pragma(`max_page_count = ${unlimited}`);
    await write('x'.repeat(round));
    written.push(round);
    expect(await lengths()).toEqual(written);
  }
});
