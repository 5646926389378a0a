import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, startCommand, type CommandResult } from '../support/command';
import { emptyDatabase } from '../support/databases';
import { change, remote, type Remote } from '../support/remote';
import { startServerProcess, type ServerProcess } from '../support/server-process';

const ownerToken = 'the-owner-of-a-test-installation';

let database: Awaited<ReturnType<typeof emptyDatabase>>;
let server: ServerProcess;
let api: Remote;
let folder: string;
let sdkKey: string;
let environmentId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-cli-'));
  database = await emptyDatabase('sqlite');
  server = await startServerProcess({
    ...settings(),
    SIGNALBOX_OWNER_TOKEN: ownerToken,
    SIGNALBOX_DEMO: 'true',
  });
  api = remote(server.url, ownerToken);
  const { exitCode, output } = await onDatabase(
    'token',
    'sdk-key',
    '--environment',
    'production',
    '--name',
    'test',
  );
  expect(exitCode).toBe(0);
  sdkKey = output.trim();
  const { project } = await api.ask(
    '{ project(key: "storefront") { environment(key: "production") { id } } }',
  );
  environmentId = project.environment.id as string;
});

afterAll(async () => {
  await server?.stop();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

const settings = (): Record<string, string> => ({ DATABASE_URL: database.url });
const onDatabase = (...words: string[]): Promise<CommandResult> => runCommand(words, settings());
const onServer = (...words: string[]): Promise<CommandResult> => runCommand([...words, '--url', server.url]);

function aFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('token', () => {
  it('makes a service token that can do what its role can', async () => {
    const { output } = await onDatabase(
      'token',
      'create',
      '--kind',
      'service',
      '--role',
      'editor',
      '--name',
      'ci',
    );
    const { viewer } = await remote(server.url, output.trim()).ask('{ viewer { name grants { role } } }');
    expect(viewer).toEqual({ name: 'ci', grants: [{ role: 'EDITOR' }] });
  });

  it('makes a personal token for the owner, with its expiry in JSON', async () => {
    const words = [
      'token',
      'create',
      '--kind',
      'personal',
      '--name',
      'laptop',
      '--expires-in-days',
      '1',
      '--json',
    ];
    const { output } = await onDatabase(...words);
    const { name, secret, expiresAt } = JSON.parse(output) as {
      name: string;
      secret: string;
      expiresAt: number;
    };
    expect([name, expiresAt - Date.now() > 23 * 3_600_000]).toEqual(['laptop', true]);
    const { viewer } = await remote(server.url, secret).ask('{ viewer { member { email } } }');
    expect(viewer.member.email).toBe('owner@example.com');
  });

  it.each([
    [
      'an environment that is not there',
      ['sdk-key', '--environment', 'moon', '--name', 'x'],
      'There is no environment moon, only development, staging, production',
    ],
    [
      'a service token without a role',
      ['create', '--kind', 'service', '--name', 'x'],
      'A service token needs a role',
    ],
  ])('refuses %s', async (_, words, message) => {
    expect(await onDatabase('token', ...words)).toEqual({
      exitCode: 1,
      output: '',
      errors: `signalbox: ${message}\n`,
    });
  });

  it('makes nothing where no server has been set up', async () => {
    const DATABASE_URL = `sqlite:${join(folder, 'none.db')}`;
    const result = await runCommand(['token', 'sdk-key', '--name', 'x'], { DATABASE_URL });
    const message = `There is no database at ${join(folder, 'none.db')}: start the server once, with \`signalbox start\``;
    expect(result).toEqual({ exitCode: 1, output: '', errors: `signalbox: ${message}\n` });
  });
});

describe('eval', () => {
  const evaluate = (...words: string[]): Promise<CommandResult> => onServer('eval', ...words);

  it('tells value, variant and reason', async () => {
    const { exitCode, output } = await evaluate(
      'new-checkout',
      '--key',
      sdkKey,
      '--context',
      '{"targetingKey":"ada"}',
    );
    expect(output.split('\n').slice(0, 3)).toEqual(['value\ttrue', 'variant\ton', 'reason\tTARGET']);
    expect(exitCode).toBe(0);
  });

  it('tells them as JSON', async () => {
    const { output } = await evaluate('search-settings', '--key', sdkKey, '--json');
    expect(JSON.parse(output)).toMatchObject({
      value: { engine: 'classic' },
      variant: 'classic',
      error: null,
    });
  });

  it.each([
    ['a flag that is not there', ['nope', '--key'], 1, 'there is no flag nope for this key'],
    [
      'a context that is not JSON',
      ['nope', '--context', '{"a":x}', '--key'],
      2,
      '--context is not JSON: unexpected "x" at position 5',
    ],
    [
      'a context that is no subject',
      ['nope', '--context', '{"targetingKey":1}', '--key'],
      2,
      '--context at targetingKey: targetingKey must be a text',
    ],
  ])('refuses %s', async (_, words, exitCode, message) => {
    expect(await evaluate(...words, sdkKey)).toEqual({
      exitCode,
      output: '',
      errors: `signalbox: ${message}\n`,
    });
  });

  it('refuses a key that opens nothing', async () => {
    const { exitCode, errors } = await evaluate('new-checkout', '--key', 'sbx_srv_nobody');
    expect([exitCode, errors]).toEqual([1, expect.stringContaining('UNAUTHENTICATED')]);
  });

  it('says when there is no server', async () => {
    const { exitCode, errors } = await runCommand(['eval', 'x', '--key', 'k', '--url', 'http://127.0.0.1:9']);
    expect([exitCode, errors]).toEqual([
      3,
      expect.stringMatching(/^signalbox: cannot reach http:\/\/127\.0\.0\.1:9: .+\n$/),
    ]);
  });
});

describe('tail', () => {
  it('shows the environment, then each change with its delay, and ends well with Ctrl-C', async () => {
    const tail = startCommand(['tail', '--key', sdkKey, '--url', server.url]);
    const snapshot = await tail.shows(/waiting for changes/);
    expect(snapshot).toContain('new-checkout\ton\ton 20 %, off 80 %\t1\n');
    expect(snapshot).toContain(`environment ${environmentId}`);
    const place = { environmentId, flagKey: 'payments-enabled' };
    const revision = await change(api, [{ setFlagOn: { ...place, on: false } }]);
    const shown = await tail.shows(/payments-enabled {2}switched off\n/);
    expect(shown).toMatch(new RegExp(`revision ${revision} applied \\d+ ms after its commit\n`));
    tail.interrupt();
    expect(await tail.ended).toMatchObject({ exitCode: 0, errors: '' });
  });

  it('writes an event per line as JSON', async () => {
    const tail = startCommand(['tail', '--key', sdkKey, '--url', server.url, '--json']);
    await tail.shows(/"snapshot".*\n/);
    const weights = [
      { variant: 'on', weight: 40_000 },
      { variant: 'off', weight: 60_000 },
    ];
    await change(api, [{ setRollout: { environmentId, flagKey: 'new-checkout', weights } }]);
    const [snapshot, changed] = (await tail.shows(/"change".*\n/))
      .split('\n')
      .slice(0, 2)
      .map((line) => JSON.parse(line));
    expect(snapshot).toMatchObject({ event: 'snapshot', environmentId });
    expect(changed).toMatchObject({
      event: 'change',
      delayMs: expect.any(Number),
      changes: [
        { kind: 'FLAG', key: 'new-checkout', what: ['rollout: on 20 %, off 80 % → on 40 %, off 60 %'] },
      ],
    });
    tail.interrupt();
    await tail.ended;
  });

  it('refuses a key that the server refuses', async () => {
    const { exitCode, errors } = await onServer('tail', '--key', 'sbx_srv_nobody');
    expect([exitCode, errors]).toEqual([1, expect.stringContaining('the server refused the key')]);
  });

  it('says when the connection is lost, and when it is back', async () => {
    const other = await emptyDatabase('sqlite');
    const first = await startServerProcess({ DATABASE_URL: other.url, SIGNALBOX_DEMO: 'true' });
    const [key] = /sbx_srv_\w+/.exec(first.output()) as RegExpExecArray;
    const tail = startCommand(['tail', '--key', key, '--url', first.url]);
    await tail.shows(/waiting for changes/);
    // a crash: a server that is stopped in order asks its clients to stay away for up to half a minute
    await first.kill();
    await tail.shows(/connection lost \(.+\); the last known state holds, connecting again\n/);
    const second = await startServerProcess({ DATABASE_URL: other.url, PORT: new URL(first.url).port });
    await tail.shows(/connection is back, at revision \d+\n/);
    tail.interrupt();
    expect((await tail.ended).exitCode).toBe(0);
    await second.stop();
    await other.drop();
  }, 60_000);
});

describe('the door', () => {
  it.each([
    [['tial'], "signalbox: unknown command 'tial' (Did you mean tail?)\n"],
    [['demo', '--colour'], "signalbox: unknown option '--colour'\n"],
    [['tail'], "signalbox: required option '--key <sdk key>' not specified\n"],
    [
      ['import', 'flagd', 'x.json', '--generation', 'v9'],
      "signalbox: option '--generation <generation>' argument 'v9' is invalid. Allowed choices are v1, v2, v3.\n",
    ],
    [
      ['eval', 'x', '--key', 'k', '--url', 'nowhere'],
      'signalbox: --url must be an address like http://127.0.0.1:4000, not nowhere\n',
    ],
  ])('answers %j in one line', async (words, errors) => {
    expect(await runCommand(words)).toEqual({ exitCode: 2, output: '', errors });
  });

  it('gives with --help examples and the exit codes for each command', async () => {
    const commands = [
      'start',
      'migrate',
      'seed',
      'token create',
      'token sdk-key',
      'tail',
      'eval',
      'import flagd',
      'import signalbox',
      'export',
      'demo',
    ];
    const helps = await Promise.all(commands.map((words) => runCommand([...words.split(' '), '--help'])));
    for (const [at, { exitCode, output }] of helps.entries()) {
      expect([commands[at], exitCode]).toEqual([commands[at], 0]);
      expect(output).toContain(`Examples:\n  signalbox ${commands[at]}`);
      expect(output).toContain('Exit codes:\n  0  ok\n');
    }
  });

  it('seed fills an empty database once', async () => {
    const empty = await emptyDatabase('sqlite');
    const first = await runCommand(['seed'], { DATABASE_URL: empty.url });
    expect([first.exitCode, first.output]).toEqual([0, expect.stringContaining('sbx_srv_')]);
    const second = await runCommand(['seed'], { DATABASE_URL: empty.url });
    expect([second.exitCode, second.errors]).toEqual([
      1,
      expect.stringContaining('There is an organization already'),
    ]);
    await empty.drop();
  });
});

it('demo shows a change arrive, and ends by itself', async () => {
  const { exitCode, output, errors } = await runCommand(['demo']);
  expect([exitCode, errors]).toEqual([0, '']);
  expect(output).toMatch(
    /revision \d+ applied \d+ ms after its commit\n {2}new-checkout {2}rollout: on 20 %, off 80 % → on 50 %, off 50 %\n/,
  );
});

describe('upload', () => {
  const sizeOf = async (): Promise<number> => {
    const { project } = await api.ask(
      'query($id: ID!) { project(key: "storefront") { list(key: "early-access") { size(environmentId: $id) } } }',
      { id: environmentId },
    );
    return project.list.size as number;
  };
  const upload = (file: string, ...words: string[]): Promise<CommandResult> =>
    onServer('upload', 'early-access', file, '--environment', 'production', '--token', ownerToken, ...words);

  it('puts the ids of a file into a list in batches, and only what is new', async () => {
    const before = await sizeOf();
    const ids = Array.from({ length: 10_500 }, (_, position) => `customer-${position}`);
    const lines = aFile('ids.txt', ids.join('\n'));
    const first = await upload(lines);
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.output).toContain('10000 ids added\n10500 ids added\n');
    expect(await sizeOf()).toBe(before + 10_500);
    expect((await upload(lines)).output).toContain('already was like this');

    const table = aFile('ids.csv', `name,customer\nAda,customer-0\n"Grace, H.",customer-1\n`);
    expect(await upload(table, '--column', 'customer', '--remove')).toMatchObject({ exitCode: 0 });
    expect(await sizeOf()).toBe(before + 10_498);
  });

  it.each([
    ['a line that is not JSON', 'bad.ndjson', '"ada"\n{"id":', ['upload'], ':2: not JSON'],
    [
      'a column that is not there',
      'bad.csv',
      'name\nada\n',
      ['upload', '--column', 'id'],
      'has no column id, only name',
    ],
    ['a file without ids', 'empty.txt', '\n', ['upload'], 'has no ids'],
  ])('refuses %s in one line', async (_, name, text, [, ...words], message) => {
    const { exitCode, errors } = await upload(aFile(name, text), ...words);
    expect(exitCode).toBe(1);
    expect(errors).toContain(message);
    expect(errors.trim().split('\n')).toHaveLength(1);
  });
});
