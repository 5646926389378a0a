import { delaysOf, quantile } from './support/figures';
import type { Installation } from './support/installation';
import { metric } from './support/metric';
import { startProxy, type Proxy } from './support/proxy';
import { scenario } from './support/scenario';
import { inspected, memoryOf } from './support/server-memory';
import { until } from './support/until';
import { startWatcher, type Watcher, type WatcherOptions } from './support/watcher';
import { randomOf } from './support/random';

const mebibyte = 1024 * 1024;

describe('clients that read slowly', () => {
  scenario(
    'T12',
    'at 10 KB/s during 1,000 revisions: little memory each, merged deltas, and others hardly notice',
    async ({ cluster, judge, fault, figures, defer }) => {
      const installation = await cluster({
        database: 'SHARED',
        valueLength: 30_000,
        settings: inspected,
      });
      const { nodes, entrance } = installation;
      const [{ server, port }] = nodes;
      for (let count = 1; count <= 4; count += 1) installation.watcher(`watcher ${count}`, entrance);
      await installation.settle();
      const narrow = await startProxy(port);
      defer(() => narrow.close());

      const slowCount = 10;
      const intervals: Interval[] = [];
      const everySlow: Watcher[] = [];
      for (let interval = 1; interval <= 8; interval += 1) {
        const isSlow = interval % 2 === 0;
        narrow.bandwidth('DOWN', 10_000);
        const slow = Array.from({ length: isSlow ? slowCount : 0 }, (_, at) =>
          aWatcher(installation, narrow, `slow ${interval}.${at}`, { coalesce: true }),
        );
        for (const { name } of slow) fault(name);
        const from = Date.now();
        const writing = { everyMs: 200, valueLength: 30_000 };
        const writers = ['a', 'b', 'c', 'd'].map((name) =>
          installation.writer(`w${interval}${name}`, writing),
        );
        const [first] = installation.watchers;
        await first.waitFor(first.revision + 125, 300_000);
        const to = Date.now();
        await Promise.all(writers.map((writer) => writer.stop()));
        const histories = installation.watchers.map((watcher) => watcher.history());
        intervals.push({ isSlow, delays: delaysOf(histories, from, to), memory: await memoryOf(server) });
        narrow.bandwidth('DOWN', Infinity);
        const head = (await installation.log()).revisions.length;
        await Promise.all(slow.map((watcher) => watcher.waitFor(head)));
        for (const watcher of slow) watcher.close();
        everySlow.push(...slow);
      }
      await installation.settle();
      await judge(installation);
      // They left before the end.
      await judge({ ...installation, watchers: everySlow }, { without: ['converged'] });

      const without = of(intervals, false);
      const withSlow = of(intervals, true);
      const perStream = (withSlow.memory - without.memory) / slowCount;
      const merged = everySlow.map(({ seen }) =>
        Math.max(...seen.map((event) => (event.type === 'DELTA' ? event.coalesced : 0))),
      );
      figures['KiB for each slow stream'] = Math.round(perStream / 1024);
      figures['revisions in one delta at most'] = Math.max(...merged);
      figures['ms p99 of others without'] = without.p99;
      figures['ms p99 of others with'] = withSlow.p99;
      expect(perStream).toBeLessThanOrEqual(mebibyte);
      expect(Math.min(...merged)).toBeGreaterThan(1);
      expect(everySlow.map(({ streams }) => streams)).toEqual(everySlow.map(() => 1));
      expect(withSlow.p99).toBeLessThanOrEqual(1.5 * without.p99);
    },
    { isLong: true, minutes: 15 },
  );

  scenario(
    'T13',
    'or not at all: the connection is closed within 60 s',
    async ({ cluster, judge, fault, figures, defer }) => {
      const installation = await cluster({ database: 'SHARED', valueLength: 100_000 });
      const { nodes, entrance } = installation;
      const [{ url, port }] = nodes;
      installation.watcher('watcher', entrance);
      const door = await startProxy(port);
      defer(() => door.close());
      const stuck = aWatcher(installation, door, 'stuck');
      defer(() => stuck.close());
      await until('both are served', () => stuck.revision > 0);
      await installation.settle();
      expect(await metric(url, 'signalbox_streams')).toBe(2);
      fault('nothing is read any more');
      door.silence('DOWN');
      const from = Date.now();
      const writer = installation.writer('w1', { everyMs: 100, valueLength: 100_000 });
      const isClosed = async (): Promise<boolean> => (await metric(url, 'signalbox_streams')) === 1;
      await until('the server ends the stream', isClosed, 120_000);
      figures['s until it was closed'] = ((Date.now() - from) / 1_000).toFixed(1);
      await writer.stop();
      await installation.settle();
      await judge(installation);
      expect(Date.now() - from).toBeLessThanOrEqual(60_000);
    },
    { isLong: true },
  );

  scenario(
    'T14',
    'at 0.2 MB/s with 5 MB to read: it is served to the end, in one stream',
    async ({ cluster, judge, fault, figures, defer }) => {
      const valueLength = 500_000;
      const installation = await cluster({
        database: 'SHARED',
        settings: { SIGNALBOX_LIMIT_BODY_BYTES: '20000000' },
        valueLength,
        flags: 10,
      });
      const [{ port }] = installation.nodes;
      const door = await startProxy(port);
      defer(() => door.close());
      door.bandwidth('DOWN', 200_000);
      fault('200,000 bytes a second');
      const from = Date.now();
      const follower = installation.follower('SDK', door);
      await follower.waitFor(1, 240_000);
      figures['s until it had everything'] = ((Date.now() - from) / 1_000).toFixed(1);
      figures.bytes = door.bytes;
      const mark = await installation.write('w1-1');
      expect(mark.outcome.kind).toBe('ACKNOWLEDGED');
      await installation.settle();
      await judge(installation);
      expect(follower.streams).toBe(1);
    },
    { isLong: true, minutes: 8 },
  );
});

interface Interval {
  isSlow: boolean;
  delays: number[];
  memory: number;
}

/** Of the intervals with slow clients, or of those without. */
function of(intervals: readonly Interval[], isSlow: boolean): { memory: number; p99: number } {
  const chosen = intervals.filter((interval) => interval.isSlow === isSlow);
  const delays = chosen.flatMap((interval) => interval.delays).sort((one, other) => one - other);
  const memory = chosen.reduce((sum, interval) => sum + interval.memory, 0) / chosen.length;
  return { memory, p99: quantile(delays, 0.99) };
}

/** One that waits as long as it takes, and that nobody waits for. */
function aWatcher(
  { place }: Installation,
  door: Proxy,
  name: string,
  options: Partial<WatcherOptions> = {},
): Watcher {
  const url = `ws://127.0.0.1:${door.port}/graphql`;
  return startWatcher({ name, url, key: place.key, random: randomOf(name), silenceMs: 600_000, ...options });
}
