import Database from 'libsql';
import { emptyDatabase } from '../support/databases';
import { startHarness } from '../support/harness';
import { furnish, type Installation } from './support/installation';
import { between } from './support/random';
import { withDatabase } from './support/read-log';
import { isFull, scenario } from './support/scenario';
import { pause, until } from './support/until';

describe('a single node on SQLite', () => {
  scenario(
    'T26',
    'killed while it writes: what was acknowledged is there, and the streams go on',
    async ({ cluster, judge, fault, figures, random }) => {
      const installation = await cluster({ database: 'SQLITE' });
      const { nodes, entrance, writes, databaseUrl } = installation;
      for (let count = 1; count <= 10; count += 1) installation.watcher(`watcher ${count}`, entrance);
      installation.follower('SDK', entrance, { random: () => 0.1 * random() });
      await installation.settle();
      const writers = Array.from({ length: 8 }, (_, at) => installation.writer(`w${at}`, { everyMs: 20 }));
      for (let round = 0; round < (isFull ? 15 : 2); round += 1) {
        const target = writes.length + between(random, 30, 80);
        await until('more is written', () => writes.length >= target);
        fault('kill the node');
        await nodes[0].kill();
        await nodes[0].start();
      }
      await Promise.all(writers.map((writer) => writer.stop()));
      await installation.settle();
      await judge(installation);
      expect(await integrityOf(databaseUrl)).toBe('ok');
      figures.acknowledged = writes.filter(({ outcome }) => outcome.kind === 'ACKNOWLEDGED').length;
      expect(figures.acknowledged).toBeGreaterThan(60);
    },
  );

  scenario(
    'T26',
    'on a full disk: changes are refused with a clean error, nothing is torn, and all is well when there is room',
    async ({ judge, fault, figures, defer }) => {
      const { url: databaseUrl, drop } = await emptyDatabase('sqlite');
      defer(drop);
      const harness = await startHarness('sqlite', { databaseUrl });
      defer(() => harness.close());
      const { port } = new URL((await harness.listen()).url);
      const { ownerToken: token } = await harness.anOrganization();
      const urls = [`http://127.0.0.1:${port}`];
      const installation = await furnish({ urls, token, databaseUrl });
      defer(() => installation.leave());
      for (let count = 1; count <= 5; count += 1) {
        installation.watcher(`watcher ${count}`, { port: Number(port) });
      }
      await installation.settle();

      const { schemaOwner } = harness.database;
      const pragma = async (text: string): Promise<number> => {
        const [row] = (await schemaOwner.query(`PRAGMA ${text}`)) as Record<string, number>[];
        return Object.values(row)[0];
      };
      const unlimited = await pragma('max_page_count');
      const { writes } = installation;
      const writing = { everyMs: 10, valueLength: 2_000 };
      for (let round = 0; round < (isFull ? 20 : 3); round += 1) {
        fault('the disk is full');
        await pragma(`max_page_count = ${(await pragma('page_count')) + 10}`);
        const failed = (): number => writes.filter(({ outcome }) => outcome.kind !== 'ACKNOWLEDGED').length;
        const target = failed() + 10;
        const writers = ['a', 'b', 'c', 'd'].map((name) => installation.writer(`w${round}${name}`, writing));
        await until('changes are refused', () => failed() >= target);
        await Promise.all(writers.map((writer) => writer.stop()));
        await pragma(`max_page_count = ${unlimited}`);
        const after = await installation.write(`w${round}-1`);
        expect(after.outcome.kind).toBe('ACKNOWLEDGED');
      }
      await installation.settle();
      await judge(installation);
      expect(await integrityOf(databaseUrl)).toBe('ok');
      figures.acknowledged = writes.filter(({ outcome }) => outcome.kind === 'ACKNOWLEDGED').length;
      figures['refused for lack of room'] = writes.length - figures.acknowledged;
      expect(codesOf(installation)).toEqual(['UNAVAILABLE']);
    },
  );

  scenario(
    'T26',
    'locked by another process: changes wait, or are refused with a clean error, and none is lost',
    async ({ cluster, judge, fault, figures }) => {
      const installation = await cluster({ database: 'SQLITE' });
      const { entrance, nodes, writes, databaseUrl } = installation;
      installation.watcher('watcher', entrance);
      await installation.settle();
      const health = watchHealth(nodes[0].url);
      const other = new Database(databaseUrl.slice('sqlite:'.length));
      const writers = ['w1', 'w2', 'w3'].map((name) => installation.writer(name, { everyMs: 100 }));
      // Longer than the server waits for a lock, only where there is time for it.
      for (const ms of isFull ? [500, 2_000, 13_000, 25_000] : [500, 2_000]) {
        fault(`locked for ${ms} ms`);
        await until('the lock is had', () => isLocked(other));
        await pause(ms);
        other.exec('ROLLBACK');
        const acknowledged = (): number =>
          writes.filter(({ outcome }) => outcome.kind === 'ACKNOWLEDGED').length;
        const target = acknowledged() + 5;
        await until('changes are acknowledged again', () => acknowledged() >= target);
      }
      await Promise.all(writers.map((writer) => writer.stop()));
      other.close();
      await installation.settle();
      await judge(installation);
      expect(await integrityOf(databaseUrl)).toBe('ok');
      figures.acknowledged = writes.filter(({ outcome }) => outcome.kind === 'ACKNOWLEDGED').length;
      figures['refused for the lock'] = writes.length - figures.acknowledged;
      figures['ms until an answer at most'] = Math.max(
        ...writes.map(({ startedAt, endedAt }) => endedAt - startedAt),
      );
      expect(codesOf(installation).filter((code) => code !== 'UNAVAILABLE')).toEqual([]);
      figures['ms that the node stood still at most'] = await health.slowest();
      expect(figures['ms that the node stood still at most']).toBeLessThan(2_000);
    },
  );
});

/** The codes of what was not acknowledged. */
function codesOf({ writes }: Installation): string[] {
  const causes = writes.flatMap(({ outcome }) => ('cause' in outcome ? [outcome.cause] : []));
  return [...new Set(causes.map((cause) => cause.split(':', 1)[0]))];
}

/** Asks the node all the time whether it lives; `slowest` stops, and tells how many ms an answer took at most. */
function watchHealth(url: string): { slowest(): Promise<number> } {
  let slowest = 0;
  let isOver = false;
  const watching = (async (): Promise<void> => {
    while (!isOver) {
      const from = Date.now();
      await fetch(`${url}/health/live`);
      slowest = Math.max(slowest, Date.now() - from);
      await pause(50);
    }
  })();
  return {
    async slowest() {
      isOver = true;
      await watching;
      return slowest;
    },
  };
}

/** Whether it could be had just now, between two changes. */
function isLocked(database: Database.Database): boolean {
  try {
    database.exec('BEGIN IMMEDIATE');
    return true;
  } catch {
    return false;
  }
}

const integrityOf = (databaseUrl: string): Promise<string> =>
  withDatabase(databaseUrl, async ({ read }) => {
    const [{ integrity_check: result }] = (await read.query('PRAGMA integrity_check')) as {
      integrity_check: string;
    }[];
    return result;
  });
