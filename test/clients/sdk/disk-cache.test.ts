import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../../../src/clients/sdk';
import { delta, opened, patchOf, snapshot } from '../../engine/protocol/builders';
import { aFlag, aList, change, next, Session } from './session';

let session: Session;
let diskCache: string;
beforeEach(() => {
  session = new Session();
  diskCache = join(session.directory, 'deep', 'cache.json');
});
afterEach(() => session.end());

const flag1 = aFlag('checkout', '1');
const flag2 = aFlag('checkout', '2', { on: false });

/** The address of a server that was there, and what a client of it left on disk. */
async function abandonedServer(objects = [flag1]): Promise<string> {
  const { client, server } = await session.live(objects, { diskCache });
  await client.close();
  await server.stop();
  return server.url;
}

const isOn = (client: Client) => client.variation('checkout', { targetingKey: 'ann' }, false);

test('a client whose server is down evaluates at once with what is on disk', async () => {
  const url = await abandonedServer();
  const client = session.client({ url, diskCache });
  expect(isOn(client)).toBe(true);
  expect([client.status, client.revision]).toEqual(['stale', '1']);
  await client.ready(1_000);
});

test('it resumes from there when the server is back', async () => {
  const { client, server } = await session.live([flag1], { diskCache });
  await client.close();
  const restarted = session.client({ url: server.url, diskCache });
  const stream = await server.nextStream();
  expect(stream.input).toMatchObject({ resume: 'token-1', localChecksum: null });
  stream.send(opened({ willSend: 'DELTAS', headRevision: '2' }));
  await change(restarted, stream, delta('1', '2', [flag2], [flag2]));
  expect(isOn(restarted)).toBe(false);
});

test('a patched list survives on disk', async () => {
  const flag = aFlag('checkout', '1', {
    rules: [{ id: 'listed', when: { list: 'ids' }, serve: 'yes' }],
    fallthrough: 'no',
  });
  const { client, server, stream } = await session.live([flag, aList('ids', '1', ['bob'])], { diskCache });
  const patch = patchOf('ids', '2', { from: '1', added: ['ann'] });
  await change(client, stream, delta('1', '2', [patch], [flag, patch]));
  await client.close();
  await server.stop();
  expect(isOn(session.client({ url: server.url, diskCache }))).toBe(true);
});

test('changes within a second are written together', async () => {
  const { client, stream } = await session.live([flag1], { diskCache });
  await change(client, stream, delta('1', '2', [flag2], [flag2]));
  expect(existsSync(diskCache)).toBe(false);
  session.clock.advance(1_000);
  await client.close();
  expect(JSON.parse(readFileSync(diskCache, 'utf8'))).toMatchObject({ revision: '2', resume: 'token-2' });
});

test('the file is readable for its owner only, and nothing lies beside it', async () => {
  await abandonedServer();
  expect(statSync(diskCache).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(session.directory, 'deep'))).toEqual(['cache.json']);
});

test('a rotated key finds the cache of its key id', async () => {
  const url = await abandonedServer();
  const client = session.client({ url, diskCache, key: 'sbx_srv_abcdefghij_rotated' });
  expect(client.revision).toBe('1');
});

test.each([
  ['another key', { key: 'sbx_srv_klmnopqrst_secret' }],
  ['another server', { url: 'http://127.0.0.1:1' }],
])('the cache of %s is not served', async (_case, other) => {
  const url = await abandonedServer();
  const client = session.client({ url, diskCache, ...other });
  expect(client.revision).toBeNull();
  expect(isOn(client)).toBe(false);
  expect(session.messages.join()).toContain('it belongs to another server or key');
});

test.each([
  ['cut off', (text: string) => text.slice(0, 100), 'JSON'],
  [
    'of another format',
    (text: string) => text.replace('"format":1', '"format":2'),
    'not a cache of this version',
  ],
  ['short of an object', (text: string) => text.replace(/"objects":.*]/, '"objects":[]'), 'checksum differs'],
  ['no object at all', () => 'null', 'not a cache of this version'],
])('a cache that is %s is ignored with a warning', async (_case, damage, warning) => {
  const url = await abandonedServer();
  writeFileSync(diskCache, damage(readFileSync(diskCache, 'utf8')));
  const client = session.client({ url, diskCache });
  expect([client.status, client.revision]).toEqual(['connecting', null]);
  expect(session.messages.join()).toContain(warning);
});

test('a cache that lacks what could not be read asks for a snapshot after a restart', async () => {
  const unreadable = { ...aFlag('later', '1'), payload: '{"from":"the future"}' };
  const { client, server } = await session.live([flag1, unreadable], { diskCache });
  await client.close();
  const upgraded = session.client({ url: server.url, diskCache });
  expect(isOn(upgraded)).toBe(true);
  const stream = await server.nextStream();
  expect(stream.input).toMatchObject({ resume: null });
  const changed = await change(upgraded, stream, opened(), snapshot('1', [flag1, aFlag('later', '1')]));
  expect(changed.changed).toEqual([{ kind: 'FLAG', key: 'later' }]);
});

test('a disk that cannot be written is a warning', async () => {
  mkdirSync(diskCache, { recursive: true });
  const { client } = await session.live([flag1], { diskCache });
  await client.close();
  expect(isOn(client)).toBe(true);
  expect(session.messages.join()).toContain('could not be written');
});

test('an empty cache path is no obstacle to a first start', async () => {
  const server = await session.server();
  const client = session.client({ url: server.url, diskCache });
  const ready = next(client, 'ready');
  (await server.nextStream()).send(opened(), snapshot('1', [flag1]));
  expect(await ready).toEqual({ revision: '1' });
  expect(session.messages).toEqual([]);
});
