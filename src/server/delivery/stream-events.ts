import { mergeChanges } from '../../engine/protocol';
import type {
  Bookmark,
  ConfigDelta,
  ConfigSnapshot,
  Goodbye,
  GoodbyeReason,
  SnapshotReference,
  StreamOpened,
  StreamPlan,
} from '../../engine/protocol/messages';
import { toGlobalId } from '../foundation/ids';
import type { ResumeTokens } from './resume-token';
import type { Start } from './resume';
import type { ScopedFeed, ScopedPosition } from './scoped-feed';
import type { Snapshot, Snapshots } from './snapshots';
import type { SharedStep, Stream } from './stream';

/** What is told to many in the same words. */
export type SharedEvent = ConfigSnapshot | ConfigDelta | Bookmark;

/** A larger snapshot is referred to: it would hold up all else that its socket has to say. */
const mostInlineBytes = 256 * 1024;
/** Far less than the log goes back. */
const referredForMs = 3_600_000;

/** Writes the events of one scope of one environment, as they are on the wire. */
export class StreamEvents {
  constructor(
    private readonly feed: ScopedFeed,
    private readonly tokens: ResumeTokens,
    private readonly snapshots: Snapshots,
  ) {}

  opened({ id, standing, bookmarkEveryMs }: Stream<never>): StreamOpened {
    const { environmentId, epoch, revision, minRevision } = this.feed.state;
    return {
      __typename: 'StreamOpened',
      streamId: id,
      environmentId: toGlobalId('Environment', environmentId),
      epoch,
      scopeHash: this.feed.scope.hash,
      headRevision: String(revision),
      minRevision: String(minRevision),
      willSend: planOf(standing, revision),
      bookmarkEveryMs,
    };
  }

  /** What all streams that need the step are sent; null when the feed has moved on since it was found. */
  shared(step: SharedStep, now: number): SharedEvent | Promise<SharedEvent> | null {
    switch (step.kind) {
      case 'SNAPSHOT':
        return this.snapshot(step, now);
      case 'DELTA':
        return this.delta(step.from, step.to);
      case 'BOOKMARK':
        return step.revision === this.feed.state.revision ? this.bookmark(now) : null;
    }
  }

  goodbye(reason: GoodbyeReason, jitterMs: number): Goodbye {
    return { __typename: 'Goodbye', reason, retryAfterMs: 0, jitterMs };
  }

  private snapshot({ reason, form }: SnapshotStep, now: number): ConfigSnapshot | Promise<ConfigSnapshot> {
    const common = { __typename: 'ConfigSnapshot', resyncReason: reason, reference: null } as const;
    if (form === 'WHOLE') return { ...common, objects: this.feed.objects(), ...this.head() };
    if (form === 'NONE') return { ...common, objects: null, ...this.head() };
    return this.snapshots.of(this.feed.head).then((snapshot) => {
      const { revision, checksum, resume, objects } = snapshot.document;
      const position = { revision, checksum, resume };
      if (form === 'INLINE' && snapshot.text.length <= mostInlineBytes) {
        return { ...common, objects, ...position };
      }
      return { ...common, objects: null, reference: referenceTo(snapshot, now + referredForMs), ...position };
    });
  }

  private delta(from: number, to: number): ConfigDelta | null {
    const revisions = this.feed.between(from, to);
    const last = revisions?.at(-1);
    if (!revisions || !last) return null;
    const all = revisions.flatMap(({ changes }) => changes);
    return {
      __typename: 'ConfigDelta',
      fromRevision: String(from),
      revision: String(to),
      changes: revisions.length === 1 ? all : mergeChanges(all),
      checksum: last.checksum,
      resume: this.resumeAt(last),
      committedAt: new Date(last.committedAt).toISOString(),
      coalesced: revisions.length,
      changeId: last.changeId,
    };
  }

  private bookmark(now: number): Bookmark {
    return { __typename: 'Bookmark', serverTime: new Date(now).toISOString(), ...this.head() };
  }

  private head(): { revision: string; checksum: string; resume: string } {
    const { state, checksum } = this.feed;
    return {
      revision: String(state.revision),
      checksum,
      resume: this.resumeAt(state),
    };
  }

  private resumeAt({ revision, chainHash }: Pick<ScopedPosition, 'revision' | 'chainHash'>): string {
    const { environmentId, epoch } = this.feed.state;
    return this.tokens.write({ environmentId, epoch, revision, chainHash, scopeHash: this.feed.scope.hash });
  }
}

type SnapshotStep = Extract<SharedStep, { kind: 'SNAPSHOT' }>;

function referenceTo({ document, name, sha256 }: Snapshot, expiresAt: number): SnapshotReference {
  const url = `config/snapshots/${document.environmentId}/${name}`;
  return { url, sha256, expiresAt: new Date(expiresAt).toISOString() };
}

function planOf(standing: Start, head: number): StreamPlan {
  if ('snapshot' in standing) return 'SNAPSHOT';
  return standing.from < head ? 'DELTAS' : 'UP_TO_DATE';
}
