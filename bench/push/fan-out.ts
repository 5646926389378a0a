import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { bareServer, signalboxServer, startNow, type Start } from './servers';
import { SocketFleet, type Arrivals } from './socket-fleet';

/**
 * Prints how long a change takes from its commit to each of many subscribers of `configStream` on WebSockets of their
 * own, beside a bare `ws` server that sends one ready text of the same length to as many sockets. Both servers stand in
 * this process and take turns; the subscribers are in another. Only the ratio says something: the median of the rounds'.
 *
 *     npm run bench:push -- [subscribers] [rounds]
 */

const subscribers = Number(process.argv[2] ?? 1_000);
const rounds = Number(process.argv[3] ?? 15);
const warmUpRounds = 3;

interface Turn {
  first: number;
  p50: number;
  p99: number;
  last: number;
  /** What this process, hence the server, spent. */
  cpuMs: number;
  /** The longest that nothing else could run. */
  blockMs: number;
}

type Pair = Record<'bare' | 'stream', Turn>;

async function main(): Promise<void> {
  const fleet = new SocketFleet();
  const bare = await bareServer();
  const signalbox = await signalboxServer();
  try {
    await fleet.open({ url: bare.url, count: subscribers, hello: ['hello'], readyText: 'welcome' });
    const before = await anonymousKib();
    const subscription = signalbox.subscription();
    await fleet.open({ ...subscription, count: subscribers, readyText: '"ConfigSnapshot"' });
    const idle = await anonymousKib();
    const pairs: Pair[] = [];
    for (let round = 0; round < warmUpRounds + rounds; round += 1) {
      pairs.push({
        bare: await turn(fleet, `bare ${round}.`, bare.broadcast),
        stream: await turn(fleet, `stream ${round}.`, signalbox.publish),
      });
    }
    report(pairs.slice(warmUpRounds));
    const used = await anonymousKib();
    const perStream = (kib: number): string => `${((kib - before) / subscribers).toFixed(1)} KiB`;
    console.log(
      `anonymous memory per stream: ${perStream(idle)} when subscribed, ${perStream(used)} after messages`,
    );
  } finally {
    fleet.close();
    bare.close();
    await signalbox.stop();
  }
}

/** What this process holds that no file backs, once garbage is gone. */
async function anonymousKib(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    global.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const [, kib] = /RssAnon:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kib);
}

async function turn(
  fleet: SocketFleet,
  text: string,
  send: (text: string) => Promise<Start> | Start,
): Promise<Turn> {
  let start = startNow();
  const blocks = watchLoop();
  const arrivals = await fleet.timesOf(text, subscribers, async () => {
    start = await send(text);
  });
  const { user, system } = process.cpuUsage(start.cpu);
  return { ...quantilesOf(arrivals, start.at), cpuMs: (user + system) / 1e3, blockMs: blocks.longest() };
}

/** Looks each millisecond how long ago it last could. */
function watchLoop(): { longest(): number } {
  let longest = 0;
  let seen = performance.now();
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - seen - 1);
    seen = now;
  };
  const timer = setInterval(look, 1);
  return {
    longest() {
      clearInterval(timer);
      look();
      return longest;
    },
  };
}

function quantilesOf(arrivals: Arrivals, start: bigint): Omit<Turn, 'cpuMs' | 'blockMs'> {
  const ms = arrivals.map((at) => Number(at - start) / 1e6).sort((a, b) => a - b);
  const at = (part: number): number => ms[Math.min(ms.length - 1, Math.floor(part * ms.length))];
  return { first: at(0), p50: at(0.5), p99: at(0.99), last: at(1) };
}

function report(pairs: Pair[]): void {
  const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];
  const figures = ['first', 'p50', 'p99', 'last', 'cpuMs', 'blockMs'] as const;
  const row = (name: string, valueOf: (figure: (typeof figures)[number]) => number): string =>
    name.padEnd(30) + figures.map((figure) => valueOf(figure).toFixed(2).padStart(10)).join('');
  console.log(
    `${subscribers} subscribers, ${pairs.length} rounds`.padEnd(30) +
      figures.map((name) => name.padStart(10)).join(''),
  );
  console.log(row('bare ws, ms', (figure) => median(pairs.map(({ bare }) => bare[figure]))));
  console.log(row('configStream, ms', (figure) => median(pairs.map(({ stream }) => stream[figure]))));
  console.log(
    row('ratio', (figure) => median(pairs.map(({ bare, stream }) => stream[figure] / bare[figure]))),
  );
}

void main();
