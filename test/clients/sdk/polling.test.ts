import { join } from 'node:path';
import type { Client } from '../../../src/clients/sdk';
import { delta, documentOf, goodbye, opened, putChunkedList } from '../../engine/protocol/builders';
import type { ScriptedServer, ServerStream } from './scripted-server';
import { aFlag, key, next, nextStatus, Session } from './session';

let session: Session;
beforeEach(() => {
  session = new Session();
});
afterEach(() => session.end());

const flag1 = aFlag('checkout', '1');
const flag2 = aFlag('checkout', '2', { on: false });
const isOn = (client: Client) => client.variation('checkout', { targetingKey: 'ann' }, false);

/** The first question comes a random time after the ten seconds: 5 s at most, of which the session takes a half. */
const patienceMs = 10_000 + 2_500;

/** A client whose stream is gone, and whose next streams get no answer. */
async function abandoned(): Promise<{ client: Client; server: ScriptedServer; stream: ServerStream }> {
  const live = await session.live([flag1]);
  const isStale = next(live.client, 'stale');
  live.stream.cut();
  await isStale;
  return live;
}

describe('R14: without a stream the newest document is polled', () => {
  test('after ten seconds, and then every thirty, with the tag of the last one', async () => {
    const { client, server } = await abandoned();
    session.clock.advance(patienceMs);
    const first = await server.nextRequest();
    expect(first.path).toBe('/config');
    expect(first.headers).toMatchObject({ authorization: `Bearer ${key}` });
    expect(first.headers['if-none-match']).toBeUndefined();
    const isChanged = next(client, 'change');
    first.answer(200, documentOf('2', [flag2]), { etag: '"the second"' });
    expect(await isChanged).toMatchObject({ revision: '2', committedAt: null });
    expect([isOn(client), client.status]).toEqual([false, 'stale']);
    await nextPoll();
    const second = await server.nextRequest();
    expect(second.headers['if-none-match']).toBe('"the second"');
    second.answer(304);
    await nextPoll();
    const third = await server.nextRequest();
    expect(third.headers['if-none-match']).toBe('"the second"');
    const again = next(client, 'change');
    third.answer(200, documentOf('3', [aFlag('checkout', '3')]), { etag: '"the third"' });
    expect((await again).revision).toBe('3');
    expect(isOn(client)).toBe(true);
  });

  test('by a client that has nothing yet, which is ready with it', async () => {
    const server = await session.server();
    const client = session.client({ url: server.url });
    await server.nextStream();
    const isReady = client.ready(60_000);
    session.clock.advance(patienceMs);
    (await server.nextRequest()).answer(200, documentOf('1', [flag1]));
    await isReady;
    expect([isOn(client), client.status]).toEqual([true, 'stale']);
  });

  test('sooner after three streams in a row that failed', async () => {
    const server = await session.server();
    session.client({ url: server.url, key: 'sbx_srv_abcdefghij_secret' });
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      (await server.nextStream()).cut();
      await session.ends(attempt);
      if (attempt < 3) session.clock.advance(1_000);
    }
    session.clock.advance(2_500);
    expect((await server.nextRequest()).path).toBe('/config');
  });

  test('while streams are tried on, and no longer when one is up to date', async () => {
    const { client, server } = await abandoned();
    session.clock.advance(patienceMs);
    const polled = await server.nextRequest();
    const isChanged = next(client, 'change');
    polled.answer(200, documentOf('2', [flag2]), { etag: '"the second"' });
    await isChanged;
    await pollSet();
    const stream = await server.nextStream();
    expect(stream.input).toMatchObject({ resume: 'token-1' });
    const isLive = nextStatus(client, 'live');
    stream.send(opened({ willSend: 'DELTAS', headRevision: '3' }));
    stream.send(delta('1', '3', [aFlag('checkout', '3')], [aFlag('checkout', '3')]));
    await isLive;
    expect([client.revision, isOn(client)]).toEqual(['3', true]);
    expect(session.clock.pendingMs).not.toContain(30_000);
  });

  test('the next stream goes on from the document', async () => {
    const { client, server } = await abandoned();
    session.clock.advance(500);
    const silent = await server.nextStream();
    session.clock.advance(patienceMs - 500);
    const isChanged = next(client, 'change');
    (await server.nextRequest()).answer(200, documentOf('2', [flag2]));
    await isChanged;
    await silent.closed;
    session.clock.advance(30_000);
    expect((await server.nextStream()).input).toMatchObject({ resume: 'token-2' });
  });

  test('what is held is never taken back', async () => {
    const { client, server } = await abandoned();
    session.clock.advance(patienceMs);
    (await server.nextRequest()).answer(200, documentOf('1', [aFlag('checkout', '1', { on: false })]));
    await nextPoll();
    (await server.nextRequest()).answer(200, documentOf('0', []));
    await nextPoll();
    await server.nextRequest();
    expect([client.revision, isOn(client)]).toEqual(['1', true]);
  });

  test('an answer that comes when there is a stream again is not used', async () => {
    const { client, server } = await abandoned();
    session.clock.advance(patienceMs);
    const request = await server.nextRequest();
    const stream = await server.nextStream();
    const isLive = nextStatus(client, 'live');
    stream.send(opened({ willSend: 'UP_TO_DATE' }));
    await isLive;
    request.answer(200, documentOf('2', [flag2]));
    stream.send(goodbye());
    await nextStatus(client, 'stale');
    expect(client.revision).toBe('1');
  });

  test('a server that is down is asked again, and one that says so later', async () => {
    const { client, server } = await abandoned();
    session.clock.advance(patienceMs);
    (await server.nextRequest()).cut();
    await nextPoll();
    expect(session.messages.join()).toContain('the configuration could not be fetched');
    (await server.nextRequest()).answer(429, '', { 'retry-after': '45' });
    await pollSet(45_000);
    session.clock.advance(45_000);
    const isChanged = next(client, 'change');
    (await server.nextRequest()).answer(200, documentOf('2', [flag2]));
    expect((await isChanged).revision).toBe('2');
  });

  test('a key that is refused is not asked with again', async () => {
    const { server } = await abandoned();
    session.clock.advance(patienceMs);
    (await server.nextRequest()).answer(401, '{"errors":[{"message":"no"}]}');
    await session.says('401 no');
    expect(session.clock.pendingMs).not.toContain(30_000);
  });

  test('a document that cannot be used is asked for again, without its tag', async () => {
    const { client, server } = await abandoned();
    session.clock.advance(patienceMs);
    (await server.nextRequest()).answer(200, '{"protocol":2}', { etag: '"odd"' });
    await nextPoll();
    const request = await server.nextRequest();
    expect(request.headers['if-none-match']).toBeUndefined();
    expect(session.messages.join()).toContain('protocol must be 1');
    expect(isOn(client)).toBe(true);
  });

  test('the chunks of its lists are fetched too, and what could not be had is asked for again', async () => {
    const ids = Array.from({ length: 2_000 }, (_, number) => `user-${number}`);
    const { change, texts } = putChunkedList('ids', '2', ids);
    const [[url, text]] = [...texts] as [[string, string]];
    const { client, server } = await abandoned();
    session.clock.advance(patienceMs);
    (await server.nextRequest()).answer(200, documentOf('2', [flag1, change]), { etag: '"two"' });
    const chunk = await server.nextRequest();
    expect(chunk.path).toBe(`/${url}`);
    chunk.answer(404);
    await session.says('a snapshot could not be fetched');
    expect(client.revision).toBe('1');
    await nextPoll();
    const again = await server.nextRequest();
    expect(again.headers['if-none-match']).toBeUndefined();
    const isChanged = next(client, 'change');
    again.answer(200, documentOf('2', [flag1, change]), { etag: '"two"' });
    (await server.nextRequest()).answer(200, text);
    expect(await isChanged).toMatchObject({ revision: '2', changed: [{ kind: 'LIST', key: 'ids' }] });
  });

  test('what was polled is on disk after a restart', async () => {
    const diskCache = join(session.directory, 'cache.json');
    const server = await session.server();
    const client = session.client({ url: server.url, diskCache });
    await server.nextStream();
    session.clock.advance(patienceMs);
    (await server.nextRequest()).answer(200, documentOf('2', [flag2]));
    await next(client, 'ready');
    await client.close();
    await server.stop();
    expect(session.client({ url: server.url, diskCache }).revision).toBe('2');
  });
});

/** Waits until the next question has its time, and lets that come. */
async function nextPoll(): Promise<void> {
  await pollSet();
  session.clock.advance(30_000);
}

async function pollSet(inMs = 30_000): Promise<void> {
  while (!session.clock.pendingMs.includes(inMs)) await new Promise(setImmediate);
}
