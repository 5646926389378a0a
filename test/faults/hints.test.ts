import { connect as connectToNats } from 'nats';
import { mysqlServer } from '../support/databases';
import { delaysOf, quantile } from './support/figures';
import type { Cluster } from './support/cluster';
import { noNats } from './support/own-nats';
import { between } from './support/random';
import { isFull, scenario, type Run, patience } from './support/scenario';
import { pause, until } from './support/until';

const obstacle = noNats ?? (mysqlServer ? null : 'no MariaDB or MySQL server answered');

describe('hints from node to node', () => {
  const withinMs = 1_500;

  scenario(
    'T2',
    `a node killed between a commit and its hint: watchers of others have the change within ${withinMs} ms`,
    async ({ cluster, judge, fault, figures }) => {
      const installation = await cluster({ nodes: 2, database: 'SHARED', hasNats: true });
      const [doomed, other] = installation.nodes;
      const watchers = [1, 2, 3, 4, 5].map((count) => installation.watcher(`watcher ${count}`, other.door));
      await installation.settle();
      const delays: number[] = [];
      for (let round = 1; round <= (isFull ? 20 : 1); round += 1) {
        doomed.natsDoor?.silence('UP');
        fault('cut the hints, and kill the node after its commit');
        const { outcome } = await installation.write(`w${round}-1`, { urls: [doomed.url] });
        const committedAt = Date.now();
        await doomed.kill();
        if (outcome.kind !== 'ACKNOWLEDGED') throw new Error(`It was not written: ${outcome.cause}`);
        await Promise.all(watchers.map((watcher) => watcher.waitFor(outcome.revision)));
        delays.push(Date.now() - committedAt);
        doomed.natsDoor?.heal();
        await doomed.start();
      }
      await installation.settle();
      await judge(installation);
      figures['ms until all others had it at most'] = Math.max(...delays);
      expect(Math.max(...delays)).toBeLessThanOrEqual(patience * withinMs);
    },
    { obstacle },
  );

  scenario(
    'T8',
    'with NATS slow, cut, killed and restarted, and hints that come twice and in any order: nothing is lost, and little is late',
    async ({ cluster, judge, fault, figures, random, defer }) => {
      const installation = await cluster({ nodes: 2, database: 'SHARED', hasNats: true });
      const { nodes, nats } = installation;
      if (!nats) throw new Error('There is no NATS of its own');
      for (const { name, door } of nodes) {
        for (let count = 1; count <= 10; count += 1) installation.watcher(`${name} ${count}`, door);
      }
      await installation.settle();
      const lengthMs = 20_000;
      // All at one node, so that only hints and polls tell the other.
      const writing = { everyMs: 200, urls: [nodes[0].url] };
      const writers = ['w1', 'w2'].map((name) => installation.writer(name, writing));
      const eachDoor = (act: (door: NonNullable<(typeof nodes)[number]['natsDoor']>) => void): void => {
        for (const { natsDoor } of nodes) if (natsDoor) act(natsDoor);
      };
      const p99: Record<string, number> = {};
      const during = async (name: string, isFault = true): Promise<void> => {
        if (isFault) fault(name);
        const from = Date.now();
        await pause(lengthMs);
        p99[name] = quantile(delaysOf(historiesOf(installation), from), 0.99);
      };
      await during('well', false);
      eachDoor((door) => door.delay('DOWN', 400));
      await during('slow');
      eachDoor((door) => door.delay('DOWN', 0));
      const stop = await disturb(nats.port, random);
      await during('doubled and reordered');
      figures['hints made twice or late'] = await stop();
      eachDoor((door) => door.silence('UP', 'DOWN'));
      await during('silent');
      eachDoor((door) => door.heal());
      await nats.kill();
      defer(() => nats.kill());
      await during('down');
      await nats.start();
      fault('started again');
      await until('hints are quick again', () => areQuick(installation));
      await during('well again', false);
      await Promise.all(writers.map((writer) => writer.stop()));
      await installation.settle();
      await judge(installation);
      for (const [name, ms] of Object.entries(p99)) figures[`ms p99 while it was ${name}`] = ms;
      expect(Math.max(...Object.values(p99))).toBeLessThanOrEqual(withinMs);
    },
    { obstacle, isLong: true },
  );

  scenario(
    'T10',
    'that pass in one direction only: nothing is lost, and little is late',
    async ({ cluster, judge, fault, figures }) => {
      const installation = await cluster({ nodes: 2, database: 'SHARED', hasNats: true });
      const { nodes } = installation;
      for (const { name, door } of nodes) {
        for (let count = 1; count <= 10; count += 1) installation.watcher(`${name} ${count}`, door);
      }
      await installation.settle();
      // All at one node, so that only hints and polls tell the other.
      const writing = { everyMs: 200, urls: [nodes[0].url] };
      const writers = ['w1', 'w2'].map((name) => installation.writer(name, writing));
      const from = Date.now();
      for (let round = 0; round < 6; round += 1) {
        const [teller, listener] = nodes;
        const [{ natsDoor }, direction] =
          round % 2 === 0 ? ([teller, 'UP'] as const) : ([listener, 'DOWN'] as const);
        fault(direction === 'UP' ? 'what is told is lost' : 'nothing is heard');
        natsDoor?.silence(direction);
        await pause(20_000);
        natsDoor?.heal();
      }
      await Promise.all(writers.map((writer) => writer.stop()));
      await installation.settle();
      await judge(installation);
      figures['ms p99'] = quantile(delaysOf(historiesOf(installation), from), 0.99);
      expect(figures['ms p99']).toBeLessThanOrEqual(withinMs);
    },
    { obstacle, isLong: true },
  );
});

const historiesOf = ({ watchers }: Cluster) => watchers.map((watcher) => watcher.history());

/** Whether what came in the last second came at once. */
async function areQuick(installation: Cluster): Promise<boolean> {
  const from = Date.now();
  await pause(1_000);
  const delays = delaysOf(historiesOf(installation), from);
  return delays.length > 0 && quantile(delays, 0.9) < 200;
}

/** Says every hint again, some at once and some after others; answers the way to stop, which tells how many. */
async function disturb(port: number, random: Run['random']): Promise<() => Promise<number>> {
  const connection = await connectToNats({ servers: `127.0.0.1:${port}`, noEcho: true });
  let count = 0;
  connection.subscribe('>', {
    callback: (_error, { subject, data }) => {
      for (const ms of [0, between(random, 1, 3_000)]) {
        setTimeout(() => {
          if (connection.isClosed()) return;
          count += 1;
          connection.publish(subject, data);
        }, ms);
      }
    },
  });
  return async () => {
    await connection.close();
    return count;
  };
}
