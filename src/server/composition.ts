import { NodeResolver, type NodeSource } from './api/node.resolver';
import { composeConfiguration, type Configuration } from './composition/configuration';
import { composeDoor, type Door } from './composition/door';
import type { Foundations } from './composition/foundations';
import { composeMeasurements, type MeasurementsPart } from './composition/measurements';
import { composeStreams, type Streams } from './composition/streams';
import { composeTenancy, type Tenancy } from './composition/tenancy';
import { openDatabase } from './database/data-source';
import type { Database } from './database/database';
import { installationSecret } from './database/installation';
import { offsetClock, systemClock, type Clock } from './foundation/clock';
import { createHints, type Hints } from './foundation/hints';
import type * as OverNats from './foundation/hints-over-nats';
import { createLogger, type Logger } from './foundation/logger';
import { Pagination } from './foundation/pagination';
import type { Settings } from './foundation/settings';

export interface CompositionOptions {
  clock?: Clock;
  logger?: Logger;
  /** Open and migrated; `settings.databaseUrl` is opened when absent. Belongs to the composition from here on. */
  database?: Database;
}

/** A whole server but its port. */
export interface Composition
  extends Foundations, Tenancy, Configuration, Omit<Streams, 'close'>, Omit<MeasurementsPart, 'close'>, Door {
  close(): Promise<void>;
}

/** The one place where things are built. A part takes what the parts before it made, as the import rules have it. */
export async function compose(settings: Settings, options: CompositionOptions = {}): Promise<Composition> {
  const foundations = await composeFoundations(settings, options);
  const tenancy = composeTenancy(foundations);
  const configuration = composeConfiguration(foundations, tenancy);
  const streams = composeStreams(foundations, tenancy, configuration);
  const measurements = composeMeasurements(foundations, configuration, streams);
  const door = await composeDoor(foundations, tenancy, configuration, streams);
  return {
    ...foundations,
    ...tenancy,
    ...configuration,
    ...streams,
    ...measurements,
    ...door,
    async close() {
      await streams.close();
      await measurements.close();
      await tenancy.accessWatch.close();
      await tenancy.lastUse.close();
      await configuration.compaction.close();
      await foundations.hintsOverNats?.close();
      await foundations.database.close();
    },
  };
}

async function composeFoundations(settings: Settings, options: CompositionOptions): Promise<Foundations> {
  const clock = options.clock ?? offsetClock(systemClock, settings.clockOffsetMs);
  const logger = options.logger ?? createLogger(settings.logLevel);
  const database = options.database ?? (await openDatabase(settings.databaseUrl));
  const secret = settings.secret ?? (await installationSecret(database, clock.now()));
  const nodes = new Map<string, NodeSource>();
  const hints = createHints();
  return {
    settings,
    clock,
    logger,
    database,
    hints,
    hintsOverNats: connectHints(hints, settings, clock, logger),
    secret,
    pagination: new Pagination(secret),
    resolvers: [new NodeResolver(nodes)],
    nodes,
  };
}

/** Loaded only where it is used: the client library takes longer to load than all the rest of foundation. */
function connectHints(
  hints: Hints,
  { natsUrl: url, natsPrefix: prefix }: Settings,
  clock: Clock,
  logger: Logger,
): OverNats.HintsOverNats | null {
  if (url === null) return null;
  const { HintsOverNats } = require('./foundation/hints-over-nats') as typeof OverNats;
  return new HintsOverNats(hints, { url, prefix, clock, logger });
}
