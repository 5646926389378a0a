import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { DataSource, type DataSourceOptions, type Logger } from 'typeorm';
import { migrations } from '../../../migrations';
import { Database } from './database';
import { entities } from './entities';

export type Dialect = 'sqlite' | 'mysql';

export interface DatabaseOptions {
  /** Sees every statement; tests count with it. */
  statements?: Logger;
  /** Connections to MySQL or MariaDB at most. */
  poolSize?: number;
}

/**
 * Opens `sqlite:<file>` (its folder is made) or `mysql://user:password@host:port/name`.
 * Throws when the database cannot be reached or the folder cannot be written.
 */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length), options);
  const dataSource = await openMysql(url, options);
  return new Database('mysql', dataSource, dataSource);
}

async function openSqlite(file: string, options: DatabaseOptions): Promise<Database> {
  mkdirSync(dirname(resolve(file)), { recursive: true });
  const writer = await sqliteDataSource(file, options, writerPatienceMs);
  const reader = await sqliteDataSource(file, options, readerPatienceMs);
  return new Database('sqlite', reader, writer);
}

/** How long SQLite waits for a lock, during which nothing else happens in the process: `Database` asks again. */
const writerPatienceMs = 100;
/** A reader of a write-ahead log waits for nobody, but when the log is made or repaired. */
const readerPatienceMs = 10_000;

async function sqliteDataSource(
  file: string,
  options: DatabaseOptions,
  patienceMs: number,
): Promise<DataSource> {
  const dataSource = new DataSource({
    ...common(options),
    type: 'better-sqlite3',
    // libsql speaks better-sqlite3's interface and ships its binary inside the package.
    driver: require('libsql') as unknown,
    database: file,
    enableWAL: true,
    timeout: patienceMs,
    prepareDatabase: (connection: { pragma(text: string): void }) => connection.pragma('synchronous = FULL'),
  });
  // SQLite takes any type name; TypeORM has a list. The columns' one name for long texts is MySQL's.
  dataSource.driver.supportedDataTypes.push('longtext');
  return dataSource.initialize();
}

async function openMysql(url: string, options: DatabaseOptions): Promise<DataSource> {
  return new DataSource({
    ...common(options),
    type: await serverType(url),
    url,
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    poolSize: options.poolSize ?? 16,
    extra: { connectTimeout: 5_000 },
  } as DataSourceOptions).initialize();
}

/** TypeORM needs to know which of the two it is, and only the server's version tells. */
async function serverType(url: string): Promise<'mysql' | 'mariadb'> {
  const connection = await createConnection({ uri: url, connectTimeout: 5_000 });
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return /mariadb/i.test((rows as { version: string }[])[0].version) ? 'mariadb' : 'mysql';
  } finally {
    await connection.end();
  }
}

const common = ({ statements }: DatabaseOptions) => ({
  entities,
  migrations,
  migrationsTransactionMode: 'each' as const,
  synchronize: false,
  ...(statements && { logger: statements, logging: 'all' as const }),
});
