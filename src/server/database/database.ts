import type { DataSource, EntityManager } from 'typeorm';
import type { Dialect } from './data-source';
import { createMutex } from './mutex';
import { isTransient } from './failures';

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
    await runner.query('BEGIN IMMEDIATE');
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
