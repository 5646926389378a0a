import 'reflect-metadata';
import { SdkFleet } from './sdk-fleet';
import { signalboxServer } from './servers';
import { SocketFleet } from './socket-fleet';

/**
 * Prints how long a change takes from its commit until an SDK evaluates with it, while many streams are open and changes
 * come at a steady pace. The SDKs are in a process of their own; both processes read the same clock.
 *
 *     npm run bench:applied -- [streams] [revisions] [revisions a second]
 */

const streams = Number(process.argv[2] ?? 1_000);
const revisions = Number(process.argv[3] ?? 100);
const perSecond = Number(process.argv[4] ?? 5);
const sdks = 20;

async function main(): Promise<void> {
  const server = await signalboxServer();
  const fleet = new SocketFleet();
  const clients = new SdkFleet();
  try {
    await fleet.open({ ...server.subscription(), count: streams - sdks, readyText: '"ConfigSnapshot"' });
    await clients.open({ url: server.url, key: server.key, count: sdks });
    for (let revision = 0; revision < revisions; revision += 1) {
      const pause = new Promise((resolve) => setTimeout(resolve, 1_000 / perSecond));
      await server.publish(`revision ${revision}.`);
      await pause;
    }
    const sorted = (await clients.delays()).toSorted((one, other) => one - other);
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    console.log(
      `${streams} streams, ${revisions} revisions at ${perSecond} a second, ${sorted.length} times applied by ${sdks} SDKs`,
    );
    console.log(`commit to applied, ms: p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`);
  } finally {
    clients.close();
    fleet.close();
    await server.stop();
  }
}

void main();
