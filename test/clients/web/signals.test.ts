import { next, nextStatus, Session, settled } from './session';

let session: Session;
beforeEach(() => {
  session = new Session();
});
afterEach(() => session.end());

/** Half of the window that scripted signals name. */
const waitMs = 50;

test('S1: values that were asked for while the stream opened are not asked for again', async () => {
  await session.live({ checkout: true });
  await settled();
  session.clock.advance(60_000);
  expect(session.server.unanswered).toBe(0);
});

test('S1: neither are they when the stream opens before they are there', async () => {
  const client = session.client();
  const request = await session.server.nextRequest();
  (await session.server.nextStream()).signal('1', { flagKeys: null });
  const isLive = nextStatus(client, 'live');
  request.answer('1', { checkout: true });
  await isLive;
  session.clock.advance(60_000);
  expect(session.server.unanswered).toBe(0);
});

test('S1: they are when the stream stands further on', async () => {
  const client = session.client();
  const request = await session.server.nextRequest();
  (await session.server.nextStream()).signal('2', { flagKeys: null });
  request.answer('1', { checkout: true });
  await settled();
  expect(client.revision).toBeNull();
  session.clock.advance(500);
  (await session.server.nextRequest()).answer('2', { checkout: false });
  await settled();
  expect([client.status, client.revision, client.variation('checkout', true)]).toEqual(['live', '2', false]);
});

test('S2: a signal has the flags that it names asked for, within its window, and no others', async () => {
  const { client, stream } = await session.live({ checkout: true, banner: 'old' });
  stream.signal('2', { flagKeys: ['banner'] });
  session.clock.advance(waitMs - 1);
  expect(session.server.unanswered).toBe(0);
  session.clock.advance(1);
  const request = await session.server.nextRequest();
  expect(request.flagKeys).toEqual(['banner']);
  const changed = next(client, 'change');
  request.answer('2', { banner: 'new' });
  expect(await changed).toEqual({ revision: '2', changed: ['banner'], isContextChange: false });
  expect([client.variation('banner', ''), client.variation('checkout', false)]).toEqual(['new', true]);
});

test('S2: signals that come while one is waited for are asked for with it', async () => {
  const { stream } = await session.live({ a: 1, b: 1, c: 1 });
  stream.signal('2', { flagKeys: ['b'] });
  session.clock.advance(20);
  stream.signal('3', { flagKeys: ['a', 'b'] });
  session.clock.advance(30);
  expect((await session.server.nextRequest()).flagKeys).toEqual(['a', 'b']);
});

test('S2: a signal that comes while values are asked for has them asked for once more', async () => {
  const { client, stream } = await session.live({ a: 1 });
  stream.signal('2', { flagKeys: ['a'] });
  session.clock.advance(waitMs);
  const request = await session.server.nextRequest();
  stream.signal('3', { flagKeys: ['a'] });
  request.answer('3', { a: 3 });
  await settled();
  session.clock.advance(waitMs);
  (await session.server.nextRequest()).answer('3', { a: 3 });
  await settled();
  expect([client.variation('a', 0), client.revision]).toEqual([3, '3']);
});

test('S2: null means every flag, and an empty signal none', async () => {
  const { stream } = await session.live({ a: 1 });
  stream.signal('2', { flagKeys: [] });
  session.clock.advance(60_000);
  expect(session.server.unanswered).toBe(0);
  stream.signal('3', { flagKeys: null });
  session.clock.advance(waitMs);
  expect((await session.server.nextRequest()).flagKeys).toBeNull();
});

test('more flags than one question takes are asked for as all', async () => {
  const { stream } = await session.live({ a: 1 });
  stream.signal('2', { flagKeys: Array.from({ length: 251 }, (_, at) => `flag-${at}`) });
  session.clock.advance(waitMs);
  expect((await session.server.nextRequest()).flagKeys).toBeNull();
});

