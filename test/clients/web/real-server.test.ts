import { OpenFeature, ProviderEvents } from '@openfeature/web-sdk';
import WebSocket from 'ws';
import { SignalboxWebProvider } from '../../../src/clients/openfeature-web';
import { createClient } from '../../../src/clients/web';
import type { Client, ClientOptions } from '../../../src/clients/web';
import { consoleLogger } from '../../../src/clients/sdk/logger';
import { dialects, startHarness, type Harness } from '../../support/harness';
import { succeed } from '../../support/mutate';
import { aWorld, type World } from '../../support/world';
import { next, nextStatus } from './session';

const quiet = { ...consoleLogger, warn() {}, error() {} };

describe.each(dialects)('a browser client and a server on %s', (dialect) => {
  let harness: Harness;
  let url: string;
  let world: World;
  let key: string;
  let sdkKeyId: string;
  const clients: Client[] = [];

  beforeAll(async () => {
    harness = await startHarness(dialect);
    ({ url } = await harness.listen());
  });
  beforeEach(async () => {
    world = await aWorld(harness);
    const input = { environmentId: world.production, kind: 'CLIENT', name: 'web' };
    const created = await succeed(harness, world.owner, 'createSdkKey', input, 'sdkKey { id } secret');
    key = created.secret;
    sdkKeyId = created.sdkKey.id;
    const { projectId } = world.project;
    const isPro = { attr: { path: ['plan'] }, op: 'eq', as: 'strict', values: ['pro'] };
    await world.publish({ createSegment: { projectId, key: 'paying', when: isPro } });
    await world.publishFlag(
      'checkout',
      { clientSide: true, fallthrough: 'off' },
      {
        addRule: { when: { segment: 'paying' }, serve: 'on' },
      },
    );
    await world.publishFlag('hidden');
  });
  afterEach(() => clients.splice(0).forEach((client) => client.close()));
  afterAll(() => harness.close());

  const options = (): ClientOptions => ({
    url,
    key,
    storage: null,
    logger: quiet,
    webSocket: WebSocket as unknown as ClientOptions['webSocket'],
  });
  const open = (context: Record<string, unknown>): Client => {
    const client = createClient({ ...options(), context });
    clients.push(client);
    return client;
  };
  const place = () => ({ environmentId: world.production, flagKey: 'checkout' });

  test('gets the values of its context, and of flags for clients only', async () => {
    const client = open({ targetingKey: 'ann', plan: 'pro' });
    await client.ready(10_000);
    expect(client.allFlags()).toEqual({ checkout: { value: true, variant: 'on', reason: 'RULE' } });
    await client.setContext({ targetingKey: 'bob', plan: 'free' });
    expect(client.variationDetail('checkout', true)).toEqual({
      value: false,
      variant: 'off',
      reason: 'DEFAULT',
    });
    expect(client.variationDetail('hidden', 'mine')).toMatchObject({
      value: 'mine',
      error: 'FLAG_NOT_FOUND',
    });
  });

  test('hears of a change, and of one of a segment behind a flag', async () => {
    const client = open({ targetingKey: 'bob', plan: 'free' });
    await client.ready(10_000);
    const changed = next(client, 'change');
    const everybody = { environmentId: world.production, segmentKey: 'paying', when: true };
    const [{ revision }] = await world.publish({ putSegment: everybody });
    expect(await changed).toEqual({ revision, changed: ['checkout'], isContextChange: false });
    expect(client.variation('checkout', false)).toBe(true);
    const off = next(client, 'change');
    await world.publish({ setFlagOn: { ...place(), on: false } });
    await off;
    expect(client.variationDetail('checkout', true)).toMatchObject({ value: false, reason: 'OFF' });
  });

  test('is told that its key is revoked, and serves on', async () => {
    const client = open({ targetingKey: 'ann', plan: 'pro' });
    await client.ready(10_000);
    const isRefused = nextStatus(client, 'refused');
    await succeed(harness, world.owner, 'revokeSdkKey', { sdkKeyId });
    await isRefused;
    expect(client.variation('checkout', false)).toBe(true);
  });

  test('a key that is none is refused', async () => {
    key = 'sbx_cli_nosuchkey0';
    await expect(open({}).ready(10_000)).rejects.toThrow('the server refused the key');
  });

  test("OpenFeature's own client gets values, events and changes of context", async () => {
    try {
      await OpenFeature.setContext({ targetingKey: 'ann', plan: 'pro' });
      await OpenFeature.setProviderAndWait(new SignalboxWebProvider(options()));
      const client = OpenFeature.getClient();
      expect(client.getBooleanDetails('checkout', false)).toMatchObject({
        value: true,
        variant: 'on',
        reason: 'TARGETING_MATCH',
        flagMetadata: { reason: 'RULE' },
      });
      await OpenFeature.setContext({ targetingKey: 'bob', plan: 'free' });
      expect(client.getBooleanValue('checkout', true)).toBe(false);
      const changed = new Promise<unknown>((resolve) =>
        client.addHandler(ProviderEvents.ConfigurationChanged, resolve),
      );
      await world.publish({ setFlagOn: { ...place(), on: false } });
      expect(await changed).toMatchObject({ flagsChanged: ['checkout'] });
      expect(client.getBooleanDetails('checkout', true)).toMatchObject({ value: false, reason: 'DISABLED' });
    } finally {
      await OpenFeature.clearProviders();
      OpenFeature.clearHandlers();
      await OpenFeature.clearContext();
    }
  });
});
