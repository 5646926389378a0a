import { join } from 'node:path';
import type { Client } from '../../../src/clients/sdk';
import { delta, opened, patchOf, putChunkedList, referred, snapshot } from '../../engine/protocol/builders';
import type { ScriptedServer } from './scripted-server';
import { aFlag, change, key, next, nextStatus, Session } from './session';

let session: Session;
beforeEach(() => {
  session = new Session();
});
afterEach(() => session.end());

const flag1 = aFlag('checkout', '1');
const flag2 = aFlag('checkout', '2', { on: false });
const ids = Array.from({ length: 10_000 }, (_, number) => `user-${number}`);
const forListed = aFlag('listed', '1', {
  rules: [{ id: 'listed', when: { list: 'ids' }, serve: 'yes' }],
  fallthrough: 'no',
});

const isOn = (client: Client) => client.variation('checkout', { targetingKey: 'ann' }, false);
const isListed = (client: Client, user: string) => client.variation('listed', { targetingKey: user }, false);

/** Answers so many requests with the texts, whatever their order, and tells which were asked for. */
async function serve(server: ScriptedServer, texts: Map<string, string>, count: number): Promise<string[]> {
  const asked: string[] = [];
  for (let answered = 0; answered < count; answered += 1) {
    const request = await server.nextRequest();
    asked.push(request.path.slice(1));
    request.answer(texts.has(request.path.slice(1)) ? 200 : 404, texts.get(request.path.slice(1)));
  }
  return asked;
}

describe('a snapshot by reference', () => {
  const { event, text } = referred('1', [flag1]);

  test('is fetched from the server of the stream, with the key, and applied', async () => {
    const server = await session.server();
    const client = session.client({ url: server.url });
    (await server.nextStream()).send(opened(), event);
    const request = await server.nextRequest();
    expect(request.path).toBe('/config/snapshots/production/first-life.1.all');
    expect(request.headers.authorization).toBe(`Bearer ${key}`);
    expect([client.status, client.revision]).toEqual(['connecting', null]);
    const isReady = next(client, 'ready');
    request.answer(200, text);
    expect(await isReady).toEqual({ revision: '1' });
    expect(isOn(client)).toBe(true);
    expect(client.status).toBe('live');
  });

  test('is looked for beside the GraphQL endpoint, wherever that is', async () => {
    const server = await session.server();
    session.client({ url: `${server.url}/graphql?tenant=a` });
    (await server.nextStream()).send(opened(), event);
    expect((await server.nextRequest()).path).toBe('/config/snapshots/production/first-life.1.all');
  });

  test('comes with what was pushed while it was fetched', async () => {
    const server = await session.server();
    const client = session.client({ url: server.url });
    const stream = await server.nextStream();
    stream.send(opened(), event);
    const request = await server.nextRequest();
    stream.send(delta('1', '2', [flag2], [flag2]));
    stream.send(delta('2', '3', [aFlag('other', '3')], [flag2, aFlag('other', '3')]));
    request.answer(200, text);
    while (client.revision !== '3') await new Promise(setImmediate);
    expect(isOn(client)).toBe(false);
    await change(
      client,
      stream,
      delta('3', '4', [aFlag('checkout', '4')], [aFlag('checkout', '4'), aFlag('other', '3')]),
    );
    expect(isOn(client)).toBe(true);
  });

  test.each([
    ['is not there', 404, '{"errors":[{"message":"Snapshot not found"}]}', '404 Snapshot not found'],
    ['is another text', 200, '{}', 'is not the text that was named'],
    ['is on another server', 200, null, 'https://evil.example'],
  ])('that %s makes the client try another stream, and serve on', async (_what, status, body, cause) => {
    const { client, server, stream } = await session.live([flag1]);
    const url = body === null ? 'https://evil.example/config' : (event.reference?.url ?? '');
    const reference = { url, sha256: event.reference?.sha256 ?? '', expiresAt: '2026-01-01T01:00:00.000Z' };
    stream.send({ ...event, revision: '2', reference });
    if (body !== null) (await server.nextRequest()).answer(status, body);
    await session.ends(1);
    expect(session.messages.join()).toContain(cause);
    expect(isOn(client)).toBe(true);
    await stream.closed;
    session.clock.advance(1_000);
    expect((await server.nextStream()).input).toMatchObject({ resume: 'token-1' });
  });

  test('that may not be fetched is a key that is refused', async () => {
    const server = await session.server();
    const client = session.client({ url: server.url });
    const isRefused = nextStatus(client, 'refused');
    (await server.nextStream()).send(opened(), event);
    (await server.nextRequest()).answer(401);
    await isRefused;
  });

  test('whose bytes stop coming is given up', async () => {
    const server = await session.server();
    const client = session.client({ url: server.url });
    (await server.nextStream()).send(opened(), event);
    await server.nextRequest();
    session.clock.advance(15_000);
    await session.ends(1);
    expect(session.messages.join()).toContain('nothing came for 15000 ms');
    expect(client.revision).toBeNull();
  });

  test('is not waited for when its stream has ended', async () => {
    const { client, server, stream } = await session.live([flag1]);
    stream.send({ ...event, revision: '2' });
    const request = await server.nextRequest();
    stream.cut();
    await session.ends(1);
    request.answer(200, text);
    session.clock.advance(1_000);
    const resumed = await server.nextStream();
    const isLive = nextStatus(client, 'live');
    resumed.send(opened({ willSend: 'UP_TO_DATE' }));
    await isLive;
    expect(client.revision).toBe('1');
  });
});

