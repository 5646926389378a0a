import { compose, type Composition } from '../composition';
import { openDatabase } from '../database/data-source';
import { migrate } from '../database/migrate';
import { createLogger } from '../foundation/logger';
import { readSettings, type Settings } from '../foundation/settings';
import { startServer, type RunningServer } from '../main';
import { bootFirst } from './first-boot';
import { startFailure } from './start-failure';

export interface StartOptions {
  environment?: Readonly<Record<string, string | undefined>>;
  /** Gets the few lines that are for whoever started it; the log goes its own way. */
  print?: (line: string) => void;
}

/**
 * Starts a server: opens and migrates the database, founds the first organization in an empty one, and opens the port.
 * Rejects with StartFailure, whose message is one line, for what its starter can mend.
 */
export async function start({
  environment = process.env,
  print = printLine,
}: StartOptions = {}): Promise<RunningServer> {
  let settings;
  try {
    settings = readSettings(environment);
    const composition = await composeMigrated(settings);
    return await open(composition, print).catch(async (error: unknown) => {
      await composition.close();
      throw error;
    });
  } catch (error) {
    throw startFailure(error, settings);
  }
}

/** Starts, and stops in order when the process is told to; a second signal ends it at once. */
export async function startUntilTold(): Promise<void> {
  const server = await start();
  const logger = createLogger('info');
  const stop = (signal: NodeJS.Signals): void => {
    process.once(signal, () => process.exit(1));
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** Everything on a database that is brought up to date first. */
export async function composeMigrated(settings: Settings): Promise<Composition> {
  const database = await openDatabase(settings.databaseUrl);
  try {
    await migrate(database);
    return await compose(settings, { database });
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function open(composition: Composition, print: (line: string) => void): Promise<RunningServer> {
  await bootFirst(composition, print);
  const server = await startServer(composition);
  composition.metrics.watchProcess();
  print(`Signalbox is up at ${server.url}`);
  return server;
}

const printLine = (line: string): void => void process.stdout.write(`${line}\n`);
