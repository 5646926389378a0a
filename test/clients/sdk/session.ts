import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../../src/clients/sdk';
import type { Change, Client, ClientEvents, ClientOptions, Logger } from '../../../src/clients/sdk';
import type { Flag, List } from '../../../src/engine/evaluation';
import type { ConfigChange, ConfigStreamEvent } from '../../../src/engine/protocol';
import { opened, snapshot } from '../../engine/protocol/builders';
import { FakeClock } from './fake-clock';
import { ScriptedServer } from './scripted-server';
import type { ServerStream } from './scripted-server';

export const key = 'sbx_srv_abcdefghij_secret';

/** Everything that a test of the client opens, closed again after it. */
export class Session {
  readonly clock = new FakeClock();
  readonly messages: string[] = [];
  readonly directory = mkdtempSync(join(tmpdir(), 'signalbox-sdk-'));
  private onMessage: () => unknown = () => {};
  private readonly clients: Client[] = [];
  private readonly servers: ScriptedServer[] = [];

  async server(port?: number): Promise<ScriptedServer> {
    const server = await ScriptedServer.start(port);
    this.servers.push(server);
    return server;
  }

  /** Its random number is always a half. */
  client(options: Partial<ClientOptions> & { url: string }): Client {
    const { clock, logger } = this;
    const client = createClient({ key, clock, logger, random: () => 0.5, ...options });
    this.clients.push(client);
    return client;
  }

  /** A client that is live at revision 1 with these objects, and the stream that it is on. */
  async live(objects: ConfigChange[], options: Partial<ClientOptions> = {}) {
    const server = await this.server();
    const client = this.client({ url: server.url, ...options });
    const stream = await this.feed(server, client, objects);
    return { server, client, stream };
  }

  /** Answers the client's next stream with a snapshot of revision 1. */
  async feed(server: ScriptedServer, client: Client, objects: ConfigChange[]): Promise<ServerStream> {
    const stream = await server.nextStream();
    const isLive = nextStatus(client, 'live');
    stream.send(opened(), snapshot('1', objects));
    await isLive;
    return stream;
  }

  async end(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    await Promise.all(this.servers.map((server) => server.stop()));
    rmSync(this.directory, { recursive: true });
  }

  /** Resolves when so many streams have ended. */
  ends(count: number): Promise<void> {
    const isThere = () =>
      this.messages.filter((message) => message.startsWith('the stream ended')).length >= count;
    return new Promise((resolve) => {
      const check = () => isThere() && resolve();
      this.onMessage = check;
      check();
    });
  }

  /** Resolves when a message says so. */
  says(words: string): Promise<void> {
    return new Promise((resolve) => {
      const check = () => this.messages.some((message) => message.includes(words)) && resolve();
      this.onMessage = check;
      check();
    });
  }

  private get logger(): Logger {
    const write = (message: string) => {
      this.messages.push(message);
      this.onMessage();
    };
    return { debug: write, info: write, warn: write, error: write };
  }
}

export function next<Name extends keyof ClientEvents>(
  client: Client,
  name: Name,
): Promise<ClientEvents[Name]> {
  return new Promise((resolve) => {
    const unlisten = client.on(name, (event) => {
      unlisten();
      resolve(event);
    });
  });
}

export function nextStatus(client: Client, wanted: ClientEvents['status']): Promise<void> {
  return new Promise((resolve) => {
    const unlisten = client.on('status', (status) => {
      if (status !== wanted) return;
      unlisten();
      resolve();
    });
  });
}

/** Sends and waits until the client has followed. */
export async function change(
  client: Client,
  stream: ServerStream,
  ...events: ConfigStreamEvent[]
): Promise<Change> {
  const changed = next(client, 'change');
  stream.send(...events);
  return changed;
}

/** A boolean flag that gives everybody the same, put at a version. */
export function aFlag(key: string, version: string, given: Partial<Flag> = {}): ConfigChange {
  const flag: Flag = {
    key,
    type: 'BOOLEAN',
    on: true,
    off: 'no',
    variants: { yes: { value: true }, no: { value: false } },
    rules: [],
    fallthrough: 'yes',
    seed: `seed of ${key}`,
    clientSide: false,
    tags: [],
    ...given,
  };
  return { kind: 'FLAG', key, op: 'PUT', version, payload: JSON.stringify(flag) };
}

export function aList(key: string, version: string, ids: string[]): ConfigChange {
  const list: List & { ids: string[] } = { unit: { path: ['key'] }, size: ids.length, ids };
  return { kind: 'LIST', key, op: 'PUT', version, payload: JSON.stringify(list) };
}
