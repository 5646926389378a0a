import type { ConfigKind } from '../../engine/protocol/messages';
import { quantile, sumOf, type LatencyHistogram } from './latency-histogram';

/** What a client says of itself. */
export interface StreamClient {
  name?: string | null;
  version?: string | null;
  instance?: string | null;
}

/** One stream of an SDK key, as its node knows it. */
export interface StreamStatus {
  streamId: string;
  /** Row id of the key. */
  sdkKeyId: string;
  client: StreamClient;
  /** Epoch milliseconds. */
  connectedAt: number;
  /** null: it has not said yet. */
  appliedRevision: number | null;
  /** Epoch milliseconds. */
  reportedAt: number | null;
}

/** An object that a client could not read, and whose version before it keeps. */
export interface RejectedObject {
  kind: ConfigKind;
  key: string;
  version: number;
  message: string;
}

export interface RejectedCount extends RejectedObject {
  streams: number;
}

/** What one node knows of the streams of one environment; its size does not grow with their number. */
export interface NodeSummary {
  connected: number;
  /** How many streams run a revision, the newest revisions first. */
  applied: [revision: number, streams: number][];
  /** Those that are furthest behind. */
  hindmost: StreamStatus[];
  rejected: RejectedCount[];
  /** From the commit of a revision to its report, for the newest revisions. */
  latencies: [revision: number, histogram: LatencyHistogram][];
}

/** Who runs what in an environment. */
export interface Propagation {
  revision: number;
  connected: number;
  onHead: number;
  lagging: StreamStatus[];
  rejected: RejectedCount[];
  p50Ms: number | null;
  p99Ms: number | null;
}

const keptRevisions = 20;
const keptStreams = 100;
const keptRejections = 100;

export function summaryOf(
  statuses: Iterable<StreamStatus>,
  rejections: Iterable<readonly RejectedObject[]>,
  latencies: NodeSummary['latencies'],
): NodeSummary {
  const all = [...statuses];
  const applied = new Map<number, number>();
  for (const { appliedRevision } of all) {
    if (appliedRevision !== null) applied.set(appliedRevision, (applied.get(appliedRevision) ?? 0) + 1);
  }
  return {
    connected: all.length,
    applied: [...applied].sort(([one], [other]) => other - one).slice(0, keptRevisions),
    hindmost: hindmostOf(all),
    rejected: countsOf([...rejections].flat().map((rejected) => ({ ...rejected, streams: 1 }))),
    latencies,
  };
}

/** All nodes together, measured against the head. */
export function propagationOf(summaries: readonly NodeSummary[], head: number): Propagation {
  const onHead = summaries
    .flatMap(({ applied }) => applied)
    .reduce((sum, [revision, streams]) => (revision >= head ? sum + streams : sum), 0);
  const latencies = summaries
    .flatMap((summary) => summary.latencies)
    .filter(([revision]) => revision === head)
    .map(([, histogram]) => histogram);
  const all = sumOf(latencies);
  return {
    revision: head,
    connected: summaries.reduce((sum, { connected }) => sum + connected, 0),
    onHead,
    lagging: hindmostOf(summaries.flatMap(({ hindmost }) => hindmost)).filter(
      ({ appliedRevision }) => appliedRevision === null || appliedRevision < head,
    ),
    rejected: countsOf(summaries.flatMap(({ rejected }) => rejected)),
    p50Ms: quantile(all, 0.5),
    p99Ms: quantile(all, 0.99),
  };
}

const hindmostOf = (statuses: readonly StreamStatus[]): StreamStatus[] =>
  [...statuses]
    .sort(
      (one, other) =>
        (one.appliedRevision ?? -1) - (other.appliedRevision ?? -1) || one.connectedAt - other.connectedAt,
    )
    .slice(0, keptStreams);

function countsOf(rejections: readonly RejectedCount[]): RejectedCount[] {
  const counts = new Map<string, RejectedCount>();
  for (const rejected of rejections) {
    const place = `${rejected.kind} ${rejected.version} ${rejected.key}`;
    const streams = (counts.get(place)?.streams ?? 0) + rejected.streams;
    counts.set(place, { ...rejected, ...counts.get(place), streams });
  }
  return [...counts.values()]
    .sort((one, other) => other.streams - one.streams || (one.key < other.key ? -1 : 1))
    .slice(0, keptRejections);
}
