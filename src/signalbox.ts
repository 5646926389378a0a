#!/usr/bin/env node
import 'reflect-metadata';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { addClientCommands, exitCodesHelp, withExamples } from './clients/cli/commands';
import { CommandFailure, exitCodes } from './clients/cli/failure';
import { createOutput } from './clients/cli/output';
import type * as Migrate from './server/commands/migrate';
import type * as Seed from './server/commands/seed-database';
import type * as Start from './server/commands/start';
import type * as Token from './server/commands/token';

/** What runs a command is loaded with it: `eval` does not wait for a whole server. */
const load = {
  migrate: () => require('./server/commands/migrate') as typeof Migrate,
  seed: () => require('./server/commands/seed-database') as typeof Seed,
  start: () => require('./server/commands/start') as typeof Start,
  token: () => require('./server/commands/token') as typeof Token,
};

async function run(words: string[]): Promise<number> {
  // graphql-js compares types the slow way unless it is told that nobody is developing
  process.env.NODE_ENV ??= 'production';
  // a reader that has seen enough, such as `head`, is no failure
  process.stdout.on('error', () => process.exit(0));
  try {
    await createProgram().parseAsync(words);
    return 0;
  } catch (error) {
    return tell(error);
  }
}

function createProgram(): Command {
  const program = new Command('signalbox')
    .description('A control plane for feature flags, dynamic configuration and experiments.')
    .configureOutput({ outputError: (text, write) => write(`signalbox: ${oneLine(text)}\n`) })
    .addHelpText('after', exitCodesHelp)
    .exitOverride();
  addStart(program);
  addMigrate(program);
  addSeed(program);
  addToken(program);
  addClientCommands(program);
  return program;
}

/** Says what went wrong, in one line unless it is a bug, and gives the exit code. */
function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  const { name, message, stack } = error as Error;
  const isExpected = error instanceof CommandFailure || expectedNames.has((error as object).constructor.name);
  process.stderr.write(
    `signalbox: ${isExpected ? message : `internal error\n${stack ?? `${name}: ${message}`}`}\n`,
  );
  return error instanceof CommandFailure ? error.exitCode : exitCodes.failed;
}

/** Failures of the server's commands whose message says all; named here, since loading them would load a server. */
const expectedNames = new Set(['StartFailure', 'SignalboxError']);

/** Commander tells a fault and its guess at what was meant in lines of their own. */
function oneLine(text: string): string {
  return text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ');
}

const settingsHelp = '\nSettings are environment variables: .env.example lists them all.';

function addStart(program: Command): void {
  const command = program
    .command('start')
    .description('start a server; the first time on a new database, with a demo organization')
    .addHelpText('after', settingsHelp)
    .action(() => load.start().startUntilTold());
  withExamples(command, 'start');
}

function addMigrate(program: Command): void {
  const command = program
    .command('migrate')
    .description('bring the database to the form that this version needs')
    .option('--restored', 'it comes from a backup: every client then begins with a snapshot')
    .addHelpText('after', settingsHelp)
    .action(async ({ restored }: { restored?: boolean }) => {
      const { applied, renewed } = await load.migrate().migrateDatabase({ isRestored: restored });
      const { line } = createOutput(process.stdout);
      line(applied.length === 0 ? 'nothing to migrate' : `migrated: ${applied.join(', ')}`);
      if (restored) line(`${renewed} environments have a new epoch`);
    });
  withExamples(command, 'migrate', 'migrate --restored');
}

function addSeed(program: Command): void {
  const command = program
    .command('seed')
    .description('fill an empty database with the demo organization')
    .addHelpText('after', settingsHelp)
    .action(() => load.seed().seedDatabase(createOutput(process.stdout).line));
  withExamples(command, 'seed');
}

const roles = ['admin', 'editor', 'reviewer', 'viewer'];

interface TokenOptions extends Token.Place {
  kind: string;
  name: string;
  role?: string;
  tag?: string[];
  expiresInDays?: number;
  json?: boolean;
}

function addToken(program: Command): void {
  const token = program.command('token').description('make tokens and SDK keys, straight in the database');
  const create = credentialCommand(token, 'create', 'make a token for people or scripts')
    .addOption(new Option('--kind <kind>', 'of whom').choices(['personal', 'service']).makeOptionMandatory())
    .addOption(new Option('--role <role>', "a service token's").choices(roles))
    .action(async ({ kind, role, ...given }: TokenOptions) => {
      const chosen = {
        ...given,
        kind: kind as 'personal' | 'service',
        role: role?.toUpperCase() as Token.NewToken['role'],
      };
      printCredential(await load.token().createToken(chosen), given);
    });
  withExamples(
    create,
    'token create --kind service --role editor --name ci',
    'token create --kind personal --name laptop',
  );
  const sdkKey = credentialCommand(token, 'sdk-key', 'make an SDK key for an environment')
    .addOption(
      new Option('--kind <kind>', 'of client: what it sees').choices(['server', 'client']).default('server'),
    )
    .option('--tag <tag...>', 'only flags with one of these tags')
    .action(async ({ kind, tag, ...given }: TokenOptions) => {
      const chosen = { ...given, kind: kind.toUpperCase() as Token.NewSdkKey['kind'], tags: tag };
      printCredential(await load.token().createSdkKey(chosen), given);
    });
  withExamples(sdkKey, 'token sdk-key --environment production --kind server --name checkout-service');
}

function credentialCommand(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .requiredOption('--name <name>', 'what people will know it by')
    .option('--organization <slug>', 'needed where there are several')
    .option('--project <key>', 'needed where there are several')
    .option('--environment <key>', 'where it holds')
    .option('--expires-in-days <days>', 'for ever when absent', wholeNumber)
    .option('--json', 'JSON instead of a line')
    .addHelpText('after', settingsHelp);
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number of days is needed.');
}

/** The secret alone, for scripts to take as it is. */
function printCredential(credential: Token.NewCredential, options: { json?: boolean }): void {
  const output = createOutput(process.stdout, options);
  if (options.json) output.json(credential);
  else output.line(credential.secret);
}

void run(process.argv).then((exitCode) => (process.exitCode = exitCode));
