import { Option, type Command } from 'commander';
import type * as Demo from './demo';
import type * as Eval from './eval';
import type * as ImportFlagd from './import/import-flagd';
import type * as Tail from './tail';
import type * as UploadList from './upload-list';
import { exitCodes, wrongUsage } from './failure';
import { createOutput } from './output';

/** What runs a command is loaded with it, so that none waits for what only others need. */
const load = {
  demo: () => require('./demo') as typeof Demo,
  eval: () => require('./eval') as typeof Eval,
  importFlagd: () => require('./import/import-flagd') as typeof ImportFlagd,
  tail: () => require('./tail') as typeof Tail,
  uploadList: () => require('./upload-list') as typeof UploadList,
};

const defaultUrl = 'http://127.0.0.1:4000';
const urlOption = (): Option => new Option('--url <address>', 'the server').default(defaultUrl);
const jsonOption = (): Option => new Option('--json', 'JSON instead of tables and colours');

export const exitCodesHelp = `
Exit codes:
  0  ok
  ${exitCodes.failed}  failed, or refused
  ${exitCodes.usage}  wrong usage
  ${exitCodes.unreachable}  no server at the address`;

/** The text after a command's options: how it is used, and what it ends with. */
export function withExamples(command: Command, ...examples: string[]): Command {
  const lines = examples.map((example) => `  signalbox ${example}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}\n${exitCodesHelp}`);
}

/** Adds the commands that talk to a server as its users do. */
export function addClientCommands(program: Command): void {
  addTail(program);
  addEval(program);
  addImport(program);
  addUpload(program);
  addDemo(program);
}

function addTail(program: Command): void {
  const command = program
    .command('tail')
    .description('show an environment, and every change of it as it comes, until Ctrl-C')
    .requiredOption('--key <sdk key>', 'a server-side SDK key; it names the environment')
    .addOption(urlOption())
    .addOption(jsonOption())
    .action((options: { key: string; url: string; json?: boolean }) =>
      load.tail().tail({ ...options, output: createOutput(process.stdout, options), signal: interrupted() }),
    );
  withExamples(
    command,
    'tail --key sbx_srv_…',
    'tail --key sbx_srv_… --url https://flags.example.com --json | jq .',
  );
}

function addEval(program: Command): void {
  const command = program
    .command('eval')
    .description('ask what a flag is for a context')
    .argument('<flag>', "the flag's key")
    .requiredOption('--key <sdk key>', 'an SDK key; it names the environment')
    .option('--context <json>', 'who is asking: an object as OpenFeature has it', '{}')
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(
      (flagKey: string, { key, ...options }: { key: string; context: string; url: string; json?: boolean }) =>
        load.eval().evaluateFlag({
          ...options,
          flagKey,
          credential: key,
          output: createOutput(process.stdout, options),
        }),
    );
  withExamples(command, `eval new-checkout --key sbx_srv_… --context '{"targetingKey":"ada","plan":"pro"}'`);
}

interface ImportOptions {
  project?: string;
  environment?: string;
  generation?: 'v1' | 'v2' | 'v3';
  sdk?: string;
  token?: string;
  url: string;
  dryRun?: boolean;
  skipRefused?: boolean;
  json?: boolean;
}

function addImport(program: Command): void {
  const importing = program.command('import').description("bring another system's flags into an environment");
  const generation = new Option(
    '--generation <generation>',
    'how flagd split users; needed where a flag does',
  );
  const command = importing
    .command('flagd')
    .description('import a flagd definition (JSON or YAML): everybody keeps the variant they had')
    .argument('<file>', 'the definition')
    .option('--project <key>', 'needed where the token sees several')
    .option('--environment <key>', 'needed where the project has several')
    .addOption(generation.choices(['v1', 'v2', 'v3']))
    .option('--sdk <name>', 'where flags were evaluated: go, java, javascript, …')
    .option('--token <token>', 'of a member or a service; the variable SIGNALBOX_TOKEN when absent')
    .option('--dry-run', 'show what would be different, and write nothing')
    .option('--skip-refused', 'import the others when some flags are refused')
    .addOption(urlOption())
    .addOption(jsonOption())
    .action((file: string, options: ImportOptions) => {
      const { token, dryRun = false, skipRefused = false, ...others } = options;
      const output = createOutput(process.stdout, options);
      const chosen = { ...others, file, dryRun, skipRefused, credential: tokenFrom(token), output };
      return load.importFlagd().importFlagdFile(chosen);
    });
  withExamples(
    command,
    'import flagd flags.json --project storefront --environment staging --dry-run',
    'import flagd flags.yaml --environment production --generation v2 --sdk go',
  );
}

interface UploadOptions {
  project?: string;
  environment?: string;
  format?: UploadList.UploadListOptions['format'];
  column?: string;
  remove?: boolean;
  token?: string;
  url: string;
  json?: boolean;
}

function addUpload(program: Command): void {
  const command = program
    .command('upload')
    .description('put the ids of a file into a list; of any size, in revisions of at most 10,000 ids')
    .argument('<list>', "the list's key")
    .argument('<file>', 'an id a line, NDJSON, or CSV')
    .option('--project <key>', 'needed where the token sees several')
    .option('--environment <key>', 'needed where the project has several')
    .addOption(
      new Option('--format <format>', "by the file's name when absent").choices(['ndjson', 'csv', 'text']),
    )
    .option('--column <name>', 'of a CSV with a head; the first column when absent')
    .option('--remove', 'take them out instead')
    .option('--token <token>', 'of a member or a service; the variable SIGNALBOX_TOKEN when absent')
    .addOption(urlOption())
    .addOption(jsonOption())
    .action((listKey: string, file: string, { token, remove = false, ...others }: UploadOptions) => {
      const output = createOutput(process.stdout, others);
      const credential = tokenFrom(token);
      return load.uploadList().uploadList({ ...others, listKey, file, remove, credential, output });
    });
  withExamples(command, 'upload early-access customers.csv --column customer_id --environment production');
}

function tokenFrom(given: string | undefined): string {
  const token = given ?? process.env.SIGNALBOX_TOKEN;
  if (token !== undefined && token !== '') return token;
  throw wrongUsage('a token is needed: --token, or the variable SIGNALBOX_TOKEN');
}

function addDemo(program: Command): void {
  const command = program
    .command('demo')
    .description('start a server, connect an SDK, change a flag and show how soon it arrives; then end')
    .addOption(jsonOption())
    .action((options: { json?: boolean }) =>
      load.demo().demo({ output: createOutput(process.stdout, options), signal: interrupted() }),
    );
  withExamples(command, 'demo');
}

/** Aborted by Ctrl-C, or by being told to end. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
