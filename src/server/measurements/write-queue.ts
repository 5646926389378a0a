import type { Database, Transaction } from '../database/database';
import type { Clock } from '../foundation/clock';
import { limitExceeded } from '../foundation/errors';

export interface QueueLimits {
  /** That wait or are being written. */
  rows: number;
  /** Rows of one transaction: calls that wait together are committed together. */
  rowsPerTransaction: number;
  /** Transactions at a time. */
  transactions: number;
}

interface Waiting {
  owner: string;
  rows: number;
  write(transaction: Transaction): Promise<unknown>;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

const shortestWaitMs = 250;
const longestWaitMs = 30_000;

/**
 * Writes of one node that must be durable before they are acknowledged. So much may wait and no more: who comes then is
 * told when to come again, and one owner may take half of the room, so that a flood leaves the others theirs.
 */
export class WriteQueue {
  private readonly waiting: Waiting[] = [];
  private readonly rowsOf = new Map<string, number>();
  private rows = 0;
  private running = new Set<Promise<void>>();
  /** How long a row takes, of late. */
  private msPerRow = 0.1;

  constructor(
    private readonly database: Pick<Database, 'transaction'>,
    private readonly clock: Clock,
    private readonly limits: QueueLimits,
  ) {}

  /** Rows that wait or are being written; for metrics. */
  get size(): number {
    return this.rows;
  }

  /** What `write` makes, once it is committed. Throws LIMIT_EXCEEDED, with a delay, when there is no room for its rows. */
  run<Result>(
    owner: string,
    rows: number,
    write: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result> {
    this.assertRoom(owner, rows);
    this.rows += rows;
    this.rowsOf.set(owner, (this.rowsOf.get(owner) ?? 0) + rows);
    return new Promise<Result>((resolve, reject) => {
      this.waiting.push({ owner, rows, write, resolve: resolve as Waiting['resolve'], reject });
      this.start();
    });
  }

  /** Resolves when nothing waits any more. */
  async drain(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  /** An empty queue takes whatever comes: a call has a bound of its own. */
  private assertRoom(owner: string, rows: number): void {
    const own = this.rowsOf.get(owner) ?? 0;
    if (this.rows + rows <= this.limits.rows && own + rows <= this.limits.rows / 2) return;
    if (own === 0 && this.rows === 0) return;
    const wait = Math.ceil(this.rows * this.msPerRow);
    throw limitExceeded('More is sent than can be written just now: keep it and send it again later', {
      reason: 'PRESSURE',
      retryAfterMs: Math.min(longestWaitMs, Math.max(shortestWaitMs, wait)),
    });
  }

  private start(): void {
    while (this.waiting.length > 0 && this.running.size < this.limits.transactions) {
      const group = this.takeGroup();
      const run = this.commit(group).finally(() => {
        this.running.delete(run);
        this.start();
      });
      this.running.add(run);
    }
  }

  private takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    let rows = 0;
    while (this.waiting.length > 0) {
      if (group.length > 0 && rows + this.waiting[0].rows > this.limits.rowsPerTransaction) break;
      const next = this.waiting.shift() as Waiting;
      rows += next.rows;
      group.push(next);
    }
    return group;
  }

  /** Never rejects. What fails together is tried one by one, so that nobody fails for another's sake. */
  private async commit(group: Waiting[]): Promise<void> {
    const began = this.clock.monotonic();
    try {
      const results = await this.database.transaction(async (transaction) => {
        const all: unknown[] = [];
        for (const { write } of group) all.push(await write(transaction));
        return all;
      });
      const rows = group.reduce((sum, each) => sum + each.rows, 0);
      this.msPerRow += ((this.clock.monotonic() - began) / Math.max(1, rows) - this.msPerRow) / 8;
      group.forEach((each, position) => this.leave(each, () => each.resolve(results[position])));
    } catch (error) {
      if (group.length === 1) this.leave(group[0], () => group[0].reject(error));
      else for (const each of group) await this.commit([each]);
    }
  }

  private leave({ owner, rows }: Waiting, answer: () => void): void {
    const left = (this.rowsOf.get(owner) ?? 0) - rows;
    if (left > 0) this.rowsOf.set(owner, left);
    else this.rowsOf.delete(owner);
    this.rows -= rows;
    answer();
  }
}
