import { createClient } from '../../../src/clients/web';
import type { Client, ClientEvents, ClientOptions, Logger, ValueStorage } from '../../../src/clients/web';
import type { Json } from '../../../src/engine/evaluation';
import { FakeClock } from '../sdk/fake-clock';
import { ScriptedServer } from './scripted-server';

export const key = 'sbx_cli_abcdefghij';

/** Everything that a test of the client opens, closed again after it. */
export class Session {
  readonly clock = new FakeClock();
  readonly server = new ScriptedServer();
  readonly storage = new MemoryStorage();
  readonly messages: string[] = [];
  private readonly clients: Client[] = [];

  /** Its random number is always a half. */
  client(options: Partial<ClientOptions> = {}): Client {
    const { clock, storage } = this;
    const { fetch, webSocket } = this.server;
    const client = createClient({
      url: 'http://signalbox.test',
      key,
      context: { targetingKey: 'ann' },
      storage,
      clock,
      logger: this.logger,
      random: () => 0.5,
      fetch,
      webSocket,
      ...options,
    });
    this.clients.push(client);
    return client;
  }

  /** A client that is live at revision 1 with these values, and the stream that it is on. */
  async live(values: Record<string, Json>, options: Partial<ClientOptions> = {}) {
    const client = this.client(options);
    const isLive = nextStatus(client, 'live');
    (await this.server.nextRequest()).answer('1', values);
    await isLive;
    const stream = await this.server.nextStream();
    stream.signal('1', { flagKeys: null });
    return { client, stream };
  }

  /** Time in small steps, so that whatever happens in it happens in order; `ms` is a multiple of 500. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      this.clock.advance(500);
      await settled();
    }
  }

  end(): void {
    for (const client of this.clients) client.close();
  }

  private get logger(): Logger {
    const write = (message: string): void => void this.messages.push(message);
    return { debug: write, info: write, warn: write, error: write };
  }
}

/** `localStorage` as far as the client uses it. */
export class MemoryStorage implements ValueStorage {
  readonly items = new Map<string, string>();

  getItem(name: string): string | null {
    return this.items.get(name) ?? null;
  }

  setItem(name: string, text: string): void {
    this.items.set(name, text);
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

/** Lets everything that waits for nothing but its turn have it. */
export const settled = (): Promise<void> => new Promise(setImmediate);
