import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { userInfo, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { freePort } from '../../support/server-process';
import { until } from './until';

/** A MariaDB server that belongs to the test: its own data directory, its own port, nobody else on it. */
export interface OwnMariadb {
  port: number;
  folder: string;
  /** Of a database on it, by the port of a proxy if given. */
  urlOf(database: string, port?: number): string;
  query(statement: string): Promise<unknown>;
  /** At once, as a crash would. */
  kill(): Promise<void>;
  /** On the same data and port; resolves when it answers. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** Why there can be none here; null when there can. */
export const noMariadb: string | null =
  spawnSync('mariadbd', ['--version']).error || spawnSync('mariadb-install-db', ['--help']).error
    ? 'mariadbd is not installed'
    : null;

export async function ownMariadb(...options: string[]): Promise<OwnMariadb> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-mariadb-'));
  const data = join(folder, 'data');
  const port = await freePort();
  const common = ['--no-defaults', `--datadir=${data}`, `--user=${userInfo().username}`];
  await promisify(execFile)('mariadb-install-db', [
    ...common,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--innodb-log-file-size=16M',
  ]);
  let child: ChildProcess | null = null;

  const urlOf = (database: string, at = port): string => `mysql://root@127.0.0.1:${at}/${database}`;
  const query = async (statement: string): Promise<unknown> => {
    const connection = await createConnection({ uri: urlOf(''), connectTimeout: 2_000 });
    try {
      return (await connection.query(statement))[0];
    } finally {
      await connection.end();
    }
  };
  const start = async (): Promise<void> => {
    child = spawn(
      'mariadbd',
      [
        ...common,
        `--socket=${join(folder, 'socket')}`,
        `--pid-file=${join(folder, 'pid')}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        '--innodb-log-file-size=16M',
        '--innodb-buffer-pool-size=64M',
        '--performance-schema=OFF',
        ...options,
      ],
      { stdio: 'ignore' },
    );
    const answers = (): Promise<boolean> =>
      query('SELECT 1').then(
        () => true,
        () => false,
      );
    await until('the own MariaDB answers', answers);
  };
  const kill = async (): Promise<void> => {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    port,
    folder,
    urlOf,
    query,
    kill,
    start,
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
