import { next, nextStatus, Session, settled } from './session';

let session: Session;
beforeEach(() => {
  session = new Session();
});
afterEach(() => session.end());

const bob = { targetingKey: 'bob' };
const cleo = { targetingKey: 'cleo' };

test('the values of before are served until those of the new context are there', async () => {
  const { client } = await session.live({ plan: 'free', only: 'ann' });
  const isThere = client.setContext(bob);
  const request = await session.server.nextRequest();
  expect(request).toMatchObject({ subject: { contexts: { user: { key: 'bob' } } }, flagKeys: null });
  expect([client.variation('plan', ''), client.status]).toEqual(['free', 'live']);
  const changed = next(client, 'change');
  request.answer('1', { plan: 'pro' });
  await isThere;
  expect(await changed).toEqual({ revision: '1', changed: ['only', 'plan'], isContextChange: true });
  expect([client.variation('plan', ''), client.evaluate('only').error]).toEqual(['pro', 'FLAG_NOT_FOUND']);
});

test('the last context wins, whatever is answered first, and both callers wait for it', async () => {
  const { client } = await session.live({ name: 'ann' });
  const both = Promise.all([client.setContext(bob), client.setContext(cleo)]);
  const forBob = await session.server.nextRequest();
  const forCleo = await session.server.nextRequest();
  expect(forBob.isAborted).toBe(true);
  forCleo.answer('1', { name: 'cleo' });
  forBob.answer('1', { name: 'bob' });
  await both;
  await settled();
  expect(client.variation('name', '')).toBe('cleo');
});

test('a listener that sets another context is no trouble', async () => {
  const { client } = await session.live({ name: 'ann' });
  let isThere: Promise<void> | undefined;
  const unlisten = client.on('change', () => {
    unlisten();
    isThere = client.setContext(cleo);
  });
  const first = client.setContext(bob);
  (await session.server.nextRequest()).answer('1', { name: 'bob' });
  await first;
  (await session.server.nextRequest()).answer('1', { name: 'cleo' });
  await isThere;
  expect(client.variation('name', '')).toBe('cleo');
  const visitor = session.client({ context: bob });
  expect(visitor.variation('name', '')).toBe('bob');
});

test('the same context, however it is written, asks for nothing', async () => {
  const { client } = await session.live({ a: 1 }, { context: { targetingKey: 'ann', plan: 'pro' } });
  await client.setContext({ plan: 'pro', targetingKey: 'ann', none: undefined });
  await client.setContext({ contexts: { user: { plan: 'pro', key: 'ann' } } });
  expect(session.server.unanswered).toBe(0);
});

test('a context that cannot be used is refused, and nothing changes', async () => {
  const { client } = await session.live({ name: 'ann' });
  await expect(client.setContext({ age: NaN })).rejects.toThrow(
    'the context cannot be used: age: a finite number is needed, got NaN',
  );
  expect([client.variation('name', ''), session.server.unanswered]).toEqual(['ann', 0]);
});

test('a failure is told, and tried again until the values are there', async () => {
  const { client } = await session.live({ name: 'ann' });
  const isThere = client.setContext(bob);
  (await session.server.nextRequest()).fail();
  await expect(isThere).rejects.toThrow('no values came (Failed to fetch); the next attempt is in 500 ms');
  expect([client.variation('name', ''), client.status]).toEqual(['ann', 'stale']);
  const changed = next(client, 'change');
  session.clock.advance(500);
  (await session.server.nextRequest()).answer('1', { name: 'bob' });
  expect(await changed).toMatchObject({ changed: ['name'], isContextChange: true });
});

test('after a failure the way back to the context of before is no failure', async () => {
  const { client } = await session.live({ name: 'ann' });
  const isThere = client.setContext(bob);
  (await session.server.nextRequest()).fail();
  await expect(isThere).rejects.toThrow('no values came');
  const isBack = client.setContext({ targetingKey: 'ann' });
  (await session.server.nextRequest()).fail();
  await isBack;
  expect([client.variation('name', ''), client.status]).toEqual(['ann', 'stale']);
});

test('a signal that comes meanwhile holds for the new context too', async () => {
  const { client, stream } = await session.live({ name: 'ann' });
  const isThere = client.setContext(bob);
  const request = await session.server.nextRequest();
  stream.signal('2', { flagKeys: ['name'] });
  request.answer('1', { name: 'bob at 1' });
  await settled();
  expect(client.variation('name', '')).toBe('ann');
  session.clock.advance(500);
  const again = await session.server.nextRequest();
  expect(again).toMatchObject({ flagKeys: null, subject: { contexts: { user: { key: 'bob' } } } });
  again.answer('2', { name: 'bob at 2' });
  await isThere;
  expect(client.variation('name', '')).toBe('bob at 2');
});

test('a client that is closed takes no context, and lets go of who waits', async () => {
  const { client } = await session.live({ name: 'ann' });
  const isThere = client.setContext(bob);
  const isClosed = nextStatus(client, 'closed');
  client.close();
  await isClosed;
  await expect(isThere).rejects.toThrow('the client was closed');
  await expect(client.setContext(cleo)).rejects.toThrow('the client is closed');
});
