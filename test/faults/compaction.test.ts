import { change } from '../support/remote';
import { raiseOldestRevision } from './support/compaction';
import { between } from './support/random';
import { isFull, scenario } from './support/scenario';
import { pause } from './support/until';

describe('compaction', () => {
  scenario(
    'T16',
    'that races with resuming streams, a deletion at its boundary: deltas or a snapshot, never a hole',
    async ({ cluster, judge, fault, figures, random }) => {
      const installation = await cluster({ nodes: 2, database: 'SHARED' });
      const { api, place, entrance } = installation;
      for (let count = 1; count <= 20; count += 1) {
        installation.watcher(`watcher ${count}`, entrance, { coalesce: count % 2 === 0 });
      }
      for (let count = 1; count <= 3; count += 1) {
        installation.follower(`SDK ${count}`, entrance, { random: () => 0.2 * random() });
      }
      await installation.settle();
      const writers = ['w1', 'w2'].map((name) => installation.writer(name, { everyMs: 60 }));
      const until = Date.now() + (isFull ? 60_000 : 5_000);
      for (let turn = 1; Date.now() < until; turn += 1) {
        const { projectId } = place;
        const key = `doomed-${turn}`;
        await change(api, [{ createFlag: { projectId, key, type: 'BOOLEAN' } }]);
        entrance.cut();
        await pause(between(random, 0, 300));
        // The oldest revision to resume from is that of the deletion, or one beside it.
        const deleted = await change(api, [{ archiveFlag: { projectId, flagKey: key } }]);
        fault('cut, and compact');
        await raiseOldestRevision(installation, deleted + between(random, -1, 1));
        await pause(between(random, 0, 500));
      }
      await Promise.all(writers.map((writer) => writer.stop()));
      await installation.settle();
      const { clients } = await judge(installation);
      const plans = clients.flatMap(({ seen }) =>
        seen.flatMap((event) => (event.type === 'OPENED' && event.stream > 1 ? [event.willSend] : [])),
      );
      for (const plan of ['UP_TO_DATE', 'DELTAS', 'SNAPSHOT']) {
        figures[`streams that began with ${plan}`] = plans.filter((each) => each === plan).length;
      }
      expect(plans.filter((plan) => plan === 'SNAPSHOT').length).toBeGreaterThan(0);
      expect(plans.filter((plan) => plan === 'DELTAS').length).toBeGreaterThan(0);
    },
  );
});
