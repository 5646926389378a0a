import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { configStreamDocument } from '../../../src/clients/sdk/config-stream-document';
import type {
  ConfigChange,
  ConfigSnapshot,
  ConfigStreamEvent,
  ConfigStreamInput,
} from '../../../src/engine/protocol/messages';

type Named<Name> = Extract<ConfigStreamEvent, { __typename: Name }>;

export interface InlineSnapshot extends ConfigSnapshot {
  objects: ConfigChange[];
}

interface GraphqlErrors {
  message: string;
  extensions: { code: string };
}

/** A client of `configStream` on a real socket, by graphql-ws, which knows nothing of the protocol's rules. */
export class Subscriber {
  readonly socket: Promise<WebSocket>;
  private readonly events: ConfigStreamEvent[] = [];
  private end: { errors: readonly GraphqlErrors[] } | null = null;
  private wake: () => void = () => undefined;
  private readonly client: ReturnType<typeof createClient>;

  constructor(
    url: string,
    credential: string,
    input: Partial<ConfigStreamInput> = {},
    query: string = configStreamDocument,
    variables: object = {},
  ) {
    let opened: (socket: WebSocket) => void;
    this.socket = new Promise((resolve) => (opened = resolve));
    this.client = createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${credential}` },
      retryAttempts: 0,
      on: { opened: (socket) => opened(socket as WebSocket) },
    });
    this.client.subscribe<{ configStream: ConfigStreamEvent }>(
      { query, variables: { input: { protocol: 1, ...input }, ...variables } },
      {
        next: ({ data, errors }) => {
          if (data) this.events.push(data.configStream);
          else this.ended(errors);
          this.wake();
        },
        error: (errors) => this.ended(errors),
        complete: () => this.ended([]),
      },
    );
  }

  /** The next event, which must be of that type. */
  async next<Name extends ConfigStreamEvent['__typename']>(typename: Name): Promise<Named<Name>> {
    for (;;) {
      const event = this.events.shift();
      if (event?.__typename === typename) return event as Named<Name>;
      if (event) throw new Error(`A ${typename} was expected, ${JSON.stringify(event)} came`);
      if (this.end)
        throw new Error(`A ${typename} was expected, the stream ended: ${JSON.stringify(this.end)}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** The next event that is no bookmark, which must be of that type. */
  async nextButBookmarks<Name extends ConfigStreamEvent['__typename']>(typename: Name): Promise<Named<Name>> {
    for (;;) {
      const position = this.events.findIndex((event) => event.__typename !== 'Bookmark');
      this.events.splice(0, position === -1 ? Infinity : position);
      if (position !== -1 || this.end) return this.next(typename);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Past the opening, with what it sends: a snapshot in the message. */
  async opening(): Promise<InlineSnapshot> {
    await this.next('StreamOpened');
    const snapshot = await this.next('ConfigSnapshot');
    if (snapshot.objects === null) throw new Error('Objects were expected, a reference came');
    return { ...snapshot, objects: snapshot.objects };
  }

  /** What came and was not asked for. */
  get unread(): readonly ConfigStreamEvent[] {
    return this.events;
  }

  /** The codes of the errors that it ended with; none when it ended in order. */
  async codes(): Promise<string[]> {
    while (!this.end) await new Promise<void>((resolve) => (this.wake = resolve));
    return this.end.errors.map(({ extensions }) => extensions.code);
  }

  close(): void {
    void this.client.dispose();
  }

  private ended(errors: unknown): void {
    this.end ??= { errors: Array.isArray(errors) ? (errors as GraphqlErrors[]) : [] };
    this.wake();
  }
}
