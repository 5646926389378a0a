import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import type { ConfigDelta, ConfigStreamEvent, ConfigStreamInput } from '../../src/engine/protocol/messages';
import { configStreamDocument } from '../../src/clients/sdk/config-stream-document';

/** A stream as a test watches it: every event that came, and a way to wait for one. */
export interface Watcher {
  events: ConfigStreamEvent[];
  deltas(): ConfigDelta[];
  /** Waits until the stream has told of `revision`. */
  waitForRevision(revision: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens `configStream` over graphql-ws's own client, without any of our rules. */
export function watch(webSocketUrl: string, key: string, input: Partial<ConfigStreamInput> = {}): Watcher {
  const events: ConfigStreamEvent[] = [];
  const waiting = new Set<() => void>();
  const client: Client = createClient({
    url: webSocketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
  });
  let ended: unknown = null;
  client.subscribe<{ configStream: ConfigStreamEvent }>(
    { query: configStreamDocument, variables: { input: { protocol: 1, ...input } } },
    {
      next: ({ data, errors }) => {
        if (data) events.push(data.configStream);
        else ended = errors;
        for (const look of waiting) look();
      },
      error: (error) => {
        ended = error;
        for (const look of waiting) look();
      },
      complete: () => undefined,
    },
  );
  const told = (): number =>
    Math.max(-1, ...events.map((event) => ('revision' in event ? Number(event.revision) : -1)));
  return {
    events,
    deltas: () => events.filter((event) => event.__typename === 'ConfigDelta'),
    waitForRevision: (revision) =>
      new Promise((done, failed) => {
        const look = (): void => {
          if (told() < revision && ended === null) return;
          waiting.delete(look);
          if (told() >= revision) done();
          else
            failed(ended instanceof Error ? ended : new Error(`The stream ended: ${JSON.stringify(ended)}`));
        };
        waiting.add(look);
        look();
      }),
    close: async () => client.dispose(),
  };
}
