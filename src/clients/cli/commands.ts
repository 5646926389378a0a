import { Option, type Command } from 'commander';
import type * as Demo from './demo';
import type * as Eval from './eval';
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
  importFile: () => require('./import/import-file') as typeof ImportFile,
  tail: () => require('./tail') as typeof Tail,
  verify: () => require('./import/verify') as typeof Verify,
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
}

function addPeer(importing: Command, peer: Peer): void {
  const command = importing
    .command(peer.name)
    .description(`import from ${peer.title}: everybody keeps what they had`)
    .argument('<file>', peer.file)
    .option('--project <key>', 'needed where the token sees several')
    .option('--environment <key>', 'needed where the project has several');
  for (const option of peer.options) command.addOption(option);
  command
    .option('--token <token>', 'of a member or a service; the variable SIGNALBOX_TOKEN when absent')
    .option('--dry-run', 'show what would be different, and write nothing')
    .option('--skip-refused', 'import the others when some flags are refused')
    .option(
      '--verify <contexts>',
      `ask ${peer.title}'s own SDK and Signalbox the same, and show where they differ; needs no server. The file: ${peer.contexts}, a JSON list or NDJSON`,
    )
    .addOption(urlOption())
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
