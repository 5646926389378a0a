import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from 'typeorm';

export interface Statements<Result> {
  result: Result;
  statements: string[];
}

/** Sees every statement of a database but the opening and ending of transactions, so that a test can count them. */
export class StatementLog implements Logger {
  private everything: string[] | null = null;
  private readonly chain = new AsyncLocalStorage<string[]>();

  /** What `work` itself sent, in order: a poll that falls into the same moment is not among it. */
  async of<Result>(work: () => Promise<Result>): Promise<Statements<Result>> {
    const statements: string[] = [];
    return { result: await this.chain.run(statements, work), statements };
  }

  /** What was sent, by whomever, while `work` ran: for work that crosses a socket or a timer. */
  async during<Result>(work: () => Promise<Result>): Promise<Statements<Result>> {
    const statements: string[] = (this.everything = []);
    try {
      return { result: await work(), statements };
    } finally {
      this.everything = null;
    }
  }

  logQuery(query: string): void {
    if (/^(START|BEGIN|COMMIT|ROLLBACK|SET TRANSACTION)/.test(query)) return;
    this.chain.getStore()?.push(query);
    this.everything?.push(query);
  }

  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
