import type { ValueStorage } from '../../../src/clients/web';
import { MemoryStorage, next, Session, settled } from './session';

let session: Session;
beforeEach(() => {
  session = new Session();
});
afterEach(() => session.end());

const bob = { targetingKey: 'bob' };
const item = () => [...session.storage.items][0];

/** A visit whose values are kept in storage. */
async function visit(
  values = { name: 'ann' } as Record<string, string>,
  context: object = { targetingKey: 'ann' },
) {
  const client = session.client({ context: { ...context } });
  const isReady = client.ready(5_000);
  (await session.server.nextRequest()).answer('1', values);
  await isReady;
  client.close();
}

/** What storage has for a context. */
const revision = (context: Record<string, unknown>) => session.client({ context }).revision;

test('the next visit has the last values at once, without any network', async () => {
  await visit();
  const client = session.client();
  expect(client.variation('name', '')).toBe('ann');
  expect([client.revision, client.status, client.isCached]).toEqual(['1', 'connecting', true]);
  await client.ready(0);
  const isStale = next(client, 'stale');
  (await session.server.nextRequest()).fail();
  await isStale;
  expect(client.variation('name', '')).toBe('ann');
});

test('it asks for the newest all the same, and tells what differs', async () => {
  await visit({ name: 'ann', theme: 'dark' });
  const client = session.client();
  const changed = next(client, 'change');
  (await session.server.nextRequest()).answer('2', { name: 'ann', theme: 'light' });
  expect(await changed).toEqual({ revision: '2', changed: ['theme'], isContextChange: false });
  expect(client.isCached).toBe(false);
});

test('what came with a signal is kept too', async () => {
  const { client, stream } = await session.live({ name: 'ann', theme: 'dark' });
  stream.signal('2', { flagKeys: ['theme'] });
  session.clock.advance(50);
  (await session.server.nextRequest()).answer('2', { theme: 'light' });
  await settled();
  client.close();
  const visitor = session.client();
  expect([visitor.variation('name', ''), visitor.variation('theme', '')]).toEqual(['ann', 'light']);
});

test('each context has values of its own, and a change of context finds them', async () => {
  await visit();
  await visit({ name: 'bob' }, bob);
  const client = session.client();
  expect(client.variation('name', '')).toBe('ann');
  const isThere = client.setContext(bob);
  expect([client.variation('name', ''), client.isCached]).toEqual(['bob', true]);
  await session.server.nextRequest();
  (await session.server.nextRequest()).fail();
  await isThere;
});

test.each([
  ['another context', { context: { targetingKey: 'cleo' } }],
  ['another key', { key: 'sbx_cli_klmnopqrst' }],
  ['another server', { url: 'https://other.test' }],
])('%s does not get them', async (_case, options) => {
  await visit();
  expect(session.client(options).revision).toBeNull();
});

test('who was asking is not written down', async () => {
  await visit({ name: 'shown' }, { targetingKey: 'ann@example.com', plan: 'platinum' });
  expect(item().join()).not.toMatch(/ann|platinum|sbx_cli|signalbox\.test/);
  expect(item().join()).toContain('shown');
});

test('the last five contexts are kept', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const name of names) await visit({ name }, { targetingKey: name });
  expect(names.filter((name) => revision({ targetingKey: name }))).toEqual(['b', 'c', 'd', 'e', 'f']);
});

test('half a million characters are kept at most, the newest first', async () => {
  await visit({ name: 'x'.repeat(150_000) });
  await visit({ name: 'y'.repeat(150_000) }, bob);
  expect([revision({ targetingKey: 'ann' }), revision(bob)]).toEqual([null, '1']);
});

test('values that are more than that alone are not kept', async () => {
  await visit({ name: 'x'.repeat(300_000) });
  expect(item()[1]).toBe('[]');
});

test.each([
  ['no JSON', (text: string) => text.slice(0, 100)],
  ['no list', () => '{}'],
  ['null', () => '[null]'],
  ['values without evaluations', (text: string) => text.replace('"evaluations"', '"evaluation"')],
  ['an evaluation without a flag', (text: string) => text.replace('"flagKey"', '"key"')],
])('storage that holds %s is as good as empty', async (_case, spoil) => {
  await visit();
  const [name, text] = item();
  session.storage.setItem(name, spoil(text));
  const client = session.client();
  expect(client.revision).toBeNull();
  (await session.server.nextRequest()).answer('1', { name: 'ann' });
  await client.ready(0);
});

const forbidden: ValueStorage = {
  getItem() {
    throw new Error('The operation is insecure');
  },
  setItem() {
    throw new Error('QuotaExceededError');
  },
};

test.each([
  ['is forbidden', forbidden],
  ['is full', Object.assign(new MemoryStorage(), { setItem: forbidden.setItem })],
  ['is not there', null],
])('a client whose storage %s works without it', async (_case, storage) => {
  const { client } = await session.live({ name: 'ann' }, { storage });
  expect([client.variation('name', ''), client.status]).toEqual(['ann', 'live']);
  expect(session.messages).toEqual([]);
});
