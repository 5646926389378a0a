import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import {
  OpenFeature,
  ProviderEvents,
  ProviderStatus,
  type Client,
  type EvaluationContext,
  type EventDetails,
} from '@openfeature/web-sdk';
import { systemClock } from '../../../src/server/foundation/clock';
import { newId } from '../../../src/server/foundation/ids';
import { limitDefaults } from '../../../src/server/foundation/settings';
import { dialects } from '../../support/databases';
import { aStage, openTheatre, type Stage, type Theatre } from '../delivery/stage';
import { listening } from './listening';

interface Asked {
  /** Behind the path. */
  query: URLSearchParams;
  ifNoneMatch: string | null;
  status: number;
}

/** A page: OpenFeature's own client over the provider, and what went over the line. */
interface Page {
  client: Client;
  domain: string;
  asked: Asked[];
  /** Resolves with the next event of the kind from now on. */
  next(event: ProviderEvents): Promise<EventDetails | undefined>;
  close(): Promise<void>;
}

const ada = { targetingKey: 'ada' };

async function aPage(
  url: string,
  key: string,
  context: EvaluationContext = ada,
  isReady: (ready: Promise<void>) => Promise<void> = (ready) => ready,
): Promise<Page> {
  const asked: Asked[] = [];
  const domain = newId();
  const fetchImplementation: typeof fetch = async (input, init) => {
    const request = input as Request;
    const answer = await fetch(request, init);
    const { searchParams: query } = new URL(request.url);
    asked.push({ query, ifNoneMatch: request.headers.get('if-none-match'), status: answer.status });
    return answer;
  };
  const provider = new OFREPWebProvider({
    baseUrl: url,
    headers: [['Authorization', `Bearer ${key}`]],
    cacheMode: 'disabled',
    fetchImplementation,
  });
  await OpenFeature.setContext(domain, context);
  await isReady(OpenFeature.setProviderAndWait(domain, provider));
  const client = OpenFeature.getClient(domain);
  return {
    client,
    domain,
    asked,
    next: (event) =>
      new Promise((resolve) => {
        const handler = (details?: EventDetails): void => {
          client.removeHandler(event, handler);
          resolve(details);
        };
        client.addHandler(event, handler);
      }),
    close: async () => provider.onClose?.(),
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(setImmediate);
}

describe.each(dialects)('the web provider on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;
  let key: string;
  let line: ReturnType<typeof listening>;
  const pages: Page[] = [];

  beforeAll(async () => {
    theatre = await openTheatre(dialect, { clock: systemClock });
  });
  beforeEach(async () => {
    line = listening();
    stage = await aStage(theatre);
    key = await stage.clientKey();
    const { projectId, environmentId } = stage;
    const source = { system: 'flagd', version: 'v2' };
    const flag = (flagKey: string, more: object = {}) => ({
      createFlag: { projectId, key: flagKey, type: 'BOOLEAN', fallthrough: 'on', clientSide: true, ...more },
    });
    const of = (flagKey: string) => ({ environmentId, flagKey });
    const when = { attr: { path: ['plan'] }, op: 'eq', values: ['pro'] };
    await stage.publish(
      ...['banner', 'planned', 'divided', 'yours'].map((flagKey) => flag(flagKey)),
      flag('unreadable', { source }),
      flag('hidden', { clientSide: false }),
      ...['banner', 'planned', 'divided', 'yours', 'hidden'].map((flagKey) => ({
        setFlagOn: { ...of(flagKey), on: true },
      })),
      { addRule: { ...of('planned'), when, serve: 'off' } },
      { setFallthrough: { ...of('yours'), serve: null } },
      { setRollout: { ...of('divided'), weights: [{ variant: 'on', weight: 100_000 }] } },
      {
        replaceConfiguration: {
          ...of('unreadable'),
          configuration: {
            on: true,
            off: null,
            variants: { on: { value: true } },
            rules: [],
            fallthrough: { logic: { '/=': [1, 2] } },
            source,
          },
        },
      },
    );
  });
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.close()));
    line.stop();
  });
  afterAll(async () => {
    await OpenFeature.close();
    await theatre.close();
  });

  async function open(context?: EvaluationContext): Promise<Page> {
    const page = await aPage(theatre.server.url, key, context);
    pages.push(page);
    return page;
  }

  test('asks once, and evaluates without asking again', async () => {
    const { client, asked } = await open();
    expect(client.getBooleanDetails('banner', false)).toMatchObject({
      value: true,
      reason: 'STATIC',
      variant: 'on',
    });
    expect(client.getBooleanDetails('divided', false)).toMatchObject({ value: true, reason: 'SPLIT' });
    expect(client.getStringDetails('banner', 'mine')).toMatchObject({
      value: 'mine',
      errorCode: 'TYPE_MISMATCH',
    });
    const yours = client.getBooleanDetails('yours', true);
    expect(yours).toMatchObject({ value: true, reason: 'UNKNOWN' });
    expect(yours).not.toHaveProperty('errorCode');
    expect(client.getBooleanDetails('unreadable', true)).toMatchObject({ errorCode: 'PARSE_ERROR' });
    expect(asked).toMatchObject([{ status: 200, ifNoneMatch: null }]);
  });

  test("tells of a flag that there is not, or that is hidden, with the set's metadata", async () => {
    const { client } = await open();
    for (const flagKey of ['missing', 'hidden']) {
      expect(client.getBooleanDetails(flagKey, true)).toMatchObject({
        value: true,
        reason: 'ERROR',
        errorCode: 'FLAG_NOT_FOUND',
        flagMetadata: { version: expect.stringMatching(/^\d+$/) as string },
      });
    }
  });

  test('is told what one flag lacks, beside all the others', async () => {
    const { client } = await open({});
    expect(client.getBooleanDetails('divided', false)).toMatchObject({
      errorCode: 'TARGETING_KEY_MISSING',
    });
    expect(client.getBooleanDetails('banner', false)).toMatchObject({ value: true });
  });

  test('hears of a change, and asks with the tag of what it has and of what it heard', async () => {
    const { client, asked, next } = await open();
    await until(() => line.requests.length === 1);
    const changed = next(ProviderEvents.ConfigurationChanged);
    await stage.setOn('banner', false);
    expect(await changed).toMatchObject({ flagsChanged: ['banner'] });
    expect(client.getBooleanDetails('banner', true)).toMatchObject({ value: false, reason: 'DISABLED' });
    expect(asked).toHaveLength(2);
    expect(asked[1].status).toBe(200);
    expect(asked[1].ifNoneMatch).toMatch(/^"[0-9a-f]{32}"$/);
    expect(asked[1].query.get('flagConfigEtag')).toEqual(expect.any(String));
    expect(line.requests).toHaveLength(1);
  });

  test('is answered with 304 when a change does not touch it', async () => {
    const { asked } = await open();
    await until(() => line.requests.length === 1);
    const { environmentId } = stage;
    const when = { attr: { path: ['plan'] }, op: 'eq', values: ['gold'] };
    await stage.publish({ addRule: { environmentId, flagKey: 'planned', when, serve: 'off' } });
    await until(() => asked.length === 2);
    expect(asked[1].status).toBe(304);
  });

  test('asks for another attribute of the same user with the tag, and is answered with what is different', async () => {
    const { client, domain, asked } = await open();
    expect(client.getBooleanValue('planned', false)).toBe(true);
    await OpenFeature.setContext(domain, { ...ada, plan: 'pro' });
    expect(asked[1]).toMatchObject({ status: 200, ifNoneMatch: expect.stringMatching(/^"/) as string });
    expect(client.getBooleanDetails('planned', true)).toMatchObject({
      value: false,
      reason: 'TARGETING_MATCH',
    });
  });

  test('asks for another user without a tag, and keeps its stream', async () => {
    const { domain, asked } = await open();
    await until(() => line.requests.length === 1);
    await OpenFeature.setContext(domain, { targetingKey: 'bob' });
    expect(asked[1]).toMatchObject({ status: 200, ifNoneMatch: null });
    expect(line.requests).toHaveLength(1);
  });

  test('that lost its stream is stale, comes back with what it heard last, and misses nothing', async () => {
    const { client, next } = await open();
    await until(() => line.requests.length === 1);
    const first = next(ProviderEvents.ConfigurationChanged);
    await stage.setOn('banner', false);
    await first;
    const stale = next(ProviderEvents.Stale);
    line.cut();
    await stale;
    const changed = next(ProviderEvents.ConfigurationChanged);
    await stage.setOn('banner', true);
    await changed;
    expect(line.requests[1]).toEqual({ url: line.requests[0].url, lastEventId: expect.any(String) });
    expect(client.getBooleanValue('banner', false)).toBe(true);
  });

  test('with a key that is none is ended for good', async () => {
    const nothing = 'sbx_cli_nothing';
    const page = await aPage(theatre.server.url, nothing, ada, (ready) => ready.catch(() => undefined));
    pages.push(page);
    expect(page.asked).toMatchObject([{ status: 401 }]);
    expect(page.client.providerStatus).toBe(ProviderStatus.FATAL);
    expect(page.client.getBooleanValue('banner', false)).toBe(false);
  });
});

test('the web provider asks no more before it may', async () => {
  const limits = { ...limitDefaults, rateBurst: 300, rateRestorePerSecond: 0.01 };
  const theatre = await openTheatre('sqlite', { settings: { limits } });
  const stage = await aStage(theatre);
  const page = await aPage(theatre.server.url, await stage.clientKey());
  const stale = page.next(ProviderEvents.Stale);
  for (let asked = 1; asked < 300; asked += 1) {
    await OpenFeature.setContext(page.domain, { ...ada, asked });
  }
  expect(page.asked.every(({ status }) => status === 200)).toBe(true);
  await OpenFeature.setContext(page.domain, { ...ada, asked: 'too often' });
  expect(await stale).toMatchObject({ message: expect.stringContaining('rate limit exceeded') });
  expect(page.asked.at(-1)?.status).toBe(429);
  const { length } = page.asked;
  await OpenFeature.setContext(page.domain, { ...ada, asked: 'again' });
  expect(page.asked).toHaveLength(length);
  await page.close();
  await OpenFeature.close();
  await theatre.close();
});
