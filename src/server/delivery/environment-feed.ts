import type { Clock } from '../foundation/clock';
import type { Logger } from '../foundation/logger';
import type {
  ConfigurationSource,
  EnvironmentDelta,
  EnvironmentState,
  HeadNotice,
} from './configuration-source';
import { advanceState } from './environment-state';
import type { Scope } from './scope';
import { ScopedFeed } from './scoped-feed';

export type AdvanceListener = (
  delta: EnvironmentDelta,
  before: EnvironmentState,
  after: EnvironmentState,
) => void;

/** A replica may lag behind for a moment; a log that ends too early for longer has lost what was read of it. */
const lostAfterMs = 5_000;

/** One environment, kept at its head: everything that this node answers about its present comes from here. */
export class EnvironmentFeed {
  private readonly scopes = new Map<string, ScopedFeed>();
  private readonly listeners = new Set<AdvanceListener>();
  private newestNotice: HeadNotice | null = null;
  private reading: Promise<void> | null = null;
  private readAgain = false;
  /** On the monotonic clock: since when the log has ended before the state. */
  private aheadSince: number | null = null;

  constructor(
    private readonly source: ConfigurationSource,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private currentState: EnvironmentState,
  ) {}

  get state(): EnvironmentState {
    return this.currentState;
  }

  /** Whether somebody waits for what comes. */
  get isFollowed(): boolean {
    return this.listeners.size > 0 || [...this.scopes.values()].some((scope) => scope.isFollowed);
  }

  subscribe(listener: AdvanceListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  inScope(scope: Scope): ScopedFeed {
    let scoped = this.scopes.get(scope.hash);
    if (!scoped) this.scopes.set(scope.hash, (scoped = new ScopedFeed(this.source, this.state, scope)));
    return scoped;
  }

  /** The log may have moved. */
  notice(notice: HeadNotice): void {
    if (!isBefore(notice, this.newestNotice)) this.newestNotice = notice;
    this.refresh().catch((error: unknown) => this.warn(error));
  }

  /**
   * The state, at least as new as anything heard of, so that who published on this node reads what they wrote. When the
   * source does not answer, the last state has to do.
   */
  async upToDate(): Promise<EnvironmentState> {
    if (this.isBehind) await (this.reading ?? this.refresh()).catch((error: unknown) => this.warn(error));
    return this.state;
  }

  /** The same, after reading on to where the log was seen to stand elsewhere; another epoch's revision says nothing. */
  async upTo({ epoch, revision }: Pick<HeadNotice, 'epoch' | 'revision'>): Promise<EnvironmentState> {
    if (epoch === this.state.epoch && revision > this.state.revision)
      this.notice({ ...this.state, revision });
    return this.upToDate();
  }

  /** One read at a time; who asks during one waits for another, since the one under way may have begun too early. */
  refresh(): Promise<void> {
    if (this.reading) this.readAgain = true;
    else this.reading = this.readAll();
    return this.reading;
  }

  private get isBehind(): boolean {
    const notice = this.newestNotice;
    return notice !== null && (notice.epoch !== this.state.epoch || notice.revision > this.state.revision);
  }

  private async readAll(): Promise<void> {
    try {
      do {
        this.readAgain = false;
        const notice = this.newestNotice;
        await this.readToHead();
        if (this.newestNotice === notice) this.newestNotice = null;
      } while (this.readAgain);
    } finally {
      // Here and not when the promise is done: whoever asks in between would wait for a read that is over.
      this.reading = null;
    }
  }

  private async readToHead(): Promise<void> {
    for (;;) {
      const read = await this.source.read(this.state, this.state);
      if (read === 'gone') return this.beginAnew();
      if (read.headRevision < this.state.revision) {
        if (!this.hasLost()) return;
        await this.renewEpoch();
        continue;
      }
      this.aheadSince = null;
      const { minRevision } = read;
      if (minRevision !== this.state.minRevision) this.replace({ ...this.state, minRevision });
      for (const delta of read.deltas) this.advance(delta);
      if (this.state.revision >= read.headRevision) return;
    }
  }

  /** Whether the log has ended before the state for so long that it will not come to it any more. */
  private hasLost(): boolean {
    const now = this.clock.monotonic();
    this.aheadSince ??= now;
    if (now - this.aheadSince < lostAfterMs) return false;
    this.aheadSince = null;
    return true;
  }

  private async beginAnew(): Promise<void> {
    const { epoch, revision } = this.state;
    let state = await this.source.load(this.state);
    if (state.epoch === epoch && revision >= state.minRevision - 1) {
      await this.renewEpoch();
      state = await this.source.load(this.state);
    }
    this.restart(state);
  }

  private async renewEpoch(): Promise<void> {
    const { environmentId, epoch, revision, chainHash } = this.state;
    this.logger.error({ environmentId, epoch, revision }, 'the log has lost a revision that was read of it');
    await this.source.renewEpoch(this.state, { epoch, revision, chainHash });
  }

  private advance(delta: EnvironmentDelta): void {
    const before = this.state;
    const after = advanceState(before, delta);
    this.currentState = after;
    for (const scoped of this.scopes.values()) scoped.advance(delta, after);
    for (const listener of [...this.listeners]) listener(delta, before, after);
  }

  private restart(state: EnvironmentState): void {
    this.aheadSince = null;
    const reason = state.epoch === this.state.epoch ? 'COMPACTED' : 'EPOCH_CHANGED';
    this.currentState = state;
    for (const scoped of this.scopes.values()) scoped.restart(state, reason);
  }

  private replace(state: EnvironmentState): void {
    this.currentState = state;
    for (const scoped of this.scopes.values()) scoped.replace(state);
  }

  private warn(error: unknown): void {
    const { environmentId, revision } = this.state;
    this.logger.warn({ err: error, environmentId, revision }, 'the configuration log could not be read');
  }
}

const isBefore = (notice: HeadNotice, other: HeadNotice | null): boolean =>
  other !== null && notice.epoch === other.epoch && notice.revision < other.revision;
