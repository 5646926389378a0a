import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The server on which tests make their databases; empty where none answers (`global-setup.ts` finds out). */
export const mysqlServer = process.env.TEST_MYSQL_URL ?? '';

export const dialects = mysqlServer ? (['sqlite', 'mysql'] as const) : (['sqlite'] as const);
export type TestDialect = (typeof dialects)[number];

/** For what only several processes on one server can show; skipped, with the reason, where there is no server. */
export const onMysql: (name: string, suite: () => void) => void = mysqlServer
  ? (name, suite) => describe(`${name} on mysql`, suite)
  : (name, suite) => describe.skip(`${name} on mysql (skipped: no MariaDB or MySQL server answered)`, suite);

/** The database that all test files of one worker share: each test brings an organization of its own. */
export async function workerDatabaseUrl(dialect: TestDialect): Promise<string> {
  const worker = process.env.JEST_WORKER_ID ?? '1';
  if (dialect === 'sqlite') return `sqlite:${join(runFolder(), `${worker}.db`)}`;
  const name = `${runPrefix()}${worker}`;
  await onServer(`CREATE DATABASE IF NOT EXISTS ${name}`);
  return `${mysqlServer}/${name}`;
}

/** Removes what `workerDatabaseUrl` made in this run. */
export async function dropRunDatabases(): Promise<void> {
  rmSync(runFolder(), { recursive: true, force: true });
  if (!process.env.TEST_MYSQL_URL) return;
  const connection = await createConnection({ uri: process.env.TEST_MYSQL_URL });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE ?',
      [`${runPrefix().replaceAll('_', '\\_')}%`],
    );
    for (const { name } of rows) await connection.query(`DROP DATABASE ${String(name)}`);
  } finally {
    await connection.end();
  }
}

/** An empty database of its own, for tests of the database itself; `drop` takes it away. */
export async function emptyDatabase(
  dialect: TestDialect,
): Promise<{ url: string; drop: () => Promise<void> }> {
  if (dialect === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-'));
    return {
      url: `sqlite:${join(folder, 'signalbox.db')}`,
      drop: async () => rmSync(folder, { recursive: true, force: true }),
    };
  }
  const name = `signalbox_${process.pid}_${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
  await onServer(`CREATE DATABASE ${name}`);
  return { url: `${mysqlServer}/${name}`, drop: () => onServer(`DROP DATABASE ${name}`) };
}

const runFolder = (): string => join(tmpdir(), `signalbox-test-${process.env.TEST_RUN}`);
const runPrefix = (): string => `signalbox_test_${process.env.TEST_RUN}_`;

async function onServer(statement: string): Promise<void> {
  const connection = await createConnection({ uri: mysqlServer });
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}
