import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'typeorm';
import { WebSocketServer } from 'ws';
import { configStreamDocument } from '../../src/clients/sdk/config-stream-document';
import type { ConfigStreamInput } from '../../src/engine/protocol/messages';
import { compose } from '../../src/server/composition';
import { openDatabase } from '../../src/server/database/data-source';
import { migrate } from '../../src/server/database/migrate';
import { limitDefaults, readSettings, type Limits } from '../../src/server/foundation/settings';
import { startServer } from '../../src/server/main';
import { aRemoteProject, change, remote } from '../../test/support/remote';

/** When there was something to send, and what this process had spent by then. */
export interface Start {
  at: bigint;
  cpu: NodeJS.CpuUsage;
}

export const startNow = (): Start => ({ at: process.hrtime.bigint(), cpu: process.cpuUsage() });

/** About what a flag with a few rules takes. */
export const messageLength = 2_048;
/** What of a delta's message is not the value of its flag. */
const eventLength = 960;

/** The floor: sends one ready text to all its sockets. */
export async function bareServer() {
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

/** What holds a single client back is no matter here. */
const unlimited = Object.fromEntries(
  Object.keys(limitDefaults)
    .filter((name) => /rate|socketsPerAddress|streams|admission/i.test(name))
    .map((name) => [name, 1e9]),
) as Partial<Limits>;

/** A server on SQLite in this process, with an environment that holds a flag `banner`. */
export async function signalboxServer(statements?: Logger) {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const settings = {
    ...readSettings({ SIGNALBOX_LOG_LEVEL: 'error' }),
    port: 0,
    databaseUrl: `sqlite:${join(folder, 'signalbox.db')}`,
  };
  Object.assign(settings.limits, unlimited);
  const database = await openDatabase(settings.databaseUrl, { statements });
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
    url,
    key,
    async stop() {
      await stop();
      rmSync(folder, { recursive: true });
    },
    /** What a socket says to get a stream. */
    subscription: (input: Partial<ConfigStreamInput> = {}) => ({
      url: `${url.replace('http', 'ws')}/graphql`,
      protocol: 'graphql-transport-ws',
      hello: [
        JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }),
        JSON.stringify({
          type: 'subscribe',
          id: 'stream',
          payload: { query: configStreamDocument, variables: { input: { protocol: 1, ...input } } },
        }),
      ],
    }),
    /** A change whose message has `text` in it; answers with the moment of its commit. */
    async publish(text: string): Promise<Start> {
      const value = text.padEnd(messageLength - eventLength, 'x');
      await change(server, [{ putVariant: { environmentId, flagKey: 'banner', variant: 'text', value } }]);
      return committed;
    },
  };
}
