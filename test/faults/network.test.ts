import type { Proxy } from './support/proxy';
import { startLossyRouter } from './support/lossy-router';
import { metric } from './support/metric';
import { randomOf } from './support/random';
import { isFull, scenario } from './support/scenario';
import { pause, until } from './support/until';

describe('a network between clients and servers', () => {
  /** What a client must find out at the latest, in ms. */
  const detectedWithinMs = 45_000;
  const breaks: [string, (door: Proxy) => void][] = [
    ['cut', (door) => door.cut()],
    ['abandon', (door) => door.abandon()],
    ['forget the server', (door) => door.forget('SERVER')],
    ['forget the clients', (door) => door.forget('CLIENT')],
  ];

  scenario(
    'T9',
    'that breaks, with a word or without: both sides notice, and streams go on by delta',
    async ({ cluster, judge, fault, figures }) => {
      const installation = await cluster({ database: 'SHARED' });
      const { entrance, watchers, followers, nodes } = installation;
      for (let count = 1; count <= 10; count += 1) installation.watcher(`watcher ${count}`, entrance);
      for (let count = 1; count <= 5; count += 1) installation.follower(`SDK ${count}`, entrance);
      const clients = [...watchers, ...followers];
      await installation.settle();
      const writer = installation.writer('w1', { everyMs: 200 });

      for (const [name, breakIt] of isFull ? breaks : breaks.slice(0, 1)) {
        const streams = clients.map((client) => client.streams);
        fault(name);
        breakIt(entrance);
        const brokenAt = Date.now();
        const isBack = (client: (typeof clients)[number], at: number): boolean =>
          client.streams > streams[at];
        await until('all clients have opened another stream', () => clients.every(isBack), 90_000);
        const clientMs = Date.now() - brokenAt;
        const sockets = (): Promise<number> => metric(nodes[0].url, 'signalbox_sockets');
        await until('the server knows of no other', async () => (await sockets()) <= clients.length, 90_000);
        figures[`ms after "${name}" until all clients, and the server, had noticed`] =
          `${clientMs} and ${Date.now() - brokenAt}`;
        expect(clientMs).toBeLessThanOrEqual(detectedWithinMs);
      }
      await writer.stop();
      await installation.settle();
      await judge(installation);
    },
    { minutes: 10 },
  );

  scenario(
    'T11',
    'with a router that loses, doubles, delays and merges: SDKs notice, and all converge',
    async ({ cluster, judge, figures, fault, random, defer }) => {
      const installation = await cluster({ database: 'SHARED' });
      const { nodes, followers } = installation;
      const router = await startLossyRouter(nodes[0].server.webSocketUrl, random);
      defer(() => router.close());
      for (let count = 1; count <= 20; count += 1) {
        const chance = randomOf(`SDK ${count}`);
        // Short waits: what is tested is what happens after them.
        installation.follower(`SDK ${count}`, router, { random: () => 0.03 * chance() });
      }
      const writers = ['w1', 'w2', 'w3'].map((name) => installation.writer(name, { everyMs: 150 }));
      await pause(isFull ? 120_000 : 5_000);
      await Promise.all(writers.map((writer) => writer.stop()));
      router.behave();
      await installation.settle();
      await judge(installation, { isWireBad: true });

      const { dropped, doubled, late, merged } = router.counts;
      const said = followers.flatMap((follower) => follower.said);
      const count = (pattern: RegExp): number => said.filter((text) => pattern.test(text)).length;
      for (let faults = dropped + doubled + late + merged; faults > 0; faults -= 1) fault('by the router');
      figures['events lost'] = dropped;
      figures.doubled = doubled;
      figures.late = late;
      figures['streams merged'] = merged;
      figures['gaps noticed'] = count(/were lost\)/);
      figures['checksums that differed'] = count(/checksum differs/);
      expect(figures['gaps noticed']).toBeGreaterThan(0);
    },
  );
});
