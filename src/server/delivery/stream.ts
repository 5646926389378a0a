import type { ConfigStreamInput, ResyncReason, SnapshotMode } from '../../engine/protocol/messages';
import { invalidInput } from '../foundation/errors';
import type { Start } from './resume';

/** Where the events of a stream go: a socket's frames, or an iterator that somebody pulls. */
export interface StreamOutlet<Body> {
  /** What was sent and is not taken yet. */
  readonly pendingBytes: number;
  send(body: Body): void;
  /** Nothing more comes, and all is well. */
  end(): void;
  /** Nothing more comes, because of a bug. */
  fail(error: unknown): void;
  /** Ends the whole connection, which is of no use any more. */
  close(code: number, reason: string): void;
}

export interface StreamOptions {
  coalesce: boolean;
  bookmarkEveryMs: number;
  resume: string | null;
  localChecksum: string | null;
  snapshot: SnapshotMode;
  client: NonNullable<ConfigStreamInput['client']>;
}

/**
 * One subscriber. There is no queue: what it lacks follows from where it stands, however long it did not read, so a slow
 * one costs no more memory than a fast one.
 */
export interface Stream<Body> {
  readonly id: string;
  readonly outlet: StreamOutlet<Body>;
  readonly coalesce: boolean;
  readonly bookmarkEveryMs: number;
  readonly form: SnapshotForm;
  /** Called once, when the stream has left its group for whatever reason. */
  readonly onGone: () => void;
  /** Replaced with each event that moves the stream. */
  standing: Start;
  /** Whether it was told what stream this is. */
  isOpened: boolean;
  /** On the monotonic clock, as is `drained.at`. */
  lastSentAt: number;
  /** `pendingBytes` when they last sank, and when that was. */
  drained: { pendingBytes: number; at: number };
}

/** How a stream is sent snapshots. WHOLE: with all objects and all ids in them, for who cannot be told where they are. */
export type SnapshotForm = SnapshotMode | 'WHOLE';

const shortestBookmarkMs = 5_000;
const longestBookmarkMs = 60_000;

export function assertProtocol(protocol: number): void {
  if (protocol === 1) return;
  throw invalidInput(`\`protocol\` must be 1, ${protocol} was given`, { field: ['input', 'protocol'] });
}

export function readStreamOptions(input: ConfigStreamInput): StreamOptions {
  assertProtocol(input.protocol);
  const asked = input.bookmarkEveryMs ?? 15_000;
  return {
    coalesce: input.coalesce ?? true,
    bookmarkEveryMs: Math.min(longestBookmarkMs, Math.max(shortestBookmarkMs, asked)),
    resume: input.resume ?? null,
    localChecksum: input.localChecksum ?? null,
    snapshot: input.snapshot ?? 'INLINE',
    client: clientOf(input),
  };
}

/** Throws INVALID_INPUT for who wants references and does not ask for them. */
export function formOf({ snapshot }: Pick<StreamOptions, 'snapshot'>, canRefer: boolean): SnapshotForm {
  if (canRefer || snapshot === 'NONE') return snapshot;
  if (snapshot === 'INLINE') return 'WHOLE';
  throw invalidInput('`snapshot: REFERENCE` needs `reference` of `ConfigSnapshot` to be selected', {
    field: ['input', 'snapshot'],
  });
}

const longestName = 100;

/** What a client says of itself, cut to what can be shown. */
function clientOf({ client }: ConfigStreamInput): StreamOptions['client'] {
  const cut = (text: string | null | undefined): string | null => text?.slice(0, longestName) ?? null;
  return { name: cut(client?.name), version: cut(client?.version), instance: cut(client?.instance) };
}

/** What a stream needs next; all but the opening is the same for every stream at the same place. */
export type Step = { kind: 'OPEN' } | SharedStep;

export type SharedStep =
  | { kind: 'SNAPSHOT'; reason: ResyncReason; form: SnapshotForm }
  | { kind: 'DELTA'; from: number; to: number }
  | { kind: 'BOOKMARK'; revision: number };

/** null: it has all there is. */
export function nextStep(stream: Stream<never>, head: number, now: number): Step | null {
  const { standing, isOpened, coalesce, lastSentAt, bookmarkEveryMs, form } = stream;
  if (!isOpened) return { kind: 'OPEN' };
  if ('snapshot' in standing) return { kind: 'SNAPSHOT', reason: standing.snapshot, form };
  const { from } = standing;
  if (from < head) return { kind: 'DELTA', from, to: coalesce ? head : from + 1 };
  return now - lastSentAt >= bookmarkEveryMs ? { kind: 'BOOKMARK', revision: from } : null;
}

/** Above this, a socket is left alone until it has drained. */
export const mostPendingBytes = 64 * 1024;

export const isFull = ({ outlet }: Stream<never>): boolean => outlet.pendingBytes > mostPendingBytes;

const stuckAfterMs = 30_000;
const slowestBytesPerMs = 64;

/**
 * Looks whether the client has read anything since the last look, and answers whether it has stopped altogether. A large
 * frame counts as pending until all of it is gone, so it is given the time that a slow line needs for it.
 */
export function hasStopped({ outlet, drained }: Stream<never>, now: number): boolean {
  const { pendingBytes } = outlet;
  if (pendingBytes === 0 || pendingBytes < drained.pendingBytes) drained.at = now;
  drained.pendingBytes = pendingBytes;
  return now - drained.at >= stuckAfterMs + pendingBytes / slowestBytesPerMs;
}
