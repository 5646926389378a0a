import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { configStreamDocument } from '../src/clients/sdk/config-stream-document';
import { compose } from '../src/server/composition';
import { openDatabase } from '../src/server/database/data-source';
import { migrate } from '../src/server/database/migrate';
import { readSettings } from '../src/server/foundation/settings';
import { startServer } from '../src/server/main';
import { change, remote, aRemoteProject } from '../test/support/remote';
import { SocketFleet, type Arrivals } from './socket-fleet';

/**
 * Prints how long a change takes from its commit to each of many subscribers of `configStream` on WebSockets of their
 * own, beside a bare `ws` server that sends one ready text of the same length to as many sockets. Both servers stand in
 * this process and take turns; the subscribers are in another. Only the ratio says something: the median of the rounds'.
 *
 *     node -r @swc-node/register bench/fan-out.ts [subscribers] [rounds]
 */

const subscribers = Number(process.argv[2] ?? 1_000);
const rounds = Number(process.argv[3] ?? 15);
const warmUpRounds = 3;
/** About what a flag with a few rules takes. */
const messageLength = 2_048;
/** What of a delta's message is not the value of its flag. */
const eventLength = 960;

interface Turn {
  first: number;
  p50: number;
  p99: number;
  last: number;
  /** What this process, hence the server, spent. */
  cpuMs: number;
}

type Pair = Record<'bare' | 'stream', Turn>;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const fleet = new SocketFleet();
  const bare = await bareServer();
  const signalbox = await signalboxServer(folder);
  try {
    await fleet.open({ url: bare.url, count: subscribers, hello: ['hello'], readyText: 'welcome' });
    await fleet.open({ ...signalbox.subscription, count: subscribers, readyText: '"ConfigSnapshot"' });
    const pairs: Pair[] = [];
    for (let round = 0; round < warmUpRounds + rounds; round += 1) {
      pairs.push({
        bare: await turn(fleet, `bare ${round}.`, bare.broadcast),
        stream: await turn(fleet, `stream ${round}.`, signalbox.publish),
      });
    }
    report(pairs.slice(warmUpRounds));
  } finally {
    fleet.close();
    bare.close();
    await signalbox.stop();
    rmSync(folder, { recursive: true });
  }
}

/** When there was something to send, and what this process had spent by then. */
interface Start {
  at: bigint;
  cpu: NodeJS.CpuUsage;
}

const startNow = (): Start => ({ at: process.hrtime.bigint(), cpu: process.cpuUsage() });

async function turn(
  fleet: SocketFleet,
  text: string,
  send: (text: string) => Promise<Start> | Start,
): Promise<Turn> {
  let start = startNow();
  const arrivals = await fleet.timesOf(text, subscribers, async () => {
    start = await send(text);
  });
  const { user, system } = process.cpuUsage(start.cpu);
  return { ...quantilesOf(arrivals, start.at), cpuMs: (user + system) / 1e3 };
}

function quantilesOf(arrivals: Arrivals, start: bigint): Omit<Turn, 'cpuMs'> {
  const ms = arrivals.map((at) => Number(at - start) / 1e6).sort((a, b) => a - b);
  const at = (part: number): number => ms[Math.min(ms.length - 1, Math.floor(part * ms.length))];
  return { first: at(0), p50: at(0.5), p99: at(0.99), last: at(1) };
}

function report(pairs: Pair[]): void {
  const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];
  const figures = ['first', 'p50', 'p99', 'last', 'cpuMs'] as const;
  const row = (name: string, valueOf: (figure: (typeof figures)[number]) => number): string =>
    name.padEnd(26) + figures.map((figure) => valueOf(figure).toFixed(2).padStart(10)).join('');
  console.log(
    `${subscribers} subscribers, ${pairs.length} rounds`.padEnd(26) +
      figures.map((name) => name.padStart(10)).join(''),
  );
  console.log(row('bare ws, ms', (figure) => median(pairs.map(({ bare }) => bare[figure]))));
  console.log(row('configStream, ms', (figure) => median(pairs.map(({ stream }) => stream[figure]))));
  console.log(
    row('ratio', (figure) => median(pairs.map(({ bare, stream }) => stream[figure] / bare[figure]))),
  );
}

async function bareServer() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  server.on('connection', (socket) => socket.on('message', () => socket.send('welcome')));
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    broadcast(text: string): Start {
      const start = startNow();
      const message = text.padEnd(messageLength, 'x');
      for (const client of server.clients) client.send(message);
      return start;
    },
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

async function signalboxServer(folder: string) {
  const settings = {
    ...readSettings({ SIGNALBOX_LOG_LEVEL: 'error' }),
    port: 0,
    databaseUrl: `sqlite:${join(folder, 'signalbox.db')}`,
  };
  settings.limits.rateBurst = settings.limits.rateRestorePerSecond = 1e9;
  settings.limits.socketsPerAddress = 1e6;
  const database = await openDatabase(settings.databaseUrl);
  await migrate(database);
  const composition = await compose(settings, { database });
  const { ownerToken } = await composition.founding.createOrganization({
    slug: 'bench',
    name: 'Bench',
    owner: { email: 'owner@example.com', name: 'Olive Owner' },
    now: Date.now(),
  });
  const { url, stop } = await startServer(composition);
  const server = remote(url, ownerToken);
  const { projectId, environmentId, key } = await aRemoteProject(server, 'checkout');
  const variants = [{ key: 'text', value: '' }];
  await change(server, [{ createFlag: { projectId, key: 'banner', type: 'STRING', variants } }]);
  let committed = startNow();
  composition.hints.subscribe(() => (committed = startNow()));
  return {
    stop,
    subscription: {
      url: `${url.replace('http', 'ws')}/graphql`,
      protocol: 'graphql-transport-ws',
      hello: [
        JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }),
        JSON.stringify({
          type: 'subscribe',
          id: 'stream',
          payload: { query: configStreamDocument, variables: { input: { protocol: 1 } } },
        }),
      ],
    },
    async publish(text: string): Promise<Start> {
      const value = text.padEnd(messageLength - eventLength, 'x');
      await change(server, [{ putVariant: { environmentId, flagKey: 'banner', variant: 'text', value } }]);
      return committed;
    },
  };
}

void main();