test('S2: an answer of a node that has not heard of the change yet is not taken', async () => {
  const { client, stream } = await session.live({ a: 1 });
  stream.signal('10', { flagKeys: ['a'] });
  session.clock.advance(waitMs);
  (await session.server.nextRequest()).answer('9', { a: 9 });
  await settled();
  expect([client.variation('a', 0), client.revision, client.status]).toEqual([1, '1', 'live']);
  session.clock.advance(500);
  (await session.server.nextRequest()).answer('10', { a: 10 });
  await settled();
  expect([client.variation('a', 0), client.revision]).toEqual([10, '10']);
});

test('revisions that go back, as after a restored backup, are followed', async () => {
  const { client, stream } = await session.live({ a: 1 });
  stream.signal('9', { flagKeys: null });
  session.clock.advance(waitMs);
  (await session.server.nextRequest()).answer('9', { a: 9 });
  await settled();
  stream.signal('4', { flagKeys: null });
  session.clock.advance(waitMs);
  (await session.server.nextRequest()).answer('4', { a: 4 });
  await settled();
  expect([client.variation('a', 0), client.revision]).toEqual([4, '4']);
});

test('a flag that is not shown any more is gone, and one that is new is there', async () => {
  const { client, stream } = await session.live({ a: 1, b: 1 });
  stream.signal('2', { flagKeys: ['b', 'c'] });
  session.clock.advance(waitMs);
  const changed = next(client, 'change');
  (await session.server.nextRequest()).answer('2', { c: 2 });
  expect((await changed).changed).toEqual(['b', 'c']);
  expect(Object.keys(client.allFlags())).toEqual(['a', 'c']);
  expect(client.evaluate('b').error).toBe('FLAG_NOT_FOUND');
});

test('an answer that changes nothing is no change', async () => {
  const { client, stream } = await session.live({ a: 1 });
  const heard: unknown[] = [];
  client.on('change', (change) => heard.push(change));
  stream.signal('2', { flagKeys: ['a'] });
  session.clock.advance(waitMs);
  (await session.server.nextRequest()).answer('2', { a: 1 });
  await settled();
  expect([heard, client.revision]).toEqual([[], '2']);
});

test('S3: a stream that is silent for two and a half minutes is given up, and the next goes on from it', async () => {
  const { client, stream } = await session.live({ a: 1 });
  session.clock.advance(60_000);
  stream.signal('2');
  const isStale = next(client, 'stale');
  session.clock.advance(149_999);
  expect(client.status).toBe('live');
  session.clock.advance(1);
  expect((await isStale).cause).toBe('nothing came for 150000 ms');
  expect(stream.isClosed).toBe(true);
  session.clock.advance(500);
  const resumed = await session.server.nextStream();
  expect(resumed.resume).toBe('token-2');
  const isLive = nextStatus(client, 'live');
  resumed.signal('2');
  await isLive;
  expect(session.server.unanswered).toBe(0);
});

test('a stream that cannot go on has everything asked for, and until then values are stale', async () => {
  const { client, stream } = await session.live({ a: 1 });
  stream.close(1006);
  expect(client.status).toBe('stale');
  session.clock.advance(500);
  (await session.server.nextStream()).signal('5', { flagKeys: null });
  await settled();
  expect(client.status).toBe('stale');
  session.clock.advance(waitMs);
  (await session.server.nextRequest()).answer('5', { a: 5 });
  await settled();
  expect([client.status, client.variation('a', 0)]).toEqual(['live', 5]);
});

test('what was not asked for when the stream ended is asked for all the same', async () => {
  const { client, stream } = await session.live({ a: 1 });
  stream.signal('2', { flagKeys: ['a'] });
  stream.close(1006);
  session.clock.advance(waitMs);
  (await session.server.nextRequest()).answer('2', { a: 2 });
  await settled();
  expect(client.variation('a', 0)).toBe(2);
});

