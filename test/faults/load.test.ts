import { delaysOf, quantile } from './support/figures';
import { noNats } from './support/own-nats';
import { isFull, patience, scenario } from './support/scenario';
import { pause } from './support/until';

describe('without any fault', () => {
  const writers = 8;
  const revisionsPerSecond = 20;
  const watchers = 50;
  const lengthMs = isFull ? 300_000 : 6_000;

  scenario(
    'T1',
    `${writers} writers at ${revisionsPerSecond} revisions a second and ${watchers} watchers: everything arrives, once and in order`,
    async ({ cluster, judge, figures }) => {
      const installation = await cluster({ nodes: 2, database: 'SHARED', hasNats: noNats === null });
      const { entrance } = installation;
      for (let count = 1; count <= watchers; count += 1) installation.watcher(`watcher ${count}`, entrance);
      installation.follower('SDK', entrance);
      await installation.settle();
      const everyMs = (1_000 * writers) / revisionsPerSecond;
      const working = Array.from({ length: writers }, (_, at) => installation.writer(`w${at}`, { everyMs }));
      const from = Date.now();
      await pause(lengthMs);
      await Promise.all(working.map((writer) => writer.stop()));
      await installation.settle();
      const { clients, writes } = await judge(installation);

      const delays = delaysOf(clients, from);
      figures['ms p50'] = quantile(delays, 0.5);
      figures['ms p99'] = quantile(delays, 0.99);
      expect(writes.filter(({ outcome }) => outcome.kind !== 'ACKNOWLEDGED')).toEqual([]);
      expect(writes.length).toBeGreaterThan((0.8 * revisionsPerSecond * (lengthMs / 1_000)) / patience);
      if (isFull) expect(quantile(delays, 0.99)).toBeLessThanOrEqual(200);
    },
    { minutes: 10 },
  );
});
