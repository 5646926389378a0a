import { mysqlServer } from '../support/databases';
import { scenario } from './support/scenario';
import { until } from './support/until';

describe('a deployment', () => {
  scenario(
    'T25',
    'that stops and starts one node after the other: no snapshot, no failed change, each stopped within 35 s',
    async ({ cluster, judge, fault, figures, random }) => {
      const installation = await cluster({ nodes: 2, database: 'SHARED' });
      const { nodes, entrance, writes, watchers, followers } = installation;
      for (let count = 1; count <= 20; count += 1) installation.watcher(`watcher ${count}`, entrance);
      for (let count = 1; count <= 10; count += 1) {
        installation.follower(`SDK ${count}`, entrance, { random: () => 0.3 * random() });
      }
      await installation.settle();
      // As behind a load balancer, which sends nothing new to a node that is not ready.
      const urls = [`http://127.0.0.1:${entrance.port}`];
      const writers = ['w1', 'w2', 'w3'].map((name) => installation.writer(name, { everyMs: 150, urls }));
      const stoppedMs: number[] = [];
      for (const [at, node] of [...nodes, ...nodes].entries()) {
        const other = nodes[(at + 1) % 2];
        entrance.route(other.port);
        fault(`stop ${node.name}`);
        const from = Date.now();
        expect(await node.server.stop()).toBe(0);
        stoppedMs.push(Date.now() - from);
        await node.start();
        entrance.route(...nodes.map(({ port }) => port));
        const written = writes.length;
        await until('changes go on', () => writes.length >= written + 10);
      }
      await Promise.all(writers.map((writer) => writer.stop()));
      await installation.settle();
      const { clients } = await judge(installation);
      const again = clients.flatMap(({ seen }) =>
        seen.flatMap((event) => (event.type === 'OPENED' && event.stream > 1 ? [event.willSend] : [])),
      );
      figures['streams opened again'] = again.length;
      figures['ms until a node had stopped at most'] = Math.max(...stoppedMs);
      expect(again.filter((plan) => plan === 'SNAPSHOT')).toEqual([]);
      expect(again.length).toBeGreaterThanOrEqual(watchers.length + followers.length);
      expect(writes.filter(({ outcome }) => outcome.kind !== 'ACKNOWLEDGED')).toEqual([]);
      expect(Math.max(...stoppedMs)).toBeLessThanOrEqual(35_000);
    },
    { isLong: true, minutes: 8, obstacle: mysqlServer ? null : 'no MariaDB or MySQL server answered' },
  );
});
