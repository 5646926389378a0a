import { buildSchema, parse, validate } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateDocument } from '../../../src/clients/web/evaluate-request';
import { signalDocument } from '../../../src/clients/web/signal';
import { told } from './scripted-server';
import { key, next, nextStatus, Session, settled } from './session';

let session: Session;
beforeEach(() => {
  session = new Session();
});
afterEach(() => session.end());

const schemaFile = (name: string): string => readFileSync(join(__dirname, '../../../schema', name), 'utf8');

test.each([evaluateDocument, signalDocument])('a document asks for what the schema has', (document) => {
  expect(validate(buildSchema(schemaFile('schema.graphql')), parse(document))).toEqual([]);
});

test('the subscription document is the one in PROTOCOL.md', () => {
  expect(schemaFile('PROTOCOL.md')).toContain(signalDocument);
});

test.each([
  ['nonsense', key, 'url must be an address like'],
  ['ftp://example.com', key, 'url must begin with http, https, ws or wss'],
  ['http://signalbox.test', 'sbx_srv_abcdefghij_secret', 'key must be an SDK key of kind client'],
])('a client at %s with the key %s is not made', (url, secret, message) => {
  expect(() => session.client({ url, key: secret })).toThrow(message);
});

describe('evaluation', () => {
  test('gives the default and says why before anything has arrived', () => {
    const client = session.client();
    expect(client.variation('checkout', true)).toBe(true);
    expect(client.variationDetail('checkout', 'default')).toEqual({
      value: 'default',
      variant: null,
      reason: 'ERROR',
      error: 'NOT_READY',
    });
    expect(client.allFlags()).toEqual({});
    expect([client.status, client.revision]).toEqual(['connecting', null]);
  });

  test('gives what the server evaluated for the context', async () => {
    const client = session.client({ context: { targetingKey: 'ann', plan: 'pro' } });
    const isReady = client.ready(5_000);
    const request = await session.server.nextRequest();
    expect(request).toMatchObject({
      url: 'http://signalbox.test/graphql',
      authorization: `Bearer ${key}`,
      subject: { contexts: { user: { key: 'ann', plan: 'pro' } } },
      flagKeys: null,
    });
    request.evaluations('7', [
      told('greeting', 'hello', { variant: 'warm', reason: 'RULE' }),
      told('later', null, { variant: null, reason: 'DEFAULT' }),
      told('nothing', null, { variant: 'none' }),
      told('broken', null, { variant: null, reason: 'ERROR', error: 'MALFORMED' }),
    ]);
    await isReady;
    expect(client.revision).toBe('7');
    expect(client.variationDetail('greeting', 'default')).toEqual({
      value: 'hello',
      variant: 'warm',
      reason: 'RULE',
    });
    expect(client.variationDetail('later', 3)).toEqual({ value: 3, variant: null, reason: 'DEFAULT' });
    expect(client.variationDetail('nothing', null)).toEqual({
      value: null,
      variant: 'none',
      reason: 'STATIC',
    });
    expect(client.variationDetail('broken', 1)).toMatchObject({ value: 1, error: 'MALFORMED' });
    expect(client.variationDetail('greeting', 1)).toMatchObject({ value: 1, error: 'TYPE_MISMATCH' });
    expect(client.variationDetail('unknown', 1)).toMatchObject({ value: 1, error: 'FLAG_NOT_FOUND' });
    expect(Object.keys(client.allFlags())).toEqual(['greeting', 'later', 'nothing', 'broken']);
  });

  test('goes on after close', async () => {
    const { client, stream } = await session.live({ checkout: true });
    client.close();
    expect(client.status).toBe('closed');
    expect(client.variation('checkout', false)).toBe(true);
    expect(stream.isClosed).toBe(true);
    expect(session.clock.pendingMs).toEqual([]);
    client.close();
  });

  test('a first context that cannot be used gives defaults, until there is one that can', async () => {
    const client = session.client({ context: { targetingKey: 7 } });
    expect(client.variationDetail('checkout', false)).toMatchObject({
      value: false,
      error: 'INVALID_CONTEXT',
    });
    expect(session.messages).toEqual([
      'the context cannot be used: targetingKey: targetingKey must be a text',
    ]);
    expect([session.server.unanswered, session.server.sockets]).toEqual([0, 0]);
    await expect(client.ready(5_000)).rejects.toThrow(TypeError);
    const isThere = client.setContext({ targetingKey: 'ann' });
    (await session.server.nextRequest()).answer('1', { checkout: true });
    await isThere;
    expect(client.variation('checkout', false)).toBe(true);
    expect((await session.server.nextStream()).authorization).toBe(`Bearer ${key}`);
  });
});

