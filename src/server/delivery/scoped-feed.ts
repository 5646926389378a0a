import type { ConfigChange } from '../../engine/protocol/messages';
import type {
  ConfigurationSource,
  EnvironmentDelta,
  EnvironmentState,
  LogPosition,
} from './configuration-source';
import { advanceState } from './environment-state';
import type { Scope } from './scope';
import {
  advanceView,
  scopedView,
  type ScopedRevision,
  type ScopedState,
  type ScopedView,
} from './scoped-view';
import { putOf } from './wire-change';

export type RestartReason = 'EPOCH_CHANGED' | 'COMPACTED';

export interface ScopedFeedListener {
  /** There is a newer revision. */
  advanced(): void;
  /** No deltas lead to what is the head now. */
  restarted(reason: RestartReason): void;
}

/** A revision behind which the ring's revisions begin, or which one of them led to. */
export interface ScopedPosition extends Omit<LogPosition, 'epoch'> {
  checksum: string;
}

const keptRevisions = 1_024;

/**
 * An environment as one scope sees it: its view at the head, and in a ring the last revisions that led there. All
 * subscribers with that scope share one. It reaches further back by reading the log, as far as a resume may ask.
 */
export class ScopedFeed {
  private view: ScopedView;
  private base: ScopedPosition;
  private ring: ScopedRevision[] = [];
  private reaching: Promise<void> | null = null;
  private snapshot: ConfigChange[] | null = null;
  private readonly listeners = new Set<ScopedFeedListener>();

  constructor(
    private readonly source: ConfigurationSource,
    private currentState: EnvironmentState,
    readonly scope: Scope,
  ) {
    this.view = scopedView(currentState, scope);
    this.base = positionOf(currentState, this.view);
  }

  get state(): EnvironmentState {
    return this.currentState;
  }

  get head(): ScopedState {
    return { state: this.state, scope: this.scope, view: this.view };
  }

  get checksum(): string {
    return this.view.checksum;
  }

  get isFollowed(): boolean {
    return this.listeners.size > 0;
  }

  subscribe(listener: ScopedFeedListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** All that the scope sees at the head. */
  objects(): ConfigChange[] {
    this.snapshot ??= [...this.view.objects.values()].map((object) => putOf(object, this.state.lists));
    return this.snapshot;
  }

  /** null: not in the ring; `reach` may bring it there. */
  at(revision: number): ScopedPosition | null {
    return revision === this.base.revision
      ? this.base
      : (this.ring[revision - this.base.revision - 1] ?? null);
  }

  /** The revisions after `from` up to `to`; null when the ring does not hold them all. */
  between(from: number, to: number): ScopedRevision[] | null {
    if (from < this.base.revision || to > this.state.revision) return null;
    return this.ring.slice(from - this.base.revision, to - this.base.revision);
  }

  /** Reads the log back to `revision`, or further if the ring has room, so that the next ones find it there. */
  async reach(revision: number): Promise<void> {
    while (revision < this.base.revision) {
      const { minRevision } = this.state;
      const start = Math.min(revision, Math.max(minRevision - 1, this.state.revision - keptRevisions));
      this.reaching ??= this.extend(start).finally(() => (this.reaching = null));
      await this.reaching;
    }
  }

  advance(delta: EnvironmentDelta, state: EnvironmentState): void {
    const { view, revision } = advanceView(this.view, delta, state, this.scope);
    this.view = view;
    this.currentState = state;
    this.snapshot = null;
    this.ring.push(revision);
    if (!this.reaching) this.trim();
    for (const listener of [...this.listeners]) listener.advanced();
  }

  restart(state: EnvironmentState, reason: RestartReason): void {
    this.currentState = state;
    this.view = scopedView(state, this.scope);
    this.base = positionOf(state, this.view);
    this.ring = [];
    this.snapshot = null;
    for (const listener of [...this.listeners]) listener.restarted(reason);
  }

  /** Something of the state beside its objects changed. */
  replace(state: EnvironmentState): void {
    this.currentState = state;
  }

  private trim(): void {
    const dropped = this.ring.splice(0, Math.max(0, this.ring.length - keptRevisions)).at(-1);
    if (dropped) this.base = dropped;
  }

  private async extend(start: number): Promise<void> {
    const { base } = this;
    let state = await this.source.load(this.state, { revision: start });
    let view = scopedView(state, this.scope);
    const first = positionOf(state, view);
    const earlier: ScopedRevision[] = [];
    while (state.revision < base.revision) {
      for (const delta of await this.page(state, base.revision)) {
        state = advanceState(state, delta);
        const next = advanceView(view, delta, state, this.scope);
        view = next.view;
        earlier.push(next.revision);
      }
    }
    // The feed began anew meanwhile: what was read belongs to what it was.
    if (this.base !== base) return;
    if (state.chainHash !== base.chainHash || view.checksum !== base.checksum) {
      throw new Error(`The log up to revision ${base.revision} does not lead to what was read there`);
    }
    this.ring.unshift(...earlier);
    this.base = first;
  }

  private async page(state: EnvironmentState, last: number): Promise<EnvironmentDelta[]> {
    const read = await this.source.read(state, state);
    const deltas = read === 'gone' ? [] : read.deltas.filter(({ revision }) => revision <= last);
    if (deltas.length === 0) throw new Error(`The log behind revision ${state.revision} is gone`);
    return deltas;
  }
}

const positionOf = ({ revision, chainHash }: EnvironmentState, { checksum }: ScopedView): ScopedPosition => ({
  revision,
  chainHash,
  checksum,
});
