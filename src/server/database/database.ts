import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { Dialect } from './data-source';
import { createMutex } from './mutex';
import { isLocked, isTransient } from './failures';

/** What is done with it is done as a whole or not at all. */
export type Transaction = EntityManager;

/**
 * The two ways to the database: `read`, which never sees what may still roll back, and `transaction`.
 * On SQLite these are two connections on one write-ahead log, and write transactions wait for each other.
 */
export class Database {
  private readonly exclusively = createMutex();

  constructor(
    readonly dialect: Dialect,
    private readonly reader: DataSource,
    private readonly writer: DataSource,
  ) {}

  get read(): EntityManager {
    return this.reader.manager;
  }

  /**
   * Runs `work` in one transaction at READ COMMITTED (SQLite: serially). Its first statement must be a write that takes
   * the locks it needs. A deadlock runs it again, at most twice: it must have no effect but on `transaction`.
   */
  async transaction<Result>(work: (transaction: EntityManager) => Promise<Result>): Promise<Result> {
    if (this.dialect === 'sqlite') return this.exclusively(() => this.onSqlite(work));
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.writer.transaction('READ COMMITTED', work);
      } catch (error) {
        if (attempt >= 2 || !isTransient(error)) throw error;
      }
    }
  }

  /**
   * Without TypeORM's own transactions: a full disk makes SQLite end one by itself, and TypeORM, which keeps count, would
   * from then on open savepoints within a transaction that nobody commits.
   */
  private async onSqlite<Result>(work: (transaction: EntityManager) => Promise<Result>): Promise<Result> {
    const runner = this.writer.createQueryRunner();
    await begin(runner);
    try {
      const result = await work(runner.manager);
      await runner.query('COMMIT');
      return result;
    } catch (error) {
      await runner.query('ROLLBACK').catch(() => 'SQLite has ended it');
      throw error;
    }
  }

  /** The data source that migrations run on. */
  get schemaOwner(): DataSource {
    return this.writer;
  }

  /** Whether the database answers; for the readiness probe. */
  async isUp(): Promise<boolean> {
    return this.read.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    await this.writer.destroy();
    if (this.reader !== this.writer) await this.reader.destroy();
  }
}

/** With SQLite's own wait before each, which holds up the whole process, about 10 s. */
const lockAttempts = 80;
const lockPauseMs = 25;

/** Another process may have the lock: a checkpoint, a backup, somebody's shell. Meanwhile this one must not stand still. */
async function begin(runner: QueryRunner): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await runner.query('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      if (attempt === lockAttempts || !isLocked(error)) throw error;
      await new Promise((over) => setTimeout(over, lockPauseMs));
    }
  }
}