describe('ready', () => {
  test('rejects when the time is over, with what happened last', async () => {
    const client = session.client();
    const isReady = client.ready(5_000);
    (await session.server.nextRequest()).fail();
    await settled();
    session.clock.advance(5_000);
    await expect(isReady).rejects.toThrow('nothing came within 5000 ms (Failed to fetch)');
  });

  test('rejects when the client is closed', async () => {
    const client = session.client();
    const isReady = client.ready(5_000);
    client.close();
    await expect(isReady).rejects.toThrow('it was closed');
  });

  test('rejects when the key is refused', async () => {
    session.server.refusal = { code: 4403, reason: 'Forbidden' };
    const client = session.client();
    await expect(client.ready(5_000)).rejects.toThrow('the server refused the key (4403 Forbidden)');
    expect(client.status).toBe('refused');
  });
});

describe('a failure', () => {
  test('is tried again with growing waits, and ends with the first answer', async () => {
    const { client } = await session.live({ checkout: true });
    const isStale = next(client, 'stale');
    void client.setContext({ targetingKey: 'bob' }).catch(() => {});
    (await session.server.nextRequest()).fail();
    expect((await isStale).cause).toBe('Failed to fetch');
    for (const waitMs of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
      session.clock.advance(waitMs - 1);
      expect(session.server.unanswered).toBe(0);
      session.clock.advance(1);
      (await session.server.nextRequest()).fail();
      await settled();
    }
    const isLive = nextStatus(client, 'live');
    session.clock.advance(15_000);
    (await session.server.nextRequest()).answer('1', { checkout: true });
    await isLive;
  });

  test.each([
    ['a page of a proxy', 502, '<html>', 'the server answered with HTTP status 502'],
    ['nothing', 204, null, 'the server answered with HTTP status 204'],
  ])('%s is one', async (_case, status, body, cause) => {
    const { client } = await session.live({ checkout: true });
    const isStale = next(client, 'stale');
    void client.setContext({ targetingKey: 'bob' }).catch(() => {});
    (await session.server.nextRequest()).say(status, body);
    expect(await isStale).toEqual({ cause });
  });

  test('is what the server says in words, and a listener hears it', async () => {
    const client = session.client();
    const isTold = next(client, 'error');
    const errors = [{ message: 'at most 5000', extensions: { code: 'RATE_LIMITED' } }];
    (await session.server.nextRequest()).say(200, { errors });
    expect(await isTold).toEqual({ cause: 'at most 5000' });
    expect(client.status).toBe('connecting');
  });

  test('an answer that does not come is given up', async () => {
    session.client();
    const request = await session.server.nextRequest();
    session.clock.advance(15_000);
    expect(request.isAborted).toBe(true);
    await settled();
    session.clock.advance(500);
    expect((await session.server.nextRequest()).flagKeys).toBeNull();
  });

  test('a server that is asked too much is left alone for as long as it says', async () => {
    const client = session.client();
    const errors = [{ message: 'too much', extensions: { code: 'RATE_LIMITED', retryAfterMs: 7_000 } }];
    client.on('error', () => session.messages.push('error'));
    (await session.server.nextRequest()).say(200, { errors });
    await settled();
    session.clock.advance(6_999);
    expect(session.server.unanswered).toBe(0);
    session.clock.advance(1);
    await session.server.nextRequest();
    expect(session.messages).not.toContain('error');
  });

  test('a refused key is told, serves on, and is asked again slowly', async () => {
    const { client, stream } = await session.live({ checkout: true });
    const isRefused = nextStatus(client, 'refused');
    stream.signal('1', { final: 'KEY_REVOKED' });
    await isRefused;
    expect(client.variation('checkout', false)).toBe(true);
    const errors = [{ message: 'not accepted', extensions: { code: 'UNAUTHENTICATED' } }];
    session.clock.advance(30_000);
    (await session.server.nextRequest()).say(401, { errors });
    await settled();
    expect(client.status).toBe('refused');
    const isLive = nextStatus(client, 'live');
    (await session.server.nextStream()).signal('2', { flagKeys: null });
    session.clock.advance(30_000);
    (await session.server.nextRequest()).answer('2', { checkout: false });
    await isLive;
  });
});
