import { change } from '../support/remote';
import { markedValue, writtenVariant } from './support/marks';
import { noMariadb } from './support/own-mariadb';
import { oneOf } from './support/random';
import { readLog } from './support/read-log';
import { isFull, scenario } from './support/scenario';
import { pause } from './support/until';
import { apply } from './support/writer';
import type { Log, Write } from './support/history';

const obstacle = noMariadb;

describe('transactions that get in the way of each other', () => {
  scenario(
    'T18',
    '30 % are rolled back, and of others the answer is lost: revisions stay dense',
    async ({ cluster, judge, fault, figures, random }) => {
      const installation = await cluster({ nodes: 2, database: 'OWN' });
      const { databaseDoor, entrance, writes } = installation;
      for (let count = 1; count <= 10; count += 1) installation.watcher(`watcher ${count}`, entrance);
      await installation.settle();
      const counts = { committed: 0, LOSE: 0, LOSE_ANSWER: 0 };
      databaseDoor?.censor((chunk) => {
        // A statement by itself: transactions begin with READ COMMITTED.
        if (!chunk.subarray(-6).equals(Buffer.from('COMMIT'))) return 'PASS';
        const chance = random();
        const verdict = chance < 0.3 ? 'LOSE' : chance < 0.35 ? 'LOSE_ANSWER' : 'PASS';
        counts[verdict === 'PASS' ? 'committed' : verdict] += 1;
        if (verdict !== 'PASS') fault(verdict);
        return verdict;
      });
      const writers = Array.from({ length: 8 }, (_, at) => installation.writer(`w${at}`, { everyMs: 60 }));
      await pause(isFull ? 60_000 : 4_000);
      await Promise.all(writers.map((writer) => writer.stop()));
      databaseDoor?.censor(() => 'PASS');
      await installation.settle();
      await judge(installation);

      figures.committed = counts.committed;
      figures['rolled back'] = counts.LOSE;
      figures['committed without an answer'] = counts.LOSE_ANSWER;
      const failures = writes.flatMap(({ outcome }) => ('cause' in outcome ? [outcome.cause] : []));
      figures['changes that failed'] = failures.length;
      expect(failures.filter((cause) => !cause.startsWith('UNAVAILABLE'))).toEqual([]);
      expect(counts.LOSE).toBeGreaterThan(0.2 * (counts.committed + counts.LOSE));
    },
    { obstacle },
  );

  scenario(
    'T19',
    'changes of two environments at once among changes of one: each is in both or in none, and none waits in a circle',
    async ({ cluster, judge, figures, random }) => {
      const installation = await cluster({ nodes: 2, database: 'OWN' });
      const { mariadb, entrance, nodes, token, api, place, flagKeys } = installation;
      if (!mariadb) throw new Error('There is no database of its own');
      await change(api, [
        { createEnvironment: { projectId: place.projectId, key: 'staging', kind: 'STAGING' } },
      ]);
      const { project } = await api.ask(
        'query($id: ID!) { project(id: $id) { environment(key: "staging") { id } } }',
        {
          id: place.projectId,
        },
      );
      const staging = { ...place, environmentId: project.environment.id as string };
      const inStaging: Write[] = [];
      for (let count = 1; count <= 5; count += 1) installation.watcher(`watcher ${count}`, entrance);
      await installation.settle();
      const deadlocks = async (): Promise<number> => {
        const [row] = (await mariadb.query("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")) as {
          Value: string;
        }[];
        return Number(row.Value);
      };
      const before = await deadlocks();

      const singles = [0, 1, 2, 3].flatMap((at) => [
        installation.writer(`w${at}`, { everyMs: 80 }),
        installation.writer(`w${at + 10}`, { everyMs: 80, place: staging, writes: inStaging }),
      ]);
      const promotions: Write['outcome'][] = [];
      let isOver = false;
      const promoting = [0, 1, 2, 3].map(async (promoter) => {
        for (let turn = 1; !isOver; turn += 1) {
          const flagKey = oneOf(random, flagKeys);
          const value = markedValue(`p${promoter}-${turn}`);
          const both = [place, staging].map(({ environmentId }) => ({
            putVariant: { environmentId, flagKey, variant: writtenVariant, value },
          }));
          const { url } = oneOf(random, nodes);
          promotions.push(await apply(url, token, promoter % 2 === 0 ? both : both.reverse()));
          await pause(50);
        }
      });
      await pause(isFull ? 60_000 : 2_500);
      isOver = true;
      await Promise.all([...promoting, ...singles.map((writer) => writer.stop())]);
      await installation.settle();
      await judge(installation);
      const log = (): Promise<Log> => readLog(installation.databaseUrl, staging.environmentId);
      await judge({ log, writes: inStaging, watchers: [], followers: [] });

      const [here, there] = [await installation.log(), await log()].map(promotedIn);
      expect(here).toEqual(there);
      expect(here.length).toBe(promotions.length);
      const writes = [...installation.writes, ...inStaging].map(({ outcome }) => outcome);
      expect([...writes, ...promotions].filter(({ kind }) => kind !== 'ACKNOWLEDGED')).toEqual([]);
      figures['changes of both environments'] = here.length;
      figures.deadlocks = (await deadlocks()) - before;
      expect(figures.deadlocks).toBe(0);
    },
    { obstacle },
  );
});

/** The marks of the changes of two environments, each as often as it is there. */
const promotedIn = ({ revisions }: Log): string[] =>
  revisions
    .flatMap(({ changes }) => changes.map(({ mark }) => mark))
    .filter((mark): mark is string => mark !== null && mark.startsWith('p'))
    .sort();