test('S4: a stream that says goodbye is followed by another within the window', async () => {
  const { stream } = await session.live({ a: 1 });
  stream.signal('1', { final: 'DRAINING', refetchWindowMs: 4_000 });
  await settled();
  expect(stream.isClosed).toBe(true);
  session.clock.advance(1_999);
  expect(session.server.sockets).toBe(1);
  session.clock.advance(1);
  expect((await session.server.nextStream()).resume).toBe('token-1');
});

test.each(['KEY_REVOKED', 'KEY_EXPIRED'] as const)(
  'S4: after %s it is waited as for a refused key',
  async (final) => {
    const { client, stream } = await session.live({ a: 1 });
    stream.signal('1', { final });
    await settled();
    expect([client.status, session.clock.pendingMs.includes(30_000)]).toEqual(['refused', true]);
  },
);

test('R10: streams that fail are tried again with growing waits', async () => {
  const { stream } = await session.live({ a: 1 });
  session.server.refusal = { code: 1006, reason: '' };
  stream.close(1006);
  for (const [attempt, wait] of [500, 1_000, 2_000, 4_000].entries()) {
    session.clock.advance(wait - 1);
    expect(session.server.sockets).toBe(1 + attempt);
    session.clock.advance(1);
    expect(session.server.sockets).toBe(2 + attempt);
    await settled();
  }
});

test('without a stream everything is asked for each half minute, with one only each ten minutes', async () => {
  const { client, stream } = await session.live({ a: 1 });
  session.server.refusal = { code: 1006, reason: '' };
  stream.close(1006);
  await session.pass(29_500);
  expect(session.server.unanswered).toBe(0);
  await session.pass(500);
  (await session.server.nextRequest()).answer('2', { a: 2 });
  await settled();
  expect([client.status, client.variation('a', 0)]).toEqual(['stale', 2]);
  session.server.refusal = null;
  const isLive = nextStatus(client, 'live');
  const resuming = session.server.nextStream().then((resumed) => {
    resumed.signal('2');
    return resumed;
  });
  await session.pass(15_000);
  const resumed = await resuming;
  await isLive;
  expect(client.status).toBe('live');
  for (let minute = 0; minute < 9; minute += 1) {
    await session.pass(60_000);
    resumed.signal('2');
  }
  expect(session.server.unanswered).toBe(0);
  await session.pass(60_000);
  expect((await session.server.nextRequest()).flagKeys).toBeNull();
});

test('a client that wants no stream asks each half minute, and is live', async () => {
  const client = session.client({ webSocket: null });
  (await session.server.nextRequest()).answer('1', { a: 1 });
  await settled();
  expect(client.status).toBe('live');
  session.clock.advance(30_000);
  (await session.server.nextRequest()).answer('2', { a: 2 });
  await settled();
  expect(client.variation('a', 0)).toBe(2);
});

test.each([
  ['an error', { type: 'error', payload: [{ message: 'no', extensions: { code: 'INTERNAL' } }] }, 'no'],
  ['an answer without data', { type: 'next', payload: { errors: [{ message: 'no' }] } }, 'no'],
  ['its completion', { type: 'complete' }, 'the server completed it'],
  [
    'what cannot be read',
    { type: 'next' },
    "Cannot destructure property 'data' of 'payload' as it is undefined.",
  ],
])('%s ends a stream', async (_case, message, cause) => {
  const { client, stream } = await session.live({ a: 1 });
  const isStale = next(client, 'stale');
  stream.send(message);
  expect(await isStale).toEqual({ cause });
  expect(stream.isClosed).toBe(true);
});

test('a page that may open no socket at all goes on without', async () => {
  const client = session.client({
    webSocket: class {
      constructor() {
        throw new Error('An insecure WebSocket connection may not be initiated');
      }
    } as never,
  });
  (await session.server.nextRequest()).answer('1', { a: 1 });
  await settled();
  expect([client.status, client.variation('a', 0)]).toEqual(['stale', 1]);
});
