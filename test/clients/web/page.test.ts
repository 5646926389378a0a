import { settled, Session } from './session';

/** As much of a page as the client looks at. */
class FakePage extends EventTarget {
  visibilityState = 'visible';

  show(visibilityState: 'visible' | 'hidden'): void {
    this.visibilityState = visibilityState;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

const names = ['document', 'addEventListener', 'removeEventListener', 'localStorage'];
let session: Session;
let document: FakePage;
let window: EventTarget;
beforeEach(() => {
  session = new Session();
  document = new FakePage();
  window = new EventTarget();
  const globals = {
    document,
    addEventListener: window.addEventListener.bind(window),
    removeEventListener: window.removeEventListener.bind(window),
  };
  for (const [name, value] of Object.entries(globals)) define(name, { value });
});
afterEach(() => {
  session.end();
  for (const name of names) Reflect.deleteProperty(globalThis, name);
});

const define = (name: string, property: PropertyDescriptor) =>
  Object.defineProperty(globalThis, name, { configurable: true, ...property });

test('a page that is looked at again asks when its values are a minute old, and not before', async () => {
  const { client } = await session.live({ a: 1 });
  document.show('hidden');
  session.clock.advance(59_999);
  document.show('visible');
  expect(session.server.unanswered).toBe(0);
  document.show('hidden');
  session.clock.advance(1);
  expect(session.server.unanswered).toBe(0);
  document.show('visible');
  (await session.server.nextRequest()).answer('2', { a: 2 });
  await settled();
  expect(client.variation('a', 0)).toBe(2);
});

test('a stream that was lost is opened at once, and what failed is asked at once', async () => {
  const { client, stream } = await session.live({ a: 1 });
  session.server.refusal = { code: 1006, reason: '' };
  stream.close(1006);
  await session.pass(30_000);
  (await session.server.nextRequest()).fail();
  await settled();
  session.server.refusal = null;
  window.dispatchEvent(new Event('online'));
  (await session.server.nextRequest()).answer('1', { a: 1 });
  (await session.server.nextStream()).signal('1', { flagKeys: null });
  await settled();
  expect(client.status).toBe('live');
});

test('a stream that fell silent while timers stood still is opened anew', async () => {
  let asleepMs = 0;
  const { clock } = session;
  const { stream } = await session.live(
    { a: 1 },
    {
      clock: {
        now: () => clock.now() + asleepMs,
        setTimeout: (callback, delayMs) => clock.setTimeout(callback, delayMs),
        clearTimeout: (timer) => clock.clearTimeout(timer),
      },
    },
  );
  asleepMs = 149_999;
  document.show('visible');
  expect(stream.isClosed).toBe(false);
  asleepMs = 150_000;
  document.show('visible');
  expect(stream.isClosed).toBe(true);
  expect((await session.server.nextStream()).resume).toBe('token-1');
});

test('a client that is closed listens to the page no more', async () => {
  const { client, stream } = await session.live({ a: 1 });
  stream.close(1006);
  client.close();
  session.clock.advance(60_000);
  document.show('visible');
  window.dispatchEvent(new Event('online'));
  await settled();
  expect([session.server.unanswered, session.server.sockets]).toEqual([0, 1]);
});

test('values are kept in localStorage when no other storage is given', async () => {
  define('localStorage', { value: session.storage });
  const { client } = await session.live({ a: 1 }, { storage: undefined });
  expect([client.variation('a', 0), session.storage.items.size]).toEqual([1, 1]);
});

test('a page whose localStorage may not even be asked for goes on without', async () => {
  define('localStorage', {
    get() {
      throw new Error('The operation is insecure');
    },
  });
  const { client } = await session.live({ a: 1 }, { storage: undefined });
  expect(client.variation('a', 0)).toBe(1);
});
