import { noMariadb } from './support/own-mariadb';
import { between } from './support/random';
import { isFull, scenario } from './support/scenario';
import { pause, until } from './support/until';

describe('a database server that is killed', () => {
  scenario(
    'T5',
    'acknowledged changes survive, others are there whole or not at all, and the streams stay open',
    async ({ cluster, judge, fault, figures, random }) => {
      const installation = await cluster({ nodes: 2, database: 'OWN' });
      const { mariadb, entrance, nodes, watchers, followers, writes } = installation;
      if (!mariadb) throw new Error('There is no database of its own');
      for (let count = 1; count <= 20; count += 1) installation.watcher(`watcher ${count}`, entrance);
      for (let count = 1; count <= 3; count += 1) installation.follower(`SDK ${count}`, entrance);
      await installation.settle();
      const writers = Array.from({ length: 8 }, (_, at) => installation.writer(`w${at}`, { everyMs: 100 }));

      let awayMs = 0;
      let bookmarks = 0;
      for (let round = 0; round < (isFull ? 6 : 1); round += 1) {
        await acknowledged(between(random, 20, 60));
        fault('kill the database');
        await mariadb.kill();
        const from = Date.now();
        await pause(isFull ? between(random, 500, 20_000) : between(random, 500, 2_000));
        bookmarks += watchers
          .flatMap(({ seen }) => seen)
          .filter(({ type, at }) => type === 'BOOKMARK' && at > from).length;
        await mariadb.start();
        awayMs += Date.now() - from;
        await acknowledged(20);
      }
      await Promise.all(writers.map((writer) => writer.stop()));
      await installation.settle();
      await judge(installation);

      expect(nodes.map(({ server }) => server.process.exitCode)).toEqual([null, null]);
      expect([...watchers, ...followers].map(({ name, streams }) => [name, streams])).toEqual(
        [...watchers, ...followers].map(({ name }) => [name, 1]),
      );
      const failures = writes.flatMap(({ outcome }) => ('cause' in outcome ? [outcome.cause] : []));
      expect(failures.filter((cause) => !cause.startsWith('UNAVAILABLE'))).toEqual([]);
      const kinds = writes.map(({ outcome }) => outcome.kind);
      figures.acknowledged = kinds.filter((kind) => kind === 'ACKNOWLEDGED').length;
      figures.unknown = kinds.filter((kind) => kind === 'UNKNOWN').length;
      figures['s without a database'] = Math.round(awayMs / 1_000);
      figures['bookmarks meanwhile'] = bookmarks;
      expect(figures.unknown).toBeGreaterThan(0);

      /** Waits for so many more. */
      async function acknowledged(count: number): Promise<void> {
        const countNow = (): number => writes.filter(({ outcome }) => outcome.kind === 'ACKNOWLEDGED').length;
        const target = countNow() + count;
        await until(`${count} more changes are acknowledged`, () => countNow() >= target, 120_000);
      }
    },
    { obstacle: noMariadb },
  );
});
