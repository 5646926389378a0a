import type { ObjectName, RejectedObject } from '../../engine/protocol';
import type { Clock } from './clock';

/** What the server is told of a stream; `ConfigStatusInput` in the schema. */
export interface StatusReport {
  streamId: string;
  appliedRevision: string;
  appliedMsAgo: number;
  rejected: RejectedObject[];
}

export interface StatusReportsOptions {
  clock: Clock;
  random: () => number;
  send(report: StatusReport): void;
}

const betweenMs = 1_000;
/** Thousands of instances apply a change in the same moment, and need not say so in the same one. */
const spreadMs = 250;
const mostRejected = 100;

/** Tells the server which revision is evaluated with: at most once a second, and the newest state only. */
export class StatusReports {
  private readonly rejected = new Map<string, RejectedObject>();
  private streamId: string | null = null;
  private applied = { revision: '', at: 0 };
  /** `revision` null: nothing yet on this stream. */
  private told = { revision: null as string | null, at: -betweenMs };
  private timer: unknown;

  constructor(private readonly options: StatusReportsOptions) {}

  /** What came could be read, or could not and keeps its version before. */
  received(changed: readonly ObjectName[], rejected: readonly RejectedObject[]): void {
    for (const { kind, key } of changed) this.rejected.delete(`${kind} ${key}`);
    for (const each of rejected) this.rejected.set(`${each.kind} ${each.key}`, each);
  }

  /** The stream is in step at `revision`. */
  running(streamId: string, revision: string): void {
    const { clock, random } = this.options;
    const now = clock.now();
    if (revision !== this.applied.revision) this.applied = { revision, at: now };
    this.streamId = streamId;
    if (this.told.revision === revision || this.timer !== undefined) return;
    const waitMs = Math.max(random() * spreadMs, this.told.at + betweenMs - now);
    this.timer = clock.setTimeout(() => this.tell(), waitMs);
  }

  /** There is no stream to tell it on. */
  stop(): void {
    this.options.clock.clearTimeout(this.timer);
    this.timer = undefined;
    this.streamId = null;
    this.told.revision = null;
  }

  private tell(): void {
    this.timer = undefined;
    const { streamId } = this;
    if (streamId === null) return;
    const { revision, at } = this.applied;
    const now = this.options.clock.now();
    this.told = { revision, at: now };
    this.options.send({
      streamId,
      appliedRevision: revision,
      appliedMsAgo: Math.round(now - at),
      rejected: [...this.rejected.values()].slice(0, mostRejected),
    });
  }
}
