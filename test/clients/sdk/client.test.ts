import { delta, opened, snapshot } from '../../engine/protocol/builders';
import { aFlag, change, next, nextStatus, Session } from './session';

let session: Session;
beforeEach(() => {
  session = new Session();
});
afterEach(() => session.end());

const flag = aFlag('checkout', '1');
const text = aFlag('greeting', '1', {
  type: 'STRING',
  variants: { yes: { value: 'hello' }, no: { value: 'bye' } },
});
const hostileContext = {
  get targetingKey(): string {
    throw new Error('mine');
  },
};
const nowhere = 'http://127.0.0.1:1';

describe('evaluation', () => {
  test('gives the default and says why before anything has arrived', () => {
    const client = session.client({ url: nowhere });
    expect(client.variation('checkout', { targetingKey: 'ann' }, true)).toBe(true);
    expect(client.variationDetail('checkout', {}, 'default')).toEqual({
      value: 'default',
      variant: null,
      reason: 'ERROR',
      error: 'NOT_READY',
    });
    expect(client.evaluate('checkout', {})).toEqual({ variant: null, reason: 'ERROR', error: 'NOT_READY' });
    expect(client.allFlags({})).toEqual({});
  });

  test('gives value, variant and reason', async () => {
    const { client } = await session.live([flag, text]);
    expect(client.variationDetail('greeting', { targetingKey: 'ann' }, 'default')).toEqual({
      value: 'hello',
      variant: 'yes',
      reason: 'STATIC',
    });
    expect(Object.keys(client.allFlags({})).sort()).toEqual(['checkout', 'greeting']);
    expect(client.allFlags({})['checkout']).toMatchObject({ value: true, variant: 'yes' });
    expect(client.ruleset.flags['checkout']).toMatchObject({ type: 'BOOLEAN', on: true });
  });

  test.each<[string, string, unknown, string]>([
    ['a flag that does not exist', 'nothing', {}, 'FLAG_NOT_FOUND'],
    ['a default of another type', 'greeting', {}, 'TYPE_MISMATCH'],
    ['no context', 'checkout', undefined, 'INVALID_CONTEXT'],
    ['a context that is a text', 'checkout', 'ann', 'INVALID_CONTEXT'],
    ['a targeting key that is a number', 'checkout', { targetingKey: 7 }, 'INVALID_CONTEXT'],
    [
      'a context that reaches for the prototype',
      'checkout',
      JSON.parse('{"__proto__":1}'),
      'INVALID_CONTEXT',
    ],
    ['a context that throws when read', 'checkout', hostileContext, 'INVALID_CONTEXT'],
  ])('gives the default for %s', async (_case, flagKey, context, error) => {
    const { client } = await session.live([flag, text]);
    const detail = client.variationDetail(flagKey, context as Record<string, unknown>, false);
    expect(detail).toMatchObject({ value: false, variant: null, reason: 'ERROR', error });
    expect(client.variation(flagKey, context as Record<string, unknown>, false)).toBe(false);
  });

  test('serves any type when the default is null', async () => {
    const { client } = await session.live([flag, text]);
    expect(client.variation('greeting', {}, null)).toBe('hello');
  });

  test('goes on after close', async () => {
    const { client } = await session.live([flag]);
    await client.close();
    expect(client.status).toBe('closed');
    expect(client.variation('checkout', {}, false)).toBe(true);
  });
});

describe('ready', () => {
  test('resolves with the first state', async () => {
    const server = await session.server();
    const client = session.client({ url: server.url });
    const isReady = client.ready(5_000);
    (await server.nextStream()).send(opened(), snapshot('1', []));
    await isReady;
    expect(client.revision).toBe('1');
    await client.ready(0);
  });

  test('rejects when the time is over, with what happened last', async () => {
    const client = session.client({ url: nowhere });
    const isReady = client.ready(5_000);
    session.clock.advance(5_000);
    await expect(isReady).rejects.toThrow('nothing came within 5000 ms');
  });

  test('rejects when the client is closed', async () => {
    const client = session.client({ url: nowhere });
    const isReady = client.ready(5_000);
    await client.close();
    await expect(isReady).rejects.toThrow('it was closed');
    await expect(client.ready(5_000)).rejects.toThrow('it was closed');
  });

  test('leaves no timer behind', async () => {
    const server = await session.server();
    const client = session.client({ url: server.url });
    const isReady = client.ready(300);
    await session.feed(server, client, [flag]);
    await isReady;
    session.clock.advance(125);
    await server.reported(1);
    expect(session.clock.pendingMs).toEqual([37_500 - 125]);
  });
});

