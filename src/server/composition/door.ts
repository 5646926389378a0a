import { Admission } from '../api/admission';
import { referenceSources } from '../api/entity-references';
import { Metrics } from '../api/metrics';
import { Operations } from '../api/operation';
import { RateLimit } from '../api/rate-limit';
import { buildSchemas } from '../api/schema';
import { buildSubgraph } from '../api/subgraph';
import { ConfigStreamLane } from '../delivery/config-stream-lane';
import type { Configuration } from './configuration';
import type { Foundations } from './foundations';
import type { Streams } from './streams';
import type { Tenancy } from './tenancy';

/** The schemas, and the pipeline behind every transport. */
export async function composeDoor(
  { settings, clock, logger, hints, hintsOverNats, resolvers }: Foundations,
  tenancy: Tenancy,
  configuration: Configuration,
  { streams, configStreams, snapshots, rulesets, subscriptions }: Streams,
) {
  const schemas = await buildSchemas(resolvers, subscriptions);
  const lane = new ConfigStreamLane(schemas.api, configStreams, streams, clock);

  const metrics = new Metrics();
  hints.subscribe(({ from }) => {
    if (from === 'THIS_NODE') metrics.revisionPublished();
  });
  if (hintsOverNats) {
    const isConnected = (): number => Number(hintsOverNats.isConnected);
    metrics.watch(
      'signalbox_nats_connected',
      '1 while hints go to other nodes and theirs come in',
      isConnected,
    );
  }
  metrics.watch('signalbox_streams', 'Streams of configuration that are open', () => streams.size);
  metrics.watch('signalbox_snapshots_built', 'Snapshots built', () => snapshots.counts.built);
  metrics.watch('signalbox_rulesets_compiled', 'Rulesets compiled', () => rulesets.counts.compiled);
  metrics.watch('signalbox_rulesets_advanced', 'Rulesets moved on', () => rulesets.counts.advanced);

  const admission = new Admission(settings.limits.streamsPerSecond, clock);
  const pipeline = {
    limits: settings.limits,
    hasIntrospection: settings.mode === 'development',
    authenticate: (authorization: string | undefined) => tenancy.authenticator.authenticate(authorization),
    rateLimit: new RateLimit(settings.limits, clock),
    admission,
    metrics,
    clock,
    logger,
  };
  const operations = new Operations({ schema: schemas.api, ...pipeline });

  const composeSubgraph = () => {
    const schema = buildSubgraph(schemas, referenceSources({ ...tenancy, ...configuration }));
    return { schema, operations: new Operations({ schema, ...pipeline }) };
  };
  /** For the router; null without a secret that it is known by. */
  const subgraph = settings.routerSecret === null ? null : composeSubgraph();
  return { schemas, lane, metrics, admission, operations, subgraph };
}

export type Door = Awaited<ReturnType<typeof composeDoor>>;
