import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster, type Cluster, type ClusterOptions } from './cluster';
import type { History, Log } from './history';
import type { Installation } from './installation';
import { randomOf, runSeed, type Random } from './random';
import { validators, type ValidatorName } from './validators';

/** Whether everything runs, at full length (`npm run faults`), or the selection that every test run has. */
export const isFull = process.env.FAULTS === 'all';

/** How many times longer than promised a thing may take: the selection runs beside all other tests. */
export const patience = isFull ? 1 : 8;

/** One scenario as it runs. */
export interface Run {
  random: Random;
  /** What is counted of it, for the line that it prints. */
  figures: Record<string, string | number>;
  cluster(options: ClusterOptions): Promise<Cluster>;
  /** A fault is about to happen. */
  fault(what: string): void;
  /**
   * Reads the log and puts the history before the validators: all, or all but some, for promises that the scenario's
   * world does not keep. `earlier`: logs of epochs that are over. `isWireBad`: only what SDKs made of it counts.
   */
  judge(played: Played, parts?: Judging): Promise<History>;
  defer(end: () => unknown): void;
}

/** Whose history it is: a cluster's, or one of its environments'. */
export type Played = Pick<Installation, 'log' | 'writes' | 'watchers' | 'followers'>;

export interface Judging {
  without?: ValidatorName[];
  earlier?: Log[];
  isWireBad?: boolean;
}

export interface ScenarioOptions {
  /** Only with `npm run faults`, since it takes too long or needs too much for every test run. */
  isLong?: boolean;
  /** Why it cannot run here; null: it can. */
  obstacle?: string | null;
  /** Of the test; 5, unless told otherwise. */
  minutes?: number;
}

const mostProblems = 20;

/** A test named by its number in the list of faults (README), which prints one line of what it did. */
export function scenario(
  number: string,
  promise: string,
  play: (run: Run) => Promise<void>,
  { isLong = false, obstacle = null, minutes = 5 }: ScenarioOptions = {},
): void {
  const title = `${number}: ${promise}`;
  const skipped = isLong && !isFull ? 'only with npm run faults' : obstacle;
  if (skipped !== null) {
    it.skip(`${title} (skipped: ${skipped})`, () => undefined);
    return;
  }
  it(title, () => perform(number, play), minutes * 60_000);
}

async function perform(number: string, play: (run: Run) => Promise<void>): Promise<void> {
  const ends: (() => unknown)[] = [];
  const clusters: Cluster[] = [];
  const figures: Run['figures'] = {};
  const faults: string[] = [];
  /** By epoch: one log may be looked at several times. */
  const revisions = new Map<string, number>();
  let events = 0;
  const startedAt = Date.now();
  let history: History | null = null;
  let result = 'FAILED';
  const run: Run = {
    random: randomOf(number),
    figures,
    async cluster(options) {
      const cluster = await startCluster(options);
      clusters.push(cluster);
      ends.push(() => cluster.close());
      return cluster;
    },
    fault: (what) => void faults.push(`${Date.now() - startedAt} ms: ${what}`),
    async judge(played, { without = [], earlier = [], isWireBad = false } = {}) {
      history = await historyOf(played, earlier);
      for (const log of history.logs.values()) revisions.set(log.epoch, log.revisions.length);
      events += history.clients.reduce((sum, { seen }) => sum + seen.length, 0);
      const clients = isWireBad ? history.clients.map((each) => ({ ...each, seen: [] })) : history.clients;
      expect(problemsOf({ ...history, clients }, without)).toEqual([]);
      return history;
    },
    defer: (end) => void ends.push(end),
  };
  try {
    await play(run);
    result = 'holds';
  } catch (error) {
    const file = join(tmpdir(), `signalbox-faults-${number}-${runSeed}.json`);
    writeFileSync(file, JSON.stringify(await evidence(history, clusters, faults), asJson, 1));
    (error as Error).message += `\nThe history is in ${file}`;
    throw error;
  } finally {
    const written = [...revisions.values()].reduce((sum, count) => sum + count, 0);
    const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
    const more = Object.entries(figures).map(([name, figure]) => `, ${figure} ${name}`);
    process.stdout.write(
      `${number} seed ${runSeed}: ${written} revisions, ${events} events, ${faults.length} faults` +
        `${more.join('')}: ${result} (${seconds} s)\n`,
    );
    for (const end of ends.reverse()) await end();
  }
}

async function historyOf(
  { log, writes, watchers, followers }: Played,
  earlier: readonly Log[],
): Promise<History> {
  const logs = [...earlier, await log()];
  const clients = [...watchers, ...followers].map((client) => client.history());
  return { logs: new Map(logs.map((each) => [each.epoch, each])), writes, clients };
}

function problemsOf(history: History, without: readonly ValidatorName[]): string[] {
  return Object.entries(validators)
    .filter(([name]) => !without.includes(name as ValidatorName))
    .flatMap(([name, validator]) => {
      const problems = validator(history);
      const rest = problems.length - mostProblems;
      const shown = problems.slice(0, mostProblems).map((problem) => `${name}: ${problem}`);
      return rest > 0 ? [...shown, `${name}: and ${rest} more`] : shown;
    });
}

/** For whoever looks for the reason. */
async function evidence(history: History | null, clusters: readonly Cluster[], faults: readonly string[]) {
  const unread = (error: unknown): string => String(error);
  const histories = history ?? (await Promise.all(clusters.map((each) => historyOf(each, []).catch(unread))));
  const output = clusters.flatMap(({ nodes }) => nodes.map(({ name, server }) => [name, server.output()]));
  return { seed: runSeed, faults, histories, output };
}

const asJson = (_key: string, value: unknown): unknown => (value instanceof Map ? [...value] : value);
