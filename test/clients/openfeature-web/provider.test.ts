import { ErrorCode, OpenFeature, ProviderEvents, ProviderStatus } from '@openfeature/web-sdk';
import type { EventDetails } from '@openfeature/web-sdk';
import { SignalboxWebProvider } from '../../../src/clients/openfeature-web';
import type { SignalboxWebProviderOptions } from '../../../src/clients/openfeature-web';
import type { Json } from '../../../src/engine/evaluation';
import { told } from '../web/scripted-server';
import { key, Session, settled } from '../web/session';

let session: Session;
beforeEach(async () => {
  session = new Session();
  await OpenFeature.setContext({ targetingKey: 'ann' });
});
afterEach(async () => {
  await OpenFeature.clearProviders();
  await OpenFeature.clearContext();
  OpenFeature.clearHandlers();
  session.end();
});

/** OpenFeature's own client, on a provider whose server is scripted. */
function begin(options: Partial<SignalboxWebProviderOptions> = {}) {
  const { clock, storage, server } = session;
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const { fetch, webSocket } = server;
  const given = { url: 'http://signalbox.test', key, clock, storage, fetch, webSocket, logger: quiet };
  const provider = new SignalboxWebProvider({ ...given, random: () => 0.5, ...options });
  const isSet = OpenFeature.setProviderAndWait(provider);
  isSet.catch(() => {});
  OpenFeature.setLogger(quiet);
  return { isSet, client: OpenFeature.getClient() };
}

async function ready(values: Record<string, Json>, options?: Partial<SignalboxWebProviderOptions>) {
  const { isSet, client } = begin(options);
  (await session.server.nextRequest()).answer('1', values);
  await isSet;
  const stream = await session.server.nextStream();
  stream.signal('1', { flagKeys: null });
  return { client, stream };
}

/** The next event of a kind. */
const event = (name: ProviderEvents): Promise<EventDetails | undefined> =>
  new Promise((resolve) => {
    const handler = (details?: EventDetails): void => {
      OpenFeature.removeHandler(name, handler);
      resolve(details);
    };
    OpenFeature.addHandler(name, handler);
  });

