import { noMariadb } from './support/own-mariadb';
import { noNats } from './support/own-nats';
import { between } from './support/random';
import { scenario } from './support/scenario';
import { pause, until } from './support/until';

describe('everything fails in turn', () => {
  const clients = 200;
  const rounds = 3;

  scenario(
    'RECOVERY',
    `servers, the database and NATS killed in turn while ${clients} SDKs hold streams: all end at the head, and no acknowledged revision is missing`,
    async ({ cluster, judge, fault, figures, random }) => {
      const installation = await cluster({ nodes: 2, database: 'OWN', hasNats: true });
      const { nodes, mariadb, nats, entrance, writes, followers } = installation;
      if (!mariadb || !nats) throw new Error('There is no database or no NATS of its own');
      for (let count = 1; count <= clients; count += 1) installation.follower(`SDK ${count}`, entrance);
      installation.watcher('watcher', entrance);
      await installation.settle();
      const writers = Array.from({ length: 8 }, (_, at) => installation.writer(`w${at}`, { everyMs: 400 }));
      const acknowledged = (): number =>
        writes.filter(({ outcome }) => outcome.kind === 'ACKNOWLEDGED').length;

      const killables = [
        ...nodes.map((node) => ({ name: node.name, kill: node.kill, start: () => node.start() })),
        { name: 'the database', ...mariadb },
        { name: 'NATS', ...nats },
      ];
      for (let round = 0; round < rounds; round += 1) {
        for (const { name, kill, start } of killables) {
          fault(`kill ${name}`);
          await kill();
          await pause(between(random, 200, 5_000));
          await start();
          const target = acknowledged() + 20;
          await until(`changes are written after ${name} was killed`, () => acknowledged() >= target);
        }
      }
      await Promise.all(writers.map((writer) => writer.stop()));
      const overAt = Date.now();
      await installation.settle();
      figures['s until all were at the head'] = ((Date.now() - overAt) / 1_000).toFixed(1);
      await judge(installation);
      figures.clients = followers.length;
      figures['streams opened'] = followers.reduce((sum, { streams }) => sum + streams, 0);
      figures.acknowledged = acknowledged();
      figures.unknown = writes.length - acknowledged();
    },
    { isLong: true, obstacle: noMariadb ?? noNats, minutes: 15 },
  );
});
