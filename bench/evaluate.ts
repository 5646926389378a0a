import { configCat } from './evaluate/configcat';
import type { Client, Contender } from './evaluate/contender';
import { flagd } from './evaluate/flagd';
import { floor } from './evaluate/floor';
import { growthBook } from './evaluate/growthbook';
import { launchDarkly } from './evaluate/launchdarkly';
import { cycled, median, ratio, takeTurns, type Turn } from './evaluate/measure';
import { assertSame, sharesOf, type Shares } from './evaluate/same-question';
import { signalbox } from './evaluate/signalbox';
import { statsig } from './evaluate/statsig';
import { unleash } from './evaluate/unleash';
import { manyFlags, people, type FlagKind, type FlagName } from './evaluate/workload';

/**
 * Prints what evaluation costs here, in the peers' SDKs and in closures written by hand, in one process and in turns.
 * Only the ratios say something: the machine's own speed moves within minutes.
 */

const peers = [flagd, growthBook, statsig, launchDarkly, configCat, unleash] as Contender[];
const contenders = [signalbox, floor, ...peers] as Contender[];

interface Workload {
  name: string;
  /** What our time should at most be, as a part of the fastest peer's. */
  target?: number;
  /** What one run should at most take, where no peer does the same. */
  targetUs?: number;
  /** Nothing where the contender has no such thing. */
  turn(contender: Contender): Promise<Turn['nsPerRun'] | undefined>;
}

const workloads: Workload[] = [
  { name: 'W1 static boolean', target: 1 / 2, turn: (contender) => one(contender, 'static') },
  { name: 'W2 rule, else 20 % rollout', target: 1 / 3, turn: (contender) => one(contender, 'rule') },
  { name: 'W3 4-way split behind semver', target: 1 / 3, turn: (contender) => one(contender, 'split') },
  { name: 'W4 segment of 10,000 ids', target: 1 / 3, turn: (contender) => one(contender, 'list') },
  { name: 'W5 all 500 flags', target: 1 / 3, turn: all },
  { name: 'W6 load 2,000 flags', target: 1, turn: loading(firstAnswer) },
  // where work was put off until a flag is asked for, it shows here
  { name: 'W6 and ask each of them', turn: loading(eachAnswer) },
  { name: 'W7 one flag of 2,000 changes', targetUs: 50, turn: changing },
];

async function main(): Promise<void> {
  console.log(['', ...contenders.map(({ name }) => name), 'of fastest peer', 'of floor'].join(' | '));
  for (const workload of workloads) await report(workload);
  process.exit(0);
}

async function report(workload: Workload): Promise<void> {
  const turns: Turn[] = [];
  for (const contender of contenders) {
    const nsPerRun = await workload.turn(contender);
    if (nsPerRun !== undefined) turns.push({ name: contender.name, nsPerRun });
  }
  const figures = await takeTurns(turns);
  const times = contenders.map(({ name }) => timeText(figures.get(name)));
  console.log([workload.name, ...times, ...ratiosOf(workload, figures)].join(' | '));
}

function ratiosOf({ target, targetUs }: Workload, figures: Map<string, number[]>): string[] {
  const ours = figures.get(signalbox.name)!;
  const theirs = fastest(figures);
  const byHand = figures.get(floor.name);
  const wanted = target === undefined ? '' : ` (target ${target.toFixed(2)})`;
  return [
    theirs === undefined ? `- (target ${targetUs} us)` : `${ratio(ours, theirs).toFixed(2)}${wanted}`,
    byHand === undefined ? '-' : ratio(ours, byHand).toFixed(2),
  ];
}

function fastest(figures: Map<string, number[]>): number[] | undefined {
  const theirs = peers.flatMap(({ name }) => (figures.has(name) ? [figures.get(name)!] : []));
  return theirs.sort((left, right) => median(left) - median(right)).at(0);
}

function timeText(figures: number[] | undefined): string {
  if (figures === undefined) return '-';
  const ns = median(figures);
  if (ns < 10_000) return `${ns.toFixed(0)} ns`;
  return ns < 1_000_000 ? `${(ns / 1_000).toFixed(1)} us` : `${(ns / 1_000_000).toFixed(2)} ms`;
}

const expected = new Map<FlagKind, Shares>();

async function one(contender: Contender, kind: FlagKind): Promise<Turn['nsPerRun']> {
  const flag: FlagName = { key: `one-${kind}`, kind };
  const client = await contender.load(contender.textOf([flag]));
  const shares = await sharesOf(contender, client, flag);
  assertSame(contender.name, flag, shares, expected.get(kind) ?? shares);
  if (contender.name === signalbox.name) expected.set(kind, shares);
  return cycled(people.map(contender.contextOf), (context) => client.evaluate(flag, context));
}

async function all(contender: Contender): Promise<Turn['nsPerRun']> {
  const client = await contender.load(contender.textOf(manyFlags(500)));
  return cycled(people.map(contender.contextOf), (context) => client.evaluateAll(context));
}

type Ask = (client: Client, flags: FlagName[], context: unknown) => unknown;

function firstAnswer(client: Client, flags: FlagName[], context: unknown): unknown {
  return client.evaluate(flags[1], context);
}

async function eachAnswer(client: Client, flags: FlagName[], context: unknown): Promise<void> {
  for (const flag of flags) {
    const answer = client.evaluate(flag, context);
    if (answer instanceof Promise) await answer;
  }
}

/** From the text to the answer. Leaving is not timed. */
function loading(ask: Ask): Workload['turn'] {
  const flags = manyFlags(2_000);
  return async (contender) => {
    const text = contender.textOf(flags);
    const context = contender.contextOf(people[0]);
    const nsPerRun = async (): Promise<number> => {
      const start = process.hrtime.bigint();
      const client: Client = await contender.load(text);
      await ask(client, flags, context);
      const ns = Number(process.hrtime.bigint() - start);
      await client.close?.();
      return ns;
    };
    for (let warm = 0; warm < 5; warm += 1) await nsPerRun();
    return nsPerRun;
  };
}

/** From the new state of a flag to its first answer. */
async function changing(contender: Contender): Promise<Turn['nsPerRun'] | undefined> {
  const flags = manyFlags(2_000);
  const client = await contender.load(contender.textOf(flags));
  const context = contender.contextOf(people[0]);
  if (client.replace === undefined) return undefined;
  return cycled(flags, (flag) => {
    client.replace?.(flag);
    return client.evaluate(flag, context);
  });
}

void main();
