import { InvalidArgumentError, Option, type Command } from 'commander';
import type * as Demo from './demo';
import type * as Eval from './eval';
import type * as ExportEnvironment from './export/export-environment';
import type * as ImportEnvironment from './import/import-environment';
import type * as ImportFile from './import/import-file';
import { peers, type Peer } from './import/peers';
import type * as Verify from './import/verify';
import type * as Tail from './tail';
import type * as UploadList from './upload-list';
import { exitCodes, wrongUsage } from './failure';
import { createOutput } from './output';

/** What runs a command is loaded with it, so that none waits for what only others need. */
const load = {
  demo: () => require('./demo') as typeof Demo,
  eval: () => require('./eval') as typeof Eval,
  exportEnvironment: () => require('./export/export-environment') as typeof ExportEnvironment,
  importEnvironment: () => require('./import/import-environment') as typeof ImportEnvironment,
  importFile: () => require('./import/import-file') as typeof ImportFile,
  tail: () => require('./tail') as typeof Tail,
  verify: () => require('./import/verify') as typeof Verify,
  uploadList: () => require('./upload-list') as typeof UploadList,
};

const defaultUrl = 'http://127.0.0.1:4000';
const urlOption = (): Option => new Option('--url <address>', 'the server').default(defaultUrl);
const jsonOption = (): Option => new Option('--json', 'JSON instead of tables and colours');

/** With the options of whatever works in one environment for a member or a service. */
const inEnvironment = (command: Command): Command =>
  command
    .option('--project <key>', 'needed where the token sees several')
    .option('--environment <key>', 'needed where the project has several')
    .option('--token <token>', 'of a member or a service; the variable SIGNALBOX_TOKEN when absent')
    .addOption(urlOption());

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
  addExport(program);
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
  token?: string;
  url: string;
  dryRun?: boolean;
  skipRefused?: boolean;
  verify?: string;
  json?: boolean;
}

function addImport(program: Command): void {
  const importing = program.command('import').description("bring another system's flags into an environment");
  for (const peer of peers) addPeer(importing, peer);
  addEnvironmentFile(importing);
}

function addPeer(importing: Command, peer: Peer): void {
  const command = inEnvironment(importing.command(peer.name))
    .description(`import from ${peer.title}: everybody keeps what they had`)
    .argument('<file>', peer.file);
  for (const option of peer.options) command.addOption(option);
  command
    .option('--dry-run', 'show what would be different, and write nothing')
    .option('--skip-refused', 'import the others when some flags are refused')
    .option(
      '--verify <contexts>',
      `ask ${peer.title}'s own SDK and Signalbox the same, and show where they differ; needs no server. The file: ${peer.contexts}, a JSON list or NDJSON`,
    )
    .addOption(jsonOption())
    .action((file: string, given: ImportOptions) => runImport(peer, file, given));
  withExamples(command, ...peer.examples.map((words) => `import ${peer.name} ${words}`));
}

function runImport(peer: Peer, file: string, given: ImportOptions): Promise<void> {
  const { token, dryRun = false, skipRefused = false, verify, ...others } = given;
  const names = peer.options.map((option) => option.attributeName());
  const options = Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name)));
  const source = { peer, file, options, output: createOutput(process.stdout, given) };
  if (verify !== undefined) return load.verify().verifyImport({ ...source, contexts: verify });
  const chosen = { ...others, ...source, dryRun, skipRefused, credential: tokenFrom(token) };
  return load.importFile().importFile(chosen);
}

function addEnvironmentFile(importing: Command): void {
  const command = inEnvironment(importing.command('signalbox'))
    .description('take back what `signalbox export` wrote; what is there and not in the file stays')
    .argument('<file>', 'an environment file, YAML or JSON')
    .option('--dry-run', 'show what would be different, and write nothing')
    .addOption(jsonOption())
    .action((file: string, { token, dryRun = false, ...others }: ImportOptions) => {
      const output = createOutput(process.stdout, others);
      const credential = tokenFrom(token);
      return load.importEnvironment().importEnvironment({ ...others, file, dryRun, credential, output });
    });
  withExamples(command, 'import signalbox staging.yaml --project storefront --environment staging --dry-run');
}

interface ExportCommandOptions {
  project?: string;
  environment?: string;
  as: ExportEnvironment.ExportOptions['as'];
  format?: ExportEnvironment.ExportOptions['format'];
  out?: string;
  atRevision?: number;
  withLists?: boolean;
  skipRefused?: boolean;
  token?: string;
  url: string;
}

function addExport(program: Command): void {
  const command = inEnvironment(program.command('export'))
    .description('write an environment as a file: the same bytes each time that it is the same')
    .addOption(
      new Option(
        '--as <what>',
        'our own file, a flag manifest for the OpenFeature CLI, or a flagd definition',
      )
        .choices(['signalbox', 'openfeature', 'flagd'])
        .default('signalbox'),
    )
    .addOption(
      new Option(
        '--format <format>',
        "by the file's name when absent, else yaml for our own and json for the others",
      ).choices(['yaml', 'json']),
    )
    .option('--out <file>', 'where to write it; it is printed when absent')
    .addOption(
      new Option('--at-revision <number>', 'as it was then; the newest when absent').argParser(revisionFrom),
    )
    .option('--with-lists', 'what lists hold too')
    .option('--skip-refused', 'export the others when some flags have no equal in the format')
    .action(({ token, withLists = false, skipRefused = false, ...others }: ExportCommandOptions) =>
      load.exportEnvironment().exportEnvironment({
        ...others,
        withLists,
        skipRefused,
        credential: tokenFrom(token),
        print: (text) => process.stdout.write(text),
        notes: createOutput(process.stderr),
      }),
    );
  withExamples(
    command,
    'export --project storefront --environment production > production.yaml',
    'export --environment production --with-lists --out production.yaml',
    'export --environment production --at-revision 12 --format json',
    'export --environment staging --as flagd --skip-refused --out flags.json',
  );
}

function revisionFrom(text: string): number {
  if (/^(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number.');
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
  const command = inEnvironment(program.command('upload'))
    .description('put the ids of a file into a list; of any size, in revisions of at most 10,000 ids')
    .argument('<list>', "the list's key")
    .argument('<file>', 'an id a line, NDJSON, or CSV')
    .addOption(
      new Option('--format <format>', "by the file's name when absent").choices(['ndjson', 'csv', 'text']),
    )
    .option('--column <name>', 'of a CSV with a head; the first column when absent')
    .option('--remove', 'take them out instead')
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
