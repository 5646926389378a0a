import { createServer, type Server } from 'node:http';
import { Server as NetServer, type AddressInfo } from 'node:net';
import { GraphqlOverHttp } from './api/apollo';
import { ConfigDoor } from './api/config-door';
import { Health } from './api/health';
import { HttpDoor } from './api/http';
import { graphiqlFolder, LandingPage } from './api/landing-page';
import { EventStreams } from './api/ofrep/event-streams';
import { OfrepDoor } from './api/ofrep/ofrep-door';
import { StreamAddresses } from './api/ofrep/stream-addresses';
import { OpenConnections } from './api/open-connections';
import { SseDoor } from './api/sse-door';
import { WebSocketDoor } from './api/websocket';
import type { Composition } from './composition';
import type { Clock } from './foundation/clock';

export interface RunningServer {
  /** Where it listens: `http://127.0.0.1:4000`. */
  url: string;
  /** Stops in order, within 35 s: not ready, nothing new, goodbyes, what still runs, the database. */
  stop(): Promise<void>;
}

/** For a request to come in whole. */
const requestTimeoutMs = 30_000;
/** Of the 35 s: streams say goodbye, then what runs is answered and connections close. */
const goodbyeMs = 10_000;
const answersMs = 15_000;
/** An idle connection may have a request on its way. */
const idleMs = 500;

/** Opens the port for a composed server. Rejects when the port cannot be had; the composition is then the caller's to close. */
export async function startServer(composition: Composition): Promise<RunningServer> {
  const { settings, schemas, operations, subgraph, database, metrics, lane, clock, logger } = composition;
  const graphql = new GraphqlOverHttp(schemas.api, operations, logger);
  const forRouter = subgraph && new GraphqlOverHttp(subgraph.schema, subgraph.operations, logger);
  await Promise.all([graphql.start(), forRouter?.start()]);
  const health = new Health(database);
  const landingPage = new LandingPage(settings.mode === 'development' ? graphiqlFolder() : null);
  const openConnections = new OpenConnections(settings.limits);
  const ofrep = openOfrep(composition, openConnections);
  const events = new SseDoor({ ...composition, openConnections });
  const http = new HttpDoor({
    settings,
    operations,
    graphql,
    config: new ConfigDoor(operations, composition.configDocuments),
    ofrep,
    events,
    subgraph: forRouter,
    health,
    metrics,
    landingPage,
    logger,
  });
  const sockets = new WebSocketDoor({ ...composition, openConnections });
  let stopping: Promise<void> | null = null;
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    if (stopping) response.setHeader('connection', 'close');
    void http.handle(request, response);
  });
  server.on('upgrade', (request, raw, head) => sockets.upgrade(request, raw, head));
  metrics.watch('signalbox_sse_operations', 'GraphQL operations over server-sent events', () => events.size);
  metrics.watch('signalbox_sockets', 'WebSockets that are open', () => sockets.size);
  await listen(server, settings.port, settings.host);

  const stop = async (): Promise<void> => {
    health.drain();
    sockets.drain();
    ofrep.drain();
    events.drain();
    const closed = closeServer(server, clock);
    await Promise.all([lane?.drain(goodbyeMs), composition.evaluationSignals.drain(goodbyeMs)]);
    events.close();
    const cancel = clock.after(answersMs, () => server.closeAllConnections());
    await sockets.close(answersMs);
    await closed;
    cancel();
    await Promise.all([graphql.stop(), forRouter?.stop()]);
    await composition.close();
  };
  return { url: urlOf(server, settings.host), stop: () => (stopping ??= stop()) };
}

function openOfrep(composition: Composition, openConnections: OpenConnections): OfrepDoor {
  const { settings, secret, clock, metrics, admission, evaluationSignals: signals } = composition;
  const streams = new EventStreams(signals, openConnections, admission, clock);
  metrics.watch('signalbox_event_streams', 'Event streams of OFREP that are open', () => streams.size);
  const addresses = new StreamAddresses(secret, clock);
  return new OfrepDoor({ ...composition, signals, streams, addresses, limits: settings.limits });
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/**
 * Takes no new connection, and resolves when the last one is gone. Not by HTTP's own `close`, which ends idle connections
 * at once: a request that is on its way to one would fail without its sender knowing whether it was carried out.
 */
function closeServer(server: Server, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    NetServer.prototype.close.call(server, () => resolve());
    clock.after(idleMs, () => server.closeIdleConnections());
  });
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
