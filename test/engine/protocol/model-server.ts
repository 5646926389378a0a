import { checksumOf, mergeChanges, sha256Of, viewKey } from '../../../src/engine/protocol';
import type {
  Bookmark,
  ConfigChange,
  ConfigDelta,
  ConfigSnapshot,
  ConfigStreamEvent,
  ResyncReason,
} from '../../../src/engine/protocol';
import {
  bookmark,
  delta,
  documentOf,
  opened,
  patchOf,
  put,
  putChunkedList,
  putList,
  remove,
  snapshot,
} from './builders';

/** One wish for a commit; what it becomes depends on what is there. */
export interface Wish {
  target: 'a' | 'b' | 'hidden' | 'list';
  verb: 'put' | 'patch' | 'remove';
  ids: string[];
}

type State = ReadonlyMap<string, ConfigChange>;

/** A stream as the server sees it: where it stands, and what is on its way. */
export interface ModelStream {
  sent: number;
  inFlight: ConfigStreamEvent[];
  /** Everything ever sent on it, for late arrivals. */
  history: ConfigStreamEvent[];
}

/** How snapshots are sent; IN_CHUNKS: in the message, with lists in chunks. */
export type ModelForm = 'WHOLE' | 'IN_CHUNKS' | 'REFERENCE' | 'NONE';

/** The server of the push protocol in the plainest terms: it remembers the whole state at each revision. */
export class ModelServer {
  form: ModelForm = 'WHOLE';
  /** The contents of every revision that ever was, restored away or not. */
  readonly everShown = new Set(['{}']);
  private epoch = 1;
  private log: ConfigChange[][] = [[]];
  private states: State[] = [new Map()];
  private minRevision = 1;
  private readonly chunks = new Map<string, string>();

  get head(): number {
    return this.log.length - 1;
  }

  commit(wishes: Wish[]): void {
    const version = String(this.head + 1);
    const state = new Map(this.states[this.head]);
    const changes = wishes.map((wish) => write(state, wish, version));
    this.log.push(mergeChanges(changes));
    this.states.push(state);
    this.everShown.add(this.contents());
  }

  /** Streams can no longer resume from before the head. */
  compact(): void {
    this.minRevision = this.head + 1;
  }

  /** A backup is restored: the log goes on from an earlier revision, in another life. */
  restore(revisions: number): void {
    const head = Math.max(0, this.head - revisions);
    this.log = this.log.slice(0, head + 1);
    this.states = this.states.slice(0, head + 1);
    this.minRevision = Math.min(this.minRevision, head + 1);
    this.epoch += 1;
  }

  open(resume: string | null, localChecksum: string | null): ModelStream {
    const position = resume === null ? null : (JSON.parse(resume) as { epoch: number; revision: number });
    const reason = this.resyncReason(position, localChecksum);
    const sent = reason === null && position ? position.revision : this.head;
    const willSend = reason !== null ? 'SNAPSHOT' : sent < this.head ? 'DELTAS' : 'UP_TO_DATE';
    const stream: ModelStream = { sent, inFlight: [], history: [] };
    send(stream, opened({ epoch: String(this.epoch), headRevision: String(this.head), willSend }));
    if (reason !== null) send(stream, this.snapshot(reason));
    if (willSend === 'DELTAS') this.push(stream, true);
    return stream;
  }

  /** Sends what is new as one delta, or each revision on its own. Nothing visible: nothing is sent. */
  push(stream: ModelStream, isMerged: boolean): void {
    const steps = isMerged
      ? [this.head]
      : Array.from({ length: this.head - stream.sent }, (_, index) => stream.sent + index + 1);
    for (const revision of steps) {
      const event = this.delta(stream.sent, revision);
      if (event.changes.length === 0) continue;
      send(stream, event);
      stream.sent = revision;
    }
  }

  /** Says that there is nothing newer, so it comes after all that is newer. */
  mark(stream: ModelStream): void {
    this.push(stream, true);
    send(stream, this.bookmark());
    stream.sent = this.head;
  }

  /** What every client should hold in the end. */
  contents(): string {
    return contentsOf(this.visible(this.head));
  }

  private resyncReason(
    position: { epoch: number; revision: number } | null,
    localChecksum: string | null,
  ): ResyncReason | null {
    if (!position) return 'NEW_STREAM';
    if (position.epoch !== this.epoch) return 'EPOCH_CHANGED';
    if (position.revision > this.head) return 'REVISION_AHEAD';
    if (position.revision < this.minRevision - 1) return 'COMPACTED';
    const differs = localChecksum !== null && localChecksum !== checksumOf(this.visible(position.revision));
    return differs ? 'CHECKSUM_MISMATCH' : null;
  }

