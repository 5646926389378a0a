import { scenario } from '../faults/support/scenario';
import { until } from '../faults/support/until';
import { mysqlServer } from '../support/databases';

const obstacle = mysqlServer ? null : 'no MariaDB or MySQL server answered';

describe('nodes that are restarted one after the other', () => {
  scenario(
    'G11',
    'no change fails, no revision is lost or comes twice, and each node stops within 35 s',
    async ({ cluster, judge, fault, figures }) => {
      const installation = await cluster({ nodes: 2, database: 'SHARED' });
      const { nodes, entrance, watchers, writes } = installation;
      // After a goodbye it would wait for up to half a minute.
      const hasty = { random: () => 0.02 };
      for (let count = 1; count <= 20; count += 1) installation.watcher(`w${count}`, entrance);
      for (let count = 1; count <= 2; count += 1) installation.follower(`SDK ${count}`, entrance, hasty);
      await installation.settle();
      const urls = [`http://127.0.0.1:${entrance.port}`];
      const writers = ['w1', 'w2', 'w3', 'w4'].map((name) =>
        installation.writer(name, { everyMs: 20, urls }),
      );
      const stops: number[] = [];
      for (const node of nodes) {
        const written = writes.length;
        await until('changes are made', () => writes.length > written + 20);
        fault(`stop ${node.name}`);
        const toldAt = Date.now();
        expect(await node.server.stop()).toBe(0);
        stops.push(Date.now() - toldAt);
        const newest = Math.max(...watchers.map(({ revision }) => revision));
        await until('all are served by the other', () => watchers.every(({ revision }) => revision > newest));
        await node.start();
      }
      await Promise.all(writers.map((writer) => writer.stop()));
      await installation.settle();
      await judge(installation);
      expect(writes.filter(({ outcome }) => outcome.kind !== 'ACKNOWLEDGED')).toEqual([]);
      figures.writes = writes.length;
      figures['ms to stop'] = stops.join(' and ');
      expect(Math.max(...stops)).toBeLessThan(35_000);
    },
    { obstacle },
  );
});