describe('a list in chunks', () => {
  const { change: list1, texts: texts1 } = putChunkedList('ids', '1', ids);
  const { change: list3, texts: texts3 } = putChunkedList('ids', '3', [...ids, 'ann']);

  async function aClient(options: { diskCache?: string } = {}) {
    const server = await session.server();
    const client = session.client({ url: server.url, ...options });
    const stream = await server.nextStream();
    const isLive = nextStatus(client, 'live');
    stream.send(opened(), snapshot('1', [forListed, list1]));
    expect((await serve(server, texts1, texts1.size)).sort()).toEqual([...texts1.keys()].sort());
    await isLive;
    return { server, client, stream };
  }

  test('is fetched and evaluated like any other, and patched too', async () => {
    const { client, stream } = await aClient();
    expect([isListed(client, 'user-7'), isListed(client, 'ann')]).toEqual([true, false]);
    const patch = patchOf('ids', '2', { from: '1', added: ['ann'], removed: ['user-7'] });
    await change(client, stream, delta('1', '2', [patch], [forListed, patch]));
    expect([isListed(client, 'user-7'), isListed(client, 'ann')]).toEqual([false, true]);
  });

  /** The one chunk that `ann` came into. */
  const changed = [...texts3].filter(([url]) => !texts1.has(url.replace('/3/', '/1/')));

  test('that comes again is fetched in so far as it has changed', async () => {
    const { client, server, stream } = await aClient();
    expect(changed).toHaveLength(1);
    const isChanged = next(client, 'change');
    stream.send(snapshot('3', [forListed, list3]));
    const request = await server.nextRequest();
    expect(request.path.slice(1)).toBe(changed[0]?.[0]);
    request.answer(200, changed[0]?.[1]);
    expect((await isChanged).changed).toEqual([{ kind: 'LIST', key: 'ids' }]);
    expect([isListed(client, 'user-7'), isListed(client, 'ann')]).toEqual([true, true]);
  });

  test('is not fetched at all when patches have led to the same', async () => {
    const { client, stream } = await aClient();
    const patch = patchOf('ids', '2', { from: '1', added: ['ann'] });
    await change(client, stream, delta('1', '2', [patch], [forListed, patch]));
    const isChanged = next(client, 'change');
    stream.send(snapshot('3', [forListed, list3]));
    expect((await isChanged).revision).toBe('3');
  });

  test('is found on disk after a restart', async () => {
    const diskCache = join(session.directory, 'cache.json');
    const { client, server } = await aClient({ diskCache });
    await client.close();
    const restarted = session.client({ url: server.url, diskCache });
    expect(isListed(restarted, 'user-7')).toBe(true);
    const stream = await server.nextStream();
    const isLive = nextStatus(restarted, 'live');
    stream.send(opened(), snapshot('3', [forListed, list3], { resyncReason: 'COMPACTED' }));
    expect(await serve(server, texts3, 1)).toEqual([changed[0]?.[0]]);
    await isLive;
    expect(isListed(restarted, 'ann')).toBe(true);
  });
});