  private delta(from: number, to: number): ConfigDelta {
    const changes = mergeChanges(this.log.slice(from + 1, to + 1).flat()).filter(isVisible);
    const event = delta(String(from), String(to), changes, this.visible(to));
    return { ...event, resume: this.token(to) };
  }

  private snapshot(resyncReason: ResyncReason): ConfigSnapshot {
    const { form } = this;
    const resume = this.token(this.head);
    const whole = snapshot(String(this.head), this.visible(this.head), { resyncReason, resume });
    if (form === 'WHOLE') return whole;
    if (form === 'IN_CHUNKS') return { ...whole, objects: this.inChunks(this.head) };
    if (form === 'NONE') return { ...whole, objects: null };
    const url = `config/snapshots/production/${this.epoch}.${this.head}.all`;
    const sha256 = sha256Of(this.textAt(url) ?? '');
    return { ...whole, objects: null, reference: { url, sha256, expiresAt: '2026-01-01T01:00:00.000Z' } };
  }

  /** What a fetch of it answers; null: 404. */
  textAt(url: string): string | null {
    if (url === 'config') return this.documentAt(this.head);
    const [, epoch, revision] = /^config\/snapshots\/production\/(\d+)\.(\d+)\.all$/.exec(url) ?? [];
    if (revision === undefined) return this.chunks.get(url) ?? null;
    const isThere = epoch === String(this.epoch) && Number(revision) <= this.head;
    return isThere ? this.documentAt(Number(revision)) : null;
  }

  private documentAt(revision: number): string {
    const checksum = checksumOf(this.visible(revision));
    const position = { epoch: String(this.epoch), checksum, resume: this.token(revision) };
    return documentOf(String(revision), this.inChunks(revision), position);
  }

  /** Lists of two ids and more are cut, so that a few make several chunks. */
  private inChunks(revision: number): ConfigChange[] {
    return this.visible(revision).map((change) => {
      const { ids = [] } = JSON.parse(change.payload!) as { ids?: string[] };
      if (change.kind !== 'LIST' || ids.length < 2) return change;
      const { change: chunked, texts } = putChunkedList(change.key, change.version, ids, 1);
      for (const [url, text] of texts) this.chunks.set(url, text);
      return chunked;
    });
  }

  private bookmark(): Bookmark {
    const event = bookmark(String(this.head), this.visible(this.head));
    return { ...event, resume: this.token(this.head) };
  }

  private visible(revision: number): ConfigChange[] {
    return [...this.states[revision]!.values()].filter(isVisible);
  }

  private token(revision: number): string {
    return JSON.stringify({ epoch: this.epoch, revision });
  }
}

/** A view as one text, whatever the order of its objects. */
export function contentsOf(
  objects: Iterable<Pick<ConfigChange, 'kind' | 'key' | 'version' | 'payload'>>,
): string {
  const entries = [...objects].map(({ kind, key, version, payload }) => [
    viewKey(kind, key),
    [version, payload],
  ]);
  return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))));
}

/** What a router may make of two deltas in a row. */
export function mergeInFlight(stream: ModelStream): void {
  const [first, second] = stream.inFlight;
  if (first?.__typename !== 'ConfigDelta' || second?.__typename !== 'ConfigDelta') return;
  if (first.revision !== second.fromRevision) return;
  const changes = mergeChanges([...first.changes, ...second.changes]);
  stream.inFlight.splice(0, 2, { ...second, fromRevision: first.fromRevision, changes });
}

function send(stream: ModelStream, event: ConfigStreamEvent): void {
  stream.inFlight.push(event);
  stream.history.push(event);
}

function isVisible({ key }: ConfigChange): boolean {
  return key !== 'hidden';
}

function write(state: Map<string, ConfigChange>, { target, verb, ids }: Wish, version: string): ConfigChange {
  const kind = target === 'list' ? 'LIST' : 'FLAG';
  const place = viewKey(kind, target);
  const before = state.get(place);
  if (verb === 'remove') {
    state.delete(place);
    return remove(target, version, kind);
  }
  const isPatch = verb === 'patch' && kind === 'LIST' && before !== undefined && before.version !== version;
  const held = isPatch ? (JSON.parse(before.payload!) as { ids: string[] }).ids : [];
  const added = ids.filter((id) => !held.includes(id));
  const removed = ids.filter((id) => held.includes(id));
  const after = [...held, ...added].filter((id) => !removed.includes(id)).sort();
  const whole = kind === 'LIST' ? putList(target, version, after) : put(target, version);
  state.set(place, whole);
  return isPatch ? patchOf(target, version, { from: before.version, added, removed }) : whole;
}
