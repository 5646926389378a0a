import WebSocket from 'ws';
import { canonicalJson, type Json } from '../../../src/engine/evaluation';
import type { ConfigStreamEvent } from '../../../src/engine/protocol/messages';
import { createClient, type Client } from '../../../src/clients/sdk';
import type { ClientEnd, ClientHistory, Exposed, Seen } from './history';
import { markOfFlag } from './marks';
import type { Random } from './random';
import { placeOf } from './replay';
import { until } from './until';
import { digestOf, seenOf, type Head } from './watcher';

export interface FollowerOptions {
  name: string;
  /** `http://…`, of the server. */
  url: string;
  key: string;
  /** Draws the waits before reconnections. */
  random: Random;
  diskCache?: string;
}

/** The real SDK, with a note of each message that reached it and of each revision that it evaluated with. */
export interface Follower {
  name: string;
  client: Client;
  readonly revision: number;
  readonly streams: number;
  readonly seen: readonly Seen[];
  /** Why streams ended, and what else the SDK said. */
  readonly said: readonly string[];
  waitFor(revision: number, deadlineMs?: number): Promise<void>;
  /** The same in one life of the log: revisions of another say nothing. */
  waitForHead(head: Head, deadlineMs?: number): Promise<void>;
  history(): ClientHistory;
  close(): Promise<void>;
}

export function startFollower({ name, url, key, random, diskCache }: FollowerOptions): Follower {
  const seen: Seen[] = [];
  const exposed: Exposed[] = [];
  const said: string[] = [];
  let streams = 0;
  /** Of the stream that was opened last, and of the revision that was told last. */
  let epoch = '';
  let toldEpoch = '';
  const revisionOf = (): number => Number(client.revision ?? -1);

  class NotingSocket extends WebSocket {
    private readonly stream = (streams += 1);
    private asked: number | null = null;

    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols);
      this.on('message', (message) => this.note(String(message)));
      this.on('close', (code, reason) => {
        seen.push({ type: 'ENDED', at: Date.now(), stream: this.stream, cause: `${code} ${String(reason)}` });
      });
    }

    override send(data: string, ...others: never[]): void {
      const { type, payload } = JSON.parse(data) as { type: string; payload?: Subscription };
      if (type === 'subscribe') this.asked = payload?.variables.input.resume ? revisionOf() : null;
      super.send(data, ...others);
    }

    /** Before the SDK has it: what it evaluates with then belongs to this event. */
    private note(text: string): void {
      const { type, payload } = JSON.parse(text) as { type: string; payload?: Answer };
      const event = type === 'next' ? payload?.data?.configStream : undefined;
      const told = event && seenOf(event, this.stream, this.asked);
      if (!told) return;
      seen.push(told);
      if (told.type === 'OPENED') ({ epoch } = told);
      if ('revision' in told) toldEpoch = epoch;
    }
  }

  const log = (text: string): void => void said.push(text);
  const client = createClient({
    url,
    key,
    random,
    webSocket: NotingSocket,
    logger: { debug: log, info: log, warn: log, error: log },
    ...(diskCache !== undefined && { diskCache }),
  });
  const expose = (): void => {
    const flags = Object.values(client.ruleset.flags);
    const marks = new Map(flags.map((flag) => [placeOf('FLAG', flag.key), markOfFlag(flag)]));
    exposed.push({ at: Date.now(), epoch, revision: revisionOf(), marks });
  };
  client.on('ready', expose);
  client.on('change', expose);
  return {
    name,
    client,
    get revision() {
      return revisionOf();
    },
    get streams() {
      return streams;
    },
    seen,
    said,
    waitFor(revision, deadlineMs) {
      const what = (): string => `${name} at ${revision}: it is at ${revisionOf()}, ${said.at(-1)}`;
      return until(what, () => revisionOf() >= revision, deadlineMs);
    },
    waitForHead(head, deadlineMs) {
      const what = (): string =>
        `${name} at ${head.revision} of ${head.epoch}: it is at ${revisionOf()} of ${toldEpoch}, ${said.at(-1)}`;
      return until(what, () => toldEpoch === head.epoch && revisionOf() >= head.revision, deadlineMs);
    },
    history: () => ({ name, seen, exposed, end: endOf(client, epoch) }),
    close: () => client.close(),
  };
}

interface Subscription {
  variables: { input: { resume?: string | null } };
}

interface Answer {
  data?: { configStream: ConfigStreamEvent };
}

function endOf({ ruleset, revision }: Client, epoch: string): ClientEnd | null {
  if (revision === null) return null;
  const { flags, segments, layers, lists } = ruleset;
  const kinds = { FLAG: flags, SEGMENT: segments, LAYER: layers };
  const objects = Object.entries(kinds).flatMap(([kind, ofKind]) =>
    Object.entries(ofKind).map(
      ([key, body]) => [placeOf(kind, key), digestOf(canonicalJson(body as Json))] as const,
    ),
  );
  const sizes = Object.entries(lists).map(([key, { size }]) => [key, size] as const);
  return { epoch, revision: Number(revision), objects: new Map(objects), lists: new Map(sizes) };
}
