import type { Transaction } from '../../../src/server/database/database';
import { WriteQueue, type QueueLimits } from '../../../src/server/measurements/write-queue';
import { heldClock } from '../../support/held-clock';

/** A database whose transactions a test lets go on, in the order in which they began. */
function heldDatabase() {
  const begun: { goOn: () => void; isOver: Promise<unknown> }[] = [];
  const database = {
    transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
      let goOn = (): void => undefined;
      const result = new Promise<void>((resolve) => (goOn = resolve)).then(() => work({} as Transaction));
      begun.push({ goOn, isOver: result.catch(() => undefined) });
      return result;
    },
  };
  const end = async (at: number): Promise<void> => {
    begun[at].goOn();
    await begun[at].isOver;
    await new Promise(setImmediate);
  };
  return { database, begun, end };
}

function aQueue(limits: Partial<QueueLimits> = {}) {
  const { database, begun, end } = heldDatabase();
  const clock = heldClock();
  const queue = new WriteQueue(database, clock, {
    rows: 100,
    rowsPerTransaction: 20,
    transactions: 1,
    ...limits,
  });
  return { queue, begun, end, clock };
}

test('calls that wait together are committed together, and each gets its own result', async () => {
  const { queue, begun, end } = aQueue();
  const results = ['a', 'b', 'c', 'd'].map((name) => queue.run(name, 8, async () => name));
  await end(0);
  expect(await results[0]).toBe('a');
  expect(begun).toHaveLength(2);
  await end(1);
  expect(await Promise.all(results.slice(0, 3))).toEqual(['a', 'b', 'c']);
  expect(begun).toHaveLength(3);
  await end(2);
  expect(await results[3]).toBe('d');
  expect(queue.size).toBe(0);
});

test('as many transactions run at once as are allowed', async () => {
  const { queue, begun, end } = aQueue({ transactions: 2 });
  const runs = ['a', 'b', 'c'].map((name) => queue.run(name, 20, async () => name));
  expect(begun).toHaveLength(2);
  await end(1);
  expect(begun).toHaveLength(3);
  await Promise.all([end(0), end(2)]);
  expect(await Promise.all(runs)).toEqual(['a', 'b', 'c']);
});

test('who comes when it is full is told when to come again, and nothing of it is kept', async () => {
  const { queue, end, clock } = aQueue();
  const first = queue.run('a', 50, async () => 'a');
  const second = queue.run('b', 50, async () => 'b');
  expect(() => queue.run('c', 1, async () => 'c')).toThrow(
    expect.objectContaining({
      kind: 'LIMIT_EXCEEDED',
      details: { reason: 'PRESSURE', retryAfterMs: 250 },
    }),
  );
  clock.advance(8_000_000);
  await end(0);
  await first;
  const third = queue.run('a', 50, async () => 'a');
  // 50 rows took 8,000 s: it counts for an eighth, and the wait has an end.
  expect(() => queue.run('c', 1, async () => 'c')).toThrow(
    expect.objectContaining({ details: { reason: 'PRESSURE', retryAfterMs: 30_000 } }),
  );
  await end(1);
  await second;
  await end(2);
  expect(await third).toBe('a');
  expect(queue.size).toBe(0);
});

test('one owner takes half of the room and leaves the others theirs', async () => {
  const { queue, end } = aQueue({ rowsPerTransaction: 1_000 });
  const own = queue.run('flood', 50, async () => 1);
  expect(() => queue.run('flood', 1, async () => 2)).toThrow('send it again later');
  const other = queue.run('other', 50, async () => 3);
  await end(0);
  await end(1);
  expect(await Promise.all([own, other])).toEqual([1, 3]);
});

test('an empty queue takes a call that is larger than its room', async () => {
  const { queue, end } = aQueue();
  const run = queue.run('a', 1_000, async () => 'a');
  await end(0);
  expect(await run).toBe('a');
});

test('what fails together is tried one by one, so that nobody fails for the sake of another', async () => {
  const { queue, end } = aQueue();
  const head = queue.run('head', 20, async () => 'head');
  const good = queue.run('good', 5, async () => 'good');
  const bad = queue.run('bad', 5, () => Promise.reject(new Error('a row that nobody can write')));
  const badIsTold = expect(bad).rejects.toThrow('a row that nobody can write');
  for (let at = 0; at < 4; at += 1) {
    await end(at);
  }
  expect(await Promise.all([head, good])).toEqual(['head', 'good']);
  await badIsTold;
  expect(queue.size).toBe(0);
});

test('is drained when all that waited is written', async () => {
  const { queue, end } = aQueue();
  const runs = ['a', 'b'].map((name) => queue.run(name, 20, async () => name));
  let isDrained = false;
  const drained = queue.drain().then(() => (isDrained = true));
  await end(0);
  expect(isDrained).toBe(false);
  await end(1);
  await drained;
  expect(await Promise.all(runs)).toEqual(['a', 'b']);
});
