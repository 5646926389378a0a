import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start, type StartOptions } from '../../../src/server/commands/start';
import { StartFailure } from '../../../src/server/commands/start-failure';
import { dialects, emptyDatabase, mysqlServer, onMysql } from '../../support/databases';
import { post, send } from '../../support/requests';

const folder = mkdtempSync(join(tmpdir(), 'signalbox-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

const quiet = { PORT: '0', SIGNALBOX_LOG_LEVEL: 'silent' };
const ownerToken = 'the-token-of-the-first-owner';

async function startFailureOf(environment: StartOptions['environment']): Promise<string> {
  const started = start({ environment: { ...quiet, ...environment }, print: () => undefined });
  const failure = await started.catch((error: unknown) => error);
  if (failure instanceof StartFailure) return failure.message;
  throw new Error('a StartFailure was expected', { cause: failure });
}

describe.each(dialects)('the first boot on %s', (dialect) => {
  test('founds a demo organization, prints the token once, and is ready', async () => {
    const { url: DATABASE_URL, drop } = await emptyDatabase(dialect);
    const lines: string[] = [];
    const environment = { ...quiet, DATABASE_URL };
    const first = await start({ environment, print: (line) => lines.push(line) });
    expect(await send(`${first.url}/health/ready`)).toMatchObject({ status: 200 });
    const [, token] = /token .*: (sbx_pat_\S+)/.exec(lines.join('\n')) ?? [];
    const [, key] = /SDK key .*: (sbx_srv_\S+)/.exec(lines.join('\n')) ?? [];
    expect(lines.at(-1)).toBe(`Signalbox is up at ${first.url}`);
    const asked = await post(first.url, token, {
      query: '{ organization { slug projects { nodes { key } } } }',
    });
    expect(asked.json.data.organization).toEqual({
      slug: 'demo',
      projects: { nodes: [{ key: 'storefront' }] },
    });
    const evaluated = await post(first.url, key, {
      query: '{ evaluate(subjects: [{}]) { evaluations { flagKey } } }',
    });
    expect(evaluated.json.data.evaluate[0].evaluations.length).toBeGreaterThanOrEqual(12);
    await first.stop();

    const again: string[] = [];
    const second = await start({ environment, print: (line) => again.push(line) });
    expect(again).toEqual([`Signalbox is up at ${second.url}`]);
    expect((await post(second.url, token, { query: '{ organization { slug } }' })).status).toBe(200);
    await second.stop();
    await drop();
  });

  test('with a chosen token founds an empty organization, and never prints the token', async () => {
    const { url: DATABASE_URL, drop } = await emptyDatabase(dialect);
    const lines: string[] = [];
    const environment = { ...quiet, DATABASE_URL, SIGNALBOX_OWNER_TOKEN: ownerToken };
    const server = await start({ environment, print: (line) => lines.push(line) });
    expect(lines).toEqual([`Signalbox is up at ${server.url}`]);
    const asked = await post(server.url, ownerToken, {
      query: '{ organization { projects { nodes { key } } } }',
    });
    expect(asked.json.data.organization.projects.nodes).toEqual([]);
    await server.stop();
    await drop();
  });
});

describe('a start that cannot be says why in one line', () => {
  test.each([
    [
      'an unknown setting',
      { SIGNALBOX_COLOUR: 'red' },
      'SIGNALBOX_COLOUR is not a setting; .env.example lists them all',
    ],
    ['a bad DATABASE_URL', { DATABASE_URL: 'postgres://x' }, /^DATABASE_URL must be sqlite:<file> or mysql:/],
    [
      'a missing database server',
      { DATABASE_URL: 'mysql://root@127.0.0.1:1/signalbox' },
      'The database at 127.0.0.1:1 does not answer: start it, or change DATABASE_URL',
    ],
    [
      'an unknown database host',
      { DATABASE_URL: 'mysql://root@nowhere.invalid:3306/signalbox' },
      "The database's host in nowhere.invalid:3306 is not known: change DATABASE_URL",
    ],
  ])('%s', async (_case, environment, message) => {
    expect(await startFailureOf(environment)).toMatch(message);
  });

  test('a data directory that cannot be written', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const DATABASE_URL = `sqlite:${file}/signalbox.db`;
    expect(await startFailureOf({ DATABASE_URL })).toBe(
      `The data directory of ${file}/signalbox.db cannot be written: change its permissions, or DATABASE_URL`,
    );
  });

  test('a file that is no database', async () => {
    const file = join(folder, 'text.db');
    writeFileSync(file, 'this is a text, and by no means a database of any kind '.repeat(100));
    expect(await startFailureOf({ DATABASE_URL: `sqlite:${file}` })).toBe(
      `${file} is not a database of SQLite`,
    );
  });

  test('a port in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const environment = {
      DATABASE_URL: `sqlite:${join(folder, 'port.db')}`,
      SIGNALBOX_OWNER_TOKEN: ownerToken,
      PORT: String(port),
    };
    expect(await startFailureOf(environment)).toBe(
      `Port ${port} is in use: stop what listens there, or choose another with PORT`,
    );
    other.close();
  });
});

onMysql('a start that cannot be', () => {
  test('says that there is no such database', async () => {
    const DATABASE_URL = `${mysqlServer}/signalbox_nowhere`;
    expect(await startFailureOf({ DATABASE_URL })).toMatch(
      /has no database named signalbox_nowhere: create it first$/,
    );
  });
});
