import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mysqlServer } from '../support/databases';
import { raiseOldestRevision } from './support/compaction';
import { between } from './support/random';
import { isFull, scenario } from './support/scenario';
import { until } from './support/until';

const obstacle = mysqlServer ? null : 'no MariaDB or MySQL server answered';

describe('a node that is killed', () => {
  scenario(
    'T3',
    'in the middle of a fan-out: its clients go on at another node by delta, and no revision comes twice',
    async ({ cluster, judge, fault, figures, random }) => {
      const installation = await cluster({ nodes: 2, database: 'SHARED', valueLength: 4_000 });
      const { nodes, watchers } = installation;
      for (let count = 1; count <= 10; count += 1) {
        for (const { name, door } of nodes) installation.watcher(`${name} ${count}`, door);
      }
      // Its clients are slow, so that a revision is on its way to some when others have it.
      for (let count = 1; count <= 10; count += 1)
        installation.watcher(`slow ${count}`, installation.entrance);
      for (let count = 1; count <= 3; count += 1)
        installation.follower(`SDK ${count}`, installation.entrance);
      await installation.settle();
      installation.entrance.bandwidth('DOWN', 60_000);
      const writing = { everyMs: 400, valueLength: 4_000 };
      const writers = ['w1', 'w2'].map((name) => installation.writer(name, writing));

      let halfDone = 0;
      for (let round = 0; round < (isFull ? 10 : 1); round += 1) {
        const [doomed, other] = round % 2 === 0 ? nodes : [...nodes].reverse();
        installation.entrance.route(doomed.port);
        installation.entrance.cut();
        const start = Math.max(...watchers.map(({ revision }) => revision));
        await until('all are served', () => watchers.every(({ revision }) => revision >= start + 2));
        const target = start + between(random, 4, 8);
        await until(`revision ${target}`, () => watchers.some(({ revision }) => revision >= target));
        fault(`kill ${doomed.name}`);
        void doomed.kill();
        for (const door of [doomed.door, installation.entrance]) {
          door.cut();
          door.route(other.port);
        }
        const newest = Math.max(...watchers.map(({ revision }) => revision));
        halfDone += watchers.filter(({ revision }) => revision < newest).length;
        await until('all are served by the other', () =>
          watchers.every(({ revision }) => revision > newest + 1),
        );
        await doomed.start();
        doomed.door.cut();
        doomed.door.route(doomed.port);
      }
      await Promise.all(writers.map((writer) => writer.stop()));
      installation.entrance.bandwidth('DOWN', Infinity);
      await installation.settle();
      await judge(installation);
      figures['streams cut before they had a revision that others had'] = halfDone;
      expect(halfDone).toBeGreaterThan(0);
    },
    { obstacle },
  );

  scenario(
    'T4',
    'in the middle of a snapshot: no client ever evaluates with a part of one',
    async ({ cluster, judge, fault, figures, random, defer }) => {
      const folder = mkdtempSync(join(tmpdir(), 'signalbox-sdk-'));
      defer(() => rm(folder, { recursive: true }));
      const installation = await cluster({ nodes: 2, database: 'SHARED', valueLength: 60_000 });
      const { nodes, entrance, flagKeys } = installation;
      const [doomed, other] = nodes;
      const diskCache = join(folder, 'cache.json');
      const earlier = installation.follower('SDK before', entrance, { diskCache });
      await installation.write('w1-1');
      await installation.settle();
      const known = earlier.revision;
      await earlier.close();
      for (let count = 2; count <= 20; count += 1) {
        await installation.write(`w1-${count}`, { valueLength: 60_000 });
      }
      const { revisions } = await installation.log();
      await raiseOldestRevision(installation, revisions.length);
      installation.followers.length = 0;

      let bytes = 0;
      for (let round = 0; round < 5; round += 1) {
        entrance.route(doomed.port);
        entrance.bandwidth('DOWN', 300_000);
        const before = entrance.bytes;
        const fresh = installation.follower(`SDK that has nothing ${round}`, entrance);
        const old = round === 0 ? installation.follower('SDK of before', entrance, { diskCache }) : null;
        expect([fresh.revision, old?.revision ?? known]).toEqual([-1, known]);
        const part = between(random, 100_000, 300_000);
        await until('a part of a snapshot has come', () => entrance.bytes - before > part);
        expect([fresh.revision, fresh.client.allFlags({})]).toEqual([-1, {}]);
        fault(`kill ${doomed.name}`);
        await doomed.kill();
        entrance.cut();
        bytes += entrance.bytes - before;
        expect([fresh.revision, fresh.client.allFlags({})]).toEqual([-1, {}]);
        if (old) {
          expect([old.revision, Object.keys(old.client.allFlags({}))]).toEqual([known, flagKeys]);
        }
        entrance.bandwidth('DOWN', Infinity);
        entrance.route(other.port);
        await installation.settle();
        await doomed.start();
      }
      await judge(installation);
      figures['bytes of snapshots lost'] = bytes;
    },
    { isLong: true, obstacle },
  );
});