/** Every event from now on, by name. */
function heard(): string[] {
  const names: string[] = [];
  for (const name of Object.values(ProviderEvents)) OpenFeature.addHandler(name, () => void names.push(name));
  names.length = 0;
  return names;
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('resolution', () => {
  test('gives each type with variant, reason and metadata', async () => {
    const { isSet, client } = begin();
    (await session.server.nextRequest()).evaluations('7', [
      told('bool', true, { variant: 'on', reason: 'RULE' }),
      told('text', 'hello', { variant: 'warm', reason: 'SPLIT' }),
      told('number', 3, { variant: 'three', reason: 'OFF' }),
      told('object', { a: [1] }, { variant: 'big', reason: 'STATIC' }),
    ]);
    await isSet;
    expect(client.getBooleanDetails('bool', false)).toEqual({
      flagKey: 'bool',
      value: true,
      variant: 'on',
      reason: 'TARGETING_MATCH',
      flagMetadata: { revision: '7', reason: 'RULE' },
    });
    expect(client.getStringDetails('text', '')).toMatchObject({ value: 'hello', reason: 'SPLIT' });
    expect(client.getNumberDetails('number', 0)).toMatchObject({ value: 3, reason: 'DISABLED' });
    expect(client.getObjectDetails('object', {})).toMatchObject({ value: { a: [1] }, reason: 'STATIC' });
  });

  test.each([
    ['OFF', 'DISABLED'],
    ['STATIC', 'STATIC'],
    ['DEFAULT', 'DEFAULT'],
    ['TARGET', 'TARGETING_MATCH'],
    ['RULE', 'TARGETING_MATCH'],
    ['PREREQUISITE', 'TARGETING_MATCH'],
    ['OVERRIDE', 'TARGETING_MATCH'],
    ['SPLIT', 'SPLIT'],
    ['HOLDOUT', 'SPLIT'],
    ['STICKY', 'SPLIT'],
  ] as const)('the reason %s is %s', async (reason, expected) => {
    const { isSet, client } = begin();
    (await session.server.nextRequest()).evaluations('1', [told('a', 1, { reason })]);
    await isSet;
    expect(client.getNumberDetails('a', 0).reason).toBe(expected);
  });

  test('without a variant the default is the value, and no error', async () => {
    const { isSet, client } = begin();
    (await session.server.nextRequest()).evaluations('1', [
      told('a', null, { variant: null, reason: 'DEFAULT' }),
    ]);
    await isSet;
    const details = client.getStringDetails('a', 'mine');
    expect(details).toMatchObject({ value: 'mine', reason: 'DEFAULT' });
    expect([details.variant, details.errorCode]).toEqual([undefined, undefined]);
  });

  test('gives the default with an error code when there is no value to give', async () => {
    const { isSet, client } = begin();
    const failure = { variant: null, reason: 'ERROR' } as const;
    (await session.server.nextRequest()).evaluations('1', [
      told('text', 'hello'),
      told('number', 1),
      told('malformed', null, { ...failure, error: 'MALFORMED' }),
      told('unread', null, { ...failure, error: 'PARSE_ERROR' }),
      told('nameless', null, failure),
    ]);
    await isSet;
    const codes = {
      unknown: client.getBooleanDetails('unknown', true),
      text: client.getBooleanDetails('text', true),
      number: client.getBooleanDetails('number', true),
      malformed: client.getBooleanDetails('malformed', true),
      unread: client.getBooleanDetails('unread', true),
      nameless: client.getBooleanDetails('nameless', true),
    };
    for (const { value, reason } of Object.values(codes)) expect([value, reason]).toEqual([true, 'ERROR']);
    expect(
      Object.fromEntries(Object.entries(codes).map(([name, { errorCode }]) => [name, errorCode])),
    ).toEqual({
      unknown: ErrorCode.FLAG_NOT_FOUND,
      text: ErrorCode.TYPE_MISMATCH,
      number: ErrorCode.TYPE_MISMATCH,
      malformed: ErrorCode.GENERAL,
      unread: ErrorCode.PARSE_ERROR,
      nameless: ErrorCode.GENERAL,
    });
    expect(client.getObjectDetails('text', {}).errorCode).toBe(ErrorCode.TYPE_MISMATCH);
  });

  test('before there are values the default is given', async () => {
    const { client } = begin();
    expect(client.getBooleanDetails('a', true)).toMatchObject({
      value: true,
      errorCode: ErrorCode.PROVIDER_NOT_READY,
    });
    expect(client.providerStatus).toBe(ProviderStatus.NOT_READY);
  });

  test('values of an earlier visit are CACHED, until the server has answered', async () => {
    await ready({ a: 1 });
    await OpenFeature.clearProviders();
    const { isSet, client } = begin();
    await isSet;
    expect(client.getNumberDetails('a', 0)).toMatchObject({
      value: 1,
      reason: 'CACHED',
      flagMetadata: { reason: 'STATIC' },
    });
    (await session.server.nextRequest()).answer('1', { a: 1 });
    await settled();
    expect(client.getNumberDetails('a', 0).reason).toBe('STATIC');
  });
});

describe('initialize', () => {
  test('a key that is not accepted is fatal', async () => {
    session.server.refusal = { code: 4403, reason: 'Forbidden' };
    const { isSet, client } = begin();
    await expect(isSet).rejects.toThrow('the server refused the key (4403 Forbidden)');
    expect(client.providerStatus).toBe(ProviderStatus.FATAL);
  });

  test('a server that does not answer is an error, and readiness comes when it does', async () => {
    const { isSet, client } = begin({ readyTimeoutMs: 2_000 });
    (await session.server.nextRequest()).fail();
    await settled();
    session.clock.advance(2_000);
    await expect(isSet).rejects.toThrow('nothing came within 2000 ms (Failed to fetch)');
    expect(client.providerStatus).toBe(ProviderStatus.ERROR);
    const isReady = event(ProviderEvents.Ready);
    (await session.server.nextRequest()).answer('1', { a: 1 });
    await isReady;
    expect([client.providerStatus, client.getNumberValue('a', 0)]).toEqual([ProviderStatus.READY, 1]);
  });

  test('a context that cannot be used is an error with that code, and another one mends it', async () => {
    await OpenFeature.setContext({ targetingKey: 'ann', age: NaN });
    const { isSet, client } = begin();
    await expect(isSet).rejects.toMatchObject({ code: ErrorCode.INVALID_CONTEXT });
    const isChanged = OpenFeature.setContext({ targetingKey: 'ann' });
    (await session.server.nextRequest()).answer('1', { a: 1 });
    await isChanged;
    expect([client.providerStatus, client.getNumberValue('a', 0)]).toEqual([ProviderStatus.READY, 1]);
  });

  test('a provider that is replaced ends its stream', async () => {
    const { stream } = await ready({ a: 1 });
    await OpenFeature.clearProviders();
    await settled();
    expect(stream.isClosed).toBe(true);
  });
});

describe('events', () => {
  test('a change of the configuration names the flags', async () => {
    const { client, stream } = await ready({ a: 1, b: 1 });
    const isChanged = event(ProviderEvents.ConfigurationChanged);
    stream.signal('2', { flagKeys: ['b'] });
    session.clock.advance(50);
    (await session.server.nextRequest()).answer('2', { b: 2 });
    expect(await isChanged).toMatchObject({ flagsChanged: ['b'], providerName: 'signalbox' });
    expect(client.getNumberDetails('b', 0)).toMatchObject({ value: 2, flagMetadata: { revision: '2' } });
  });

  test('a stream that is lost makes values stale, and one that goes on makes them ready', async () => {
    const { client, stream } = await ready({ a: 1 });
    const names = heard();
    stream.close(1006);
    expect([client.providerStatus, client.getNumberValue('a', 0)]).toEqual([ProviderStatus.STALE, 1]);
    session.clock.advance(500);
    (await session.server.nextStream()).signal('1');
    expect(client.providerStatus).toBe(ProviderStatus.READY);
    expect(names).toEqual([ProviderEvents.Stale, ProviderEvents.Ready]);
  });

  test('a key that is revoked is an error, and values are served on', async () => {
    const { client, stream } = await ready({ a: 1 });
    const isError = event(ProviderEvents.Error);
    stream.signal('1', { final: 'KEY_REVOKED' });
    expect(await isError).toMatchObject({ message: 'the server does not accept the key' });
    expect([client.providerStatus, client.getNumberValue('a', 0)]).toEqual([ProviderStatus.ERROR, 1]);
  });

  test('an offline start from storage is ready at once, and then stale', async () => {
    await ready({ a: 1 });
    await OpenFeature.clearProviders();
    const { isSet, client } = begin();
    await isSet;
    expect(client.providerStatus).toBe(ProviderStatus.READY);
    const isStale = event(ProviderEvents.Stale);
    (await session.server.nextRequest()).fail();
    await isStale;
    expect([client.providerStatus, client.getNumberValue('a', 0)]).toEqual([ProviderStatus.STALE, 1]);
  });
});

describe('a change of context', () => {
  test('is reconciled, and told once', async () => {
    const { client } = await ready({ name: 'ann' });
    const names = heard();
    const isChanged = OpenFeature.setContext({ targetingKey: 'bob' });
    const request = await session.server.nextRequest();
    expect([client.providerStatus, client.getStringValue('name', '')]).toEqual([
      ProviderStatus.RECONCILING,
      'ann',
    ]);
    request.answer('1', { name: 'bob' });
    await isChanged;
    expect([client.providerStatus, client.getStringValue('name', '')]).toEqual([ProviderStatus.READY, 'bob']);
    expect(names).toEqual([ProviderEvents.Reconciling, ProviderEvents.ContextChanged]);
  });

  test('that fails is an error, and its values are told when they come', async () => {
    const { client } = await ready({ name: 'ann' });
    const isChanged = OpenFeature.setContext({ targetingKey: 'bob' });
    (await session.server.nextRequest()).fail();
    await isChanged;
    expect(client.providerStatus).toBe(ProviderStatus.ERROR);
    await turn();
    expect(client.providerStatus).toBe(ProviderStatus.STALE);
    const isThere = event(ProviderEvents.ConfigurationChanged);
    session.clock.advance(500);
    (await session.server.nextRequest()).answer('1', { name: 'bob' });
    expect(await isThere).toMatchObject({ flagsChanged: ['name'] });
    expect([client.providerStatus, client.getStringValue('name', '')]).toEqual([ProviderStatus.READY, 'bob']);
  });

  test('that storage can serve while there is no network ends as stale', async () => {
    const { client } = await ready({ name: 'ann' });
    const toBob = OpenFeature.setContext({ targetingKey: 'bob' });
    (await session.server.nextRequest()).answer('1', { name: 'bob' });
    await toBob;
    const toAnn = OpenFeature.setContext({ targetingKey: 'ann' });
    (await session.server.nextRequest()).fail();
    await toAnn;
    await turn();
    expect([client.providerStatus, client.getStringValue('name', '')]).toEqual([ProviderStatus.STALE, 'ann']);
  });
});

test('what the application tracks is handed on with its context', async () => {
  const tracked: unknown[] = [];
  const { client } = await ready({ a: 1 }, { onTrack: (event) => tracked.push(event) });
  client.track('purchase', { value: 9.5, currency: 'EUR' });
  expect(tracked).toEqual([
    { name: 'purchase', context: { targetingKey: 'ann' }, details: { value: 9.5, currency: 'EUR' } },
  ]);
});
