import type { EnvironmentRef } from '../delivery/configuration-source';
import type { OpenedStream, StreamWatch } from '../delivery/stream-watch';
import type { Clock } from '../foundation/clock';
import { measured, type LatencyHistogram } from './latency-histogram';
import { summaryOf, type NodeSummary, type RejectedObject, type StreamStatus } from './summary';

/** What a client reports of one stream. */
export interface StatusReport {
  streamId: string;
  appliedRevision: number;
  /** How long ago it was applied, by the client's clock; in ms. */
  appliedMsAgo: number;
  rejected: RejectedObject[];
}

interface WatchedEnvironment extends EnvironmentRef {
  streams: Map<string, { status: StreamStatus; rejected: RejectedObject[] }>;
  /** When the newest revisions were committed, in epoch milliseconds, and how long after that they were applied. */
  revisions: Map<number, { committedAt: number; latencies: LatencyHistogram }>;
  stopFollowing(): void;
}

const keptRevisions = 3;

/** The streams of SDK keys that this node serves, and the revision that each says it runs. */
export class PropagationBoard implements StreamWatch {
  private readonly environments = new Map<string, WatchedEnvironment>();
  private readonly places = new Map<string, WatchedEnvironment>();

  private changed = new Map<string, EnvironmentRef>();

  constructor(private readonly clock: Clock) {}

  /** The environments whose summaries have changed since the last time. */
  takeChanged(): ReadonlyMap<string, EnvironmentRef> {
    const { changed } = this;
    this.changed = new Map();
    return changed;
  }

  opened(stream: OpenedStream): () => void {
    const environment = this.watched(stream);
    const { streamId, sdkKeyId, client } = stream;
    const status: StreamStatus = {
      streamId,
      sdkKeyId,
      client,
      connectedAt: this.clock.now(),
      appliedRevision: null,
      reportedAt: null,
    };
    environment.streams.set(streamId, { status, rejected: [] });
    this.places.set(streamId, environment);
    this.changed.set(environment.environmentId, environment);
    return () => this.gone(environment, streamId);
  }

  /** false: this node has no such stream of that key. */
  report(sdkKeyId: string, { streamId, appliedRevision, appliedMsAgo, rejected }: StatusReport): boolean {
    const environment = this.places.get(streamId);
    const stream = environment?.streams.get(streamId);
    if (!environment || stream?.status.sdkKeyId !== sdkKeyId) return false;
    const now = this.clock.now();
    const { status } = stream;
    if (appliedRevision !== status.appliedRevision) {
      const revision = environment.revisions.get(appliedRevision);
      // One that begins with the head, and did not wait for it, says nothing about how fast it came.
      if (revision && status.connectedAt <= revision.committedAt) {
        const ms = Math.max(0, now - appliedMsAgo - revision.committedAt);
        revision.latencies = measured(revision.latencies, ms);
      }
    }
    stream.status = { ...status, appliedRevision, reportedAt: now };
    stream.rejected = rejected;
    this.changed.set(environment.environmentId, environment);
    return true;
  }

  /** null: no stream of that environment is here. */
  summary({ environmentId }: Pick<EnvironmentRef, 'environmentId'>): NodeSummary | null {
    const environment = this.environments.get(environmentId);
    if (!environment) return null;
    const streams = [...environment.streams.values()];
    return summaryOf(
      streams.map(({ status }) => status),
      streams.map(({ rejected }) => rejected),
      [...environment.revisions].map(([revision, { latencies }]) => [revision, latencies]),
    );
  }

  private watched({ environment, feed }: OpenedStream): WatchedEnvironment {
    const known = this.environments.get(environment.environmentId);
    if (known) return known;
    const { organizationId, environmentId } = environment;
    const watched: WatchedEnvironment = {
      organizationId,
      environmentId,
      streams: new Map(),
      revisions: new Map(),
      stopFollowing: feed.subscribe(({ revision, committedAt }) => {
        watched.revisions.set(revision, { committedAt, latencies: {} });
        const [oldest] = watched.revisions.keys();
        if (watched.revisions.size > keptRevisions) watched.revisions.delete(oldest);
      }),
    };
    this.environments.set(environmentId, watched);
    return watched;
  }

  private gone(environment: WatchedEnvironment, streamId: string): void {
    this.places.delete(streamId);
    environment.streams.delete(streamId);
    if (environment.streams.size === 0) {
      environment.stopFollowing();
      this.environments.delete(environment.environmentId);
    }
    this.changed.set(environment.environmentId, environment);
  }
}
