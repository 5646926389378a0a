import { createHash } from 'node:crypto';
import WebSocket from 'ws';
import { openStream, type Stream } from '../../../src/clients/sdk/stream';
import type { ConfigChange, ConfigStreamEvent } from '../../../src/engine/protocol/messages';
import type { ClientEnd, ClientHistory, Seen, SeenChange, SeenOf } from './history';
import { between, type Random } from './random';
import { placeOf } from './replay';
import { until } from './until';

export interface WatcherOptions {
  name: string;
  /** `ws://…/graphql`. */
  url: string;
  key: string;
  random: Random;
  /** false, unless told otherwise: every revision by itself. */
  coalesce?: boolean;
  /** How long without an event until the stream is taken for dead. Two and a half bookmarks, of which it asks for the shortest. */
  silenceMs?: number;
}

/**
 * A client without any of our rules: it notes what comes, and when a stream ends it goes on from the last token it got,
 * unless it was refused.
 */
export interface Watcher {
  name: string;
  /** The newest revision it was brought to; -1 before the first. */
  readonly revision: number;
  /** How many streams it has opened. */
  readonly streams: number;
  readonly seen: readonly Seen[];
  waitFor(revision: number, deadlineMs?: number): Promise<void>;
  /** The same in one life of the log: revisions of another say nothing. */
  waitForHead(head: Head, deadlineMs?: number): Promise<void>;
  history(): ClientHistory;
  close(): void;
}

export interface Head {
  epoch: string;
  revision: number;
}

const bookmarkEveryMs = 5_000;

export function startWatcher(options: WatcherOptions): Watcher {
  const { name, url, key, random, coalesce = false, silenceMs = 2.5 * bookmarkEveryMs } = options;
  const seen: Seen[] = [];
  let position: { revision: number; token: string } | null = null;
  let epoch = '';
  /** Of this epoch. */
  let toldRevision = -1;
  let streams = 0;
  let current: Stream | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const open = (): void => {
    const stream = (streams += 1);
    const asked = position?.revision ?? null;
    const note = (event: ConfigStreamEvent): void => {
      const told = seenOf(event, stream, stream === seen.at(-1)?.stream ? positionOf() : asked);
      if (told) seen.push(told);
      if (event.__typename === 'StreamOpened' && event.epoch !== epoch) {
        ({ epoch } = event);
        toldRevision = -1;
      }
      if (!('resume' in event)) return;
      toldRevision = Number(event.revision);
      position = { revision: toldRevision, token: event.resume };
    };
    const end = (cause: string, isRefused = false): void => {
      if (isClosed || streams !== stream) return;
      seen.push({ type: 'ENDED', at: Date.now(), stream, cause });
      current?.close();
      clearTimeout(timer);
      if (!isRefused) timer = setTimeout(open, between(random, 50, 500));
    };
    const watchSilence = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => end('silence'), silenceMs);
    };
    watchSilence();
    current = openStream({
      url,
      key,
      webSocket: WebSocket,
      input: { protocol: 1, coalesce, bookmarkEveryMs, resume: position?.token ?? null },
      onEvent: (event) => {
        note(event);
        watchSilence();
      },
      onEnd: ({ cause, isRefused }) => end(cause, isRefused),
    });
  };
  const positionOf = (): number | null => position?.revision ?? null;

  open();
  return {
    name,
    get revision() {
      return positionOf() ?? -1;
    },
    get streams() {
      return streams;
    },
    seen,
    waitFor(revision, deadlineMs) {
      const what = (): string => `${name} at ${revision}: it is at ${positionOf()}, ${lastOf(seen)}`;
      return until(what, () => (positionOf() ?? -1) >= revision, deadlineMs);
    },
    waitForHead(head, deadlineMs) {
      const what = (): string => `${name} at ${head.revision} of ${head.epoch}: ${lastOf(seen)}`;
      return until(what, () => epoch === head.epoch && toldRevision >= head.revision, deadlineMs);
    },
    history: () => ({ name, seen, exposed: [], end: endOf(seen) }),
    close() {
      isClosed = true;
      clearTimeout(timer);
      current?.close();
    },
  };
}

/** As the history keeps it: payloads by their digests. null: of a kind that is not known. */
export function seenOf(event: ConfigStreamEvent, stream: number, asked: number | null): Seen | null {
  const place = { at: Date.now(), stream };
  switch (event.__typename) {
    case 'StreamOpened': {
      const { epoch, willSend, headRevision, minRevision } = event;
      const numbers = { headRevision: Number(headRevision), minRevision: Number(minRevision) };
      return { type: 'OPENED', ...place, asked, epoch, willSend, ...numbers };
    }
    case 'ConfigSnapshot': {
      const { revision, resyncReason: reason, objects, checksum } = event;
      const told = { revision: Number(revision), reason, objects: (objects ?? []).map(changeOf), checksum };
      return { type: 'SNAPSHOT', ...place, ...told };
    }
    case 'ConfigDelta': {
      const { fromRevision, revision, changes, checksum, coalesced, committedAt } = event;
      const numbers = { from: Number(fromRevision), revision: Number(revision), coalesced };
      const told = { changes: changes.map(changeOf), checksum, committedAt: Date.parse(committedAt) };
      return { type: 'DELTA', ...place, ...numbers, ...told };
    }
    case 'Bookmark':
      return { type: 'BOOKMARK', ...place, revision: Number(event.revision), checksum: event.checksum };
    case 'Goodbye':
      return { type: 'GOODBYE', ...place, reason: event.reason };
    default:
      return null;
  }
}

const changeOf = ({ kind, key, op, version, payload }: ConfigChange): SeenChange => ({
  place: placeOf(kind, key),
  op,
  version: Number(version),
  digest: payload === null || kind === 'LIST' ? null : digestOf(payload),
});

export const digestOf = (text: string): string =>
  createHash('sha1').update(text).digest('base64').slice(0, 16);

/** What somebody holds who takes every event at its word. */
function endOf(seen: readonly Seen[]): ClientEnd | null {
  const objects = new Map<string, string>();
  let epoch = '';
  let revision = -1;
  for (const event of seen) {
    if (event.type === 'OPENED') ({ epoch } = event);
    if (event.type === 'SNAPSHOT') objects.clear();
    if (event.type === 'SNAPSHOT' || event.type === 'DELTA') write(objects, event);
    if ('revision' in event) ({ revision } = event);
  }
  return revision < 0 ? null : { epoch, revision, objects, lists: null };
}

function write(objects: Map<string, string>, event: SeenOf<'SNAPSHOT' | 'DELTA'>): void {
  for (const { place, op, digest } of event.type === 'SNAPSHOT' ? event.objects : event.changes) {
    if (op === 'DELETE') objects.delete(place);
    else if (digest !== null) objects.set(place, digest);
  }
}

function lastOf(seen: readonly Seen[]): string {
  const last = seen.at(-1);
  return last ? `the last that it saw is ${JSON.stringify(last).slice(0, 300)}` : 'it has seen nothing';
}
