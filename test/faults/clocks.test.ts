import { mysqlServer } from '../support/databases';
import { between } from './support/random';
import { scenario } from './support/scenario';
import { pause } from './support/until';

describe('clocks that differ and jump', () => {
  const obstacle = mysqlServer ? null : 'no MariaDB or MySQL server answered';
  const minuteMs = 60_000;

  scenario(
    'T15',
    'nodes 10 minutes apart, of which one comes back an hour ahead or behind: order and resumption know no time of day',
    async ({ cluster, judge, fault, figures, random }) => {
      const installation = await cluster({ nodes: 2, database: 'SHARED' });
      const { nodes, entrance } = installation;
      const [, other] = nodes;
      const moveClock = async (offsetMs: number): Promise<void> => {
        fault(`${other.name} is ${offsetMs / minuteMs} minutes off`);
        await other.kill();
        await other.start({ SIGNALBOX_CLOCK_OFFSET_MS: String(offsetMs) });
      };
      await moveClock(10 * minuteMs);
      for (let count = 1; count <= 20; count += 1) installation.watcher(`watcher ${count}`, entrance);
      for (let count = 1; count <= 3; count += 1) {
        installation.follower(`SDK ${count}`, entrance, { random: () => 0.1 * random() });
      }
      await installation.settle();
      const writers = ['w1', 'w2', 'w3', 'w4'].map((name) => installation.writer(name, { everyMs: 150 }));
      for (const minutes of [60, -60, 10, -10, 24 * 60, 0]) {
        await pause(10_000);
        await moveClock(minutes * minuteMs + between(random, -500, 500));
      }
      await pause(10_000);
      await Promise.all(writers.map((writer) => writer.stop()));
      await installation.settle();
      const { clients } = await judge(installation);
      const resumed = clients.flatMap(({ seen }) =>
        seen.filter((event) => event.type === 'OPENED' && event.stream > 1),
      );
      figures['streams resumed'] = resumed.length;
      expect(resumed.filter((event) => event.type === 'OPENED' && event.willSend === 'SNAPSHOT')).toEqual([]);
    },
    { isLong: true, obstacle },
  );
});
