import type { ExecutionResult } from 'graphql';
import { compose, type Composition, type CompositionOptions } from '../../src/server/composition';
import { openDatabase } from '../../src/server/database/data-source';
import { migrate } from '../../src/server/database/migrate';
import type { Actor } from '../../src/server/foundation/actor';
import { newId } from '../../src/server/foundation/ids';
import { createLogger } from '../../src/server/foundation/logger';
import { createOperation, type Operation } from '../../src/server/foundation/operation';
import { readSettings, type Settings } from '../../src/server/foundation/settings';
import { startServer, type RunningServer } from '../../src/server/main';
import { workerDatabaseUrl, type TestDialect } from './databases';
import { anOrganization, type TestOrganization } from './organizations';
import { StatementLog, type Statements } from './statement-log';

export { dialects, onMysql, type TestDialect } from './databases';

export interface HarnessOptions extends Omit<CompositionOptions, 'database'> {
  settings?: Partial<Settings>;
  /** Its own database instead of the worker's; it must be migrated by then, or empty. */
  databaseUrl?: string;
}

/** A token, or an actor as access would make it of one; null: no credential at all. */
export type Caller = string | Actor | null;

/**
 * The server composed without sockets, on the worker's migrated database:
 *
 *     describe.each(dialects)('flags on %s', (dialect) => {
 *       let harness: Harness;
 *       beforeAll(async () => { harness = await startHarness(dialect); });
 *       afterAll(() => harness.close());
 */
export interface Harness extends Composition {
  /** A tenant of its own for one test, with an owner. */
  anOrganization(): Promise<TestOrganization>;
  /** Runs the real pipeline: what a caller gets over any transport. */
  execute(
    caller: Caller,
    document: string,
    variables?: Record<string, unknown>,
  ): // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into any answer
  Promise<ExecutionResult<any>>;
  /** What a service gets, for tests that call one directly. */
  operationOf(actor: Actor): Operation;
  /** Opens a port of its own; `close` stops the server with it. */
  listen(): Promise<RunningServer>;
  /** The statements that `work` itself sent to the database, in order. */
  statementsOf<Result>(work: () => Promise<Result>): Promise<Statements<Result>>;
  /** The statements that anybody sent while `work` ran, in order. */
  statementsDuring<Result>(work: () => Promise<Result>): Promise<Statements<Result>>;
}

export async function startHarness(dialect: TestDialect, options: HarnessOptions = {}): Promise<Harness> {
  const statements = new StatementLog();
  const databaseUrl = options.databaseUrl ?? (await workerDatabaseUrl(dialect));
  const database = await openDatabase(databaseUrl, { statements });
  await migrate(database);
  const settings = { ...readSettings({}), port: 0, databaseUrl, ...options.settings };
  const composition = await compose(settings, { logger: createLogger('silent'), ...options, database });
  const { operations, clock } = composition;
  let running: RunningServer | null = null;
  return {
    ...composition,
    anOrganization: () => anOrganization(composition),
    execute: (caller, query, variables) =>
      operations.run(query, variables, async () =>
        isActor(caller) ? caller : operations.authenticate(bearer(caller)),
      ),
    operationOf: (actor) => createOperation({ actor, now: clock.now(), requestId: newId() }),
    listen: async () => (running = await startServer(composition)),
    close: () => (running ?? { stop: composition.close }).stop(),
    statementsOf: (work) => statements.of(work),
    statementsDuring: (work) => statements.during(work),
  };
}

const isActor = (caller: Caller): caller is Actor => typeof caller === 'object' && caller !== null;

const bearer = (token: string | null): string | undefined => (token === null ? undefined : `Bearer ${token}`);