describe('a refused key', () => {
  test('is told at once and tried again slowly', async () => {
    const server = await session.server();
    const client = session.client({ url: server.url, key: 'sbx_srv_wrong' });
    await expect(client.ready(5_000)).rejects.toThrow('the server refused the key (4403 Forbidden)');
    expect(client.status).toBe('refused');
    await expect(client.ready(5_000)).rejects.toThrow('the server refused the key');
    expect(session.clock.pendingMs).toEqual([30_000]);
    server.accept('sbx_srv_wrong');
    const isReady = next(client, 'ready');
    session.clock.advance(30_000);
    await session.feed(server, client, [flag]);
    await isReady;
  });

  test('keeps serving the last known state', async () => {
    const { client, server, stream } = await session.live([flag]);
    server.accept('another');
    const isRefused = nextStatus(client, 'refused');
    const isStale = next(client, 'stale');
    stream.cut();
    await isStale;
    session.clock.advance(1_000);
    await isRefused;
    expect(client.variation('checkout', {}, false)).toBe(true);
  });

  test('waits longer each time, up to an hour', async () => {
    const server = await session.server();
    session.client({ url: server.url, key: 'sbx_srv_wrong' });
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await session.ends(attempt);
      waits.push(session.clock.pendingMs[0]!);
      session.clock.advance(waits.at(-1)!);
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1_800, 1_800].map((seconds) => seconds * 1_000));
  });
});

describe('the connection', () => {
  test('backs off while there is no server, and finds it again', async () => {
    const server = await session.server();
    await server.stop();
    const client = session.client({ url: server.url });
    await session.ends(1);
    expect(session.clock.pendingMs[0]).toBe(500);
    session.clock.advance(500);
    await session.ends(2);
    expect(session.clock.pendingMs[0]).toBe(1_000);
    const restarted = await session.server(server.port);
    session.clock.advance(1_000);
    await session.feed(restarted, client, [flag]);
    expect(client.variation('checkout', {}, false)).toBe(true);
  });

  test('gives up an attempt that gets no answer', async () => {
    const server = await session.server();
    const client = session.client({ url: server.url });
    const stream = await server.nextStream();
    session.clock.advance(10_000);
    await stream.closed;
    session.clock.advance(500);
    await session.feed(server, client, [flag]);
  });

  test('tells each status once', async () => {
    const server = await session.server();
    const client = session.client({ url: server.url });
    const seen: string[] = [];
    client.on('status', (status) => seen.push(status));
    const stream = await session.feed(server, client, [flag]);
    await change(client, stream, delta('1', '2', [aFlag('checkout', '2')], [aFlag('checkout', '2')]));
    const isStale = next(client, 'stale');
    stream.cut();
    await isStale;
    await client.close();
    expect(seen).toEqual(['live', 'stale', 'closed']);
  });

  test('ends for good with close', async () => {
    const { client, stream } = await session.live([flag]);
    await client.close();
    await stream.closed;
    expect(session.clock.pendingMs).toEqual([]);
    await client.close();
  });

  test('an unsubscribed listener hears nothing more', async () => {
    const { client, stream } = await session.live([flag]);
    const heard: string[] = [];
    const unlisten = client.on('change', ({ revision }) => heard.push(revision));
    await change(client, stream, delta('1', '2', [aFlag('checkout', '2')], [aFlag('checkout', '2')]));
    unlisten();
    await change(client, stream, delta('2', '3', [aFlag('checkout', '3')], [aFlag('checkout', '3')]));
    expect(heard).toEqual(['2']);
  });
});
