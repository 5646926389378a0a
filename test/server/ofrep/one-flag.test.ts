import { pino } from 'pino';
import { dialects } from '../../support/databases';
import { ofrepClient, type OfrepClient, type OfrepRequest } from '../../support/ofrep';
import { hasOfrepSchema, withoutOfrepSchema } from '../../support/ofrep-schema';
import { send } from '../../support/requests';
import { aStage, openTheatre, type Stage, type Theatre } from '../delivery/stage';

if (!hasOfrepSchema) test.skip(withoutOfrepSchema, () => undefined);

const ada = { targetingKey: 'ada', country: 'NL' };
const inNl = { attr: { path: ['country'] }, op: 'eq', values: ['NL'] };
const everybody = { weights: [{ variant: 'on', weight: 100_000 }] };
const flagd = { system: 'flagd', version: 'v2' };

describe.each(dialects)('one flag over OFREP on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;
  let client: OfrepClient;

  beforeAll(async () => {
    theatre = await openTheatre(dialect);
    stage = await aStage(theatre);
    client = ofrepClient(theatre.server.url, stage.key);
  });
  afterAll(() => theatre.close());

  /** A flag that is on, and what more is said of it. */
  async function aFlag(key: string, flag: object = {}, ...intents: object[]): Promise<void> {
    const { projectId, environmentId } = stage;
    const place = { environmentId, flagKey: key };
    await stage.publish(
      { createFlag: { projectId, key, type: 'BOOLEAN', fallthrough: 'on', ...flag } },
      { setFlagOn: { ...place, on: true } },
      ...intents.map((intent) =>
        Object.fromEntries(Object.entries(intent).map(([name, given]) => [name, { ...place, ...given }])),
      ),
    );
  }

  const whole = (configuration: object): object => ({
    replaceConfiguration: {
      configuration: {
        on: true,
        off: null,
        variants: { on: { value: true }, off: { value: false } },
        rules: [],
        fallthrough: 'on',
        ...configuration,
      },
    },
  });

  describe('says why', () => {
    test.each([
      ['STATIC where nothing depends on the context', [], { reason: 'STATIC', variant: 'on', value: true }],
      [
        'TARGETING_MATCH where a rule served',
        [{ addRule: { when: inNl, serve: 'off' } }],
        { reason: 'TARGETING_MATCH', variant: 'off', value: false },
      ],
      [
        'TARGETING_MATCH where somebody was named',
        [{ addTargets: { variant: 'off', keys: ['ada'] } }],
        { reason: 'TARGETING_MATCH', variant: 'off', value: false },
      ],
      [
        'SPLIT where users are divided',
        [{ setRollout: everybody }],
        { reason: 'SPLIT', variant: 'on', value: true },
      ],
      [
        'UNKNOWN where no rule served, since the protocol has no DEFAULT',
        [{ addRule: { when: { not: inNl }, serve: 'off' } }],
        { reason: 'UNKNOWN', variant: 'on', value: true },
      ],
      [
        'DISABLED where it is off, with the value that is served then',
        [{ setFlagOn: { on: false } }],
        { reason: 'DISABLED', variant: 'off', value: false },
      ],
      [
        "DISABLED without a value, where the caller's default is served while it is off",
        [{ setOffVariant: { variant: null } }, { setFlagOn: { on: false } }],
        { reason: 'DISABLED' },
      ],
      [
        "UNKNOWN without a value, where the caller's default is served",
        [{ setFallthrough: { serve: null } }],
        { reason: 'UNKNOWN' },
      ],
    ])('%s', async (name, intents, expected) => {
      const key = name.toLowerCase().replaceAll(/[^a-z]+/g, '-');
      await aFlag(key, {}, ...intents);
      expect(await client.flag(key, { context: ada })).toMatchObject({
        status: 200,
        headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
        text: JSON.stringify({ key, ...expected }),
      });
    });
  });

  test.each([
    ['a text', 'STRING', 'green'],
    ['an empty text', 'STRING', ''],
    ['a number', 'NUMBER', 0.5],
    ['a whole number', 'NUMBER', 0],
    ['an object', 'JSON', { limit: 3, names: ['a'] }],
  ])('%s comes as it is', async (name, type, value) => {
    const key = name.replaceAll(' ', '-');
    await aFlag(key, { type, variants: [{ key: 'only', value }], fallthrough: 'only' });
    expect((await client.flag(key)).json).toEqual({ key, reason: 'STATIC', variant: 'only', value });
  });

  test('a list comes as it is, though the protocol speaks of objects only', async () => {
    await aFlag('list', { type: 'JSON', variants: [{ key: 'only', value: [1, 2] }], fallthrough: 'only' });
    const headers = { authorization: `Bearer ${stage.key}`, 'content-type': 'application/json' };
    const url = `${theatre.server.url}/ofrep/v1/evaluate/flags/list`;
    const { json } = await send(url, { method: 'POST', headers, body: '{"context":{}}' });
    expect(json).toMatchObject({ value: [1, 2] });
  });

  test('a value that is null is left out', async () => {
    await aFlag(
      'null',
      { type: 'JSON', variants: [{ key: 'only', value: {} }], fallthrough: 'only', source: flagd },
      whole({ variants: { none: { value: null } }, fallthrough: 'none' }),
    );
    expect((await client.flag('null')).json).toEqual({ key: 'null', reason: 'STATIC', variant: 'none' });
  });

  test("the flag's metadata comes with it, but not to a client key", async () => {
    const metadata = { team: 'web', cost: 3, isNew: true };
    await aFlag('described', { clientSide: true }, whole({ metadata }));
    expect((await client.flag('described')).json).toMatchObject({ value: true, metadata });
    const shown = await ofrepClient(theatre.server.url, await stage.clientKey()).flag('described');
    expect(shown.json).toEqual({ key: 'described', reason: 'STATIC', variant: 'on', value: true });
  });

  describe('that cannot be evaluated', () => {
    test('is FLAG_NOT_FOUND where there is none, and where a client key may not see it', async () => {
      await aFlag('hidden');
      const hidden = await ofrepClient(theatre.server.url, await stage.clientKey()).flag('hidden');
      const missing = await client.flag('missing');
      for (const [key, answer] of [
        ['hidden', hidden],
        ['missing', missing],
      ] as const) {
        expect(answer).toMatchObject({
          status: 404,
          json: { key, errorCode: 'FLAG_NOT_FOUND', errorDetails: 'There is no such flag' },
        });
        expect(Object.keys(answer.json)).toHaveLength(3);
      }
    });

    test.each([
      ['PARSE_ERROR', { logic: { '/=': [1, 2] } }, 'cannot be read'],
      ['GENERAL', { logic: 'nobody' }, 'cannot be followed'],
    ])('is %s where its rules are wrong', async (errorCode, fallthrough, words) => {
      const key = errorCode.toLowerCase();
      await aFlag(key, { source: flagd }, whole({ fallthrough, source: flagd, metadata: { team: 'web' } }));
      expect(await client.flag(key)).toMatchObject({
        status: 400,
        json: { key, errorCode, errorDetails: expect.stringContaining(words), metadata: { team: 'web' } },
      });
    });

    test('is TARGETING_KEY_MISSING where users are divided by it, and only there', async () => {
      const gate = {
        within: {
          unit: [{ path: ['key'] }],
          usable: 'any',
          absent: 'out',
          text: [{ unit: true }],
          bytes: 'utf8',
          hash: 'murmur3',
          map: 'shift',
          span: 100,
        },
        ranges: [[0, 50]],
      };
      const byDevice = { unit: { path: ['device'] }, ...everybody };
      await aFlag('divided', {}, { addRule: { when: inNl, serve: 'off' } }, { setRollout: everybody });
      await aFlag('gated', {}, { addRule: { when: gate, serve: 'off' } });
      await aFlag('named', {}, { addTargets: { variant: 'off', keys: ['ada'] } });
      await aFlag('by-device', {}, { setRollout: byDevice });
      const answers = async (context: object) =>
        Promise.all(
          ['divided', 'gated', 'named', 'by-device'].map(async (key) => {
            const { status, json } = await client.flag(key, { context });
            return `${status} ${json.errorCode ?? json.reason}`;
          }),
        );
      expect(await answers({})).toEqual([
        '400 TARGETING_KEY_MISSING',
        '400 TARGETING_KEY_MISSING',
        '200 UNKNOWN',
        '200 UNKNOWN',
      ]);
      expect((await answers({ country: 'NL' }))[0]).toBe('200 TARGETING_MATCH');
      expect((await answers({ targetingKey: '' }))[0]).toBe('200 SPLIT');
      const { json } = await client.flag('divided', { context: { targetingKey: null } });
      expect(json).toMatchObject({ key: 'divided', errorDetails: expect.stringContaining('`targetingKey`') });
    });

    test('answers as where it came from, also to nobody', async () => {
      const split = {
        split: {
          unit: [{ path: ['key'] }],
          usable: 'string',
          absent: 'out',
          text: [{ unit: true }],
          bytes: 'utf8',
          hash: 'murmur3',
          map: 'shift',
          span: 100,
        },
        arms: [{ variant: 'on', range: [0, 100] }],
        otherwise: 'off',
      };
      await aFlag('imported', { source: flagd }, whole({ fallthrough: split, source: flagd }));
      expect((await client.flag('imported')).json).toMatchObject({ variant: 'off', value: false });
    });
  });

  describe.each([
    ['one flag', (request: OfrepRequest) => client.flag('any', request), { key: 'any' }],
    ['all flags', (request: OfrepRequest) => client.flags(request), {}],
  ])('a request for %s', (_what, ask, named) => {
    test.each([
      ['no JSON', { body: '{"context":' }, 'PARSE_ERROR', 'not valid JSON'],
      ['nothing', { body: '' }, 'PARSE_ERROR', 'must be a JSON object'],
      ['a list', { body: '[]' }, 'PARSE_ERROR', 'must be a JSON object'],
      [
        'another content type',
        { headers: { 'content-type': 'text/plain' } },
        'PARSE_ERROR',
        'application/json',
      ],
      ['no context', { body: '{}' }, 'INVALID_CONTEXT', '`context`'],
      ['a context that is none', { context: 'ada' }, 'INVALID_CONTEXT', '`context`'],
      ['a context of null', { context: null }, 'INVALID_CONTEXT', '`context`'],
      [
        'a key that is no text',
        { context: { targetingKey: 7 } },
        'INVALID_CONTEXT',
        '`context.targetingKey`',
      ],
      [
        'what no honest caller sends',
        { body: '{"context":{"a":{"__proto__":{"x":1}}}}' },
        'INVALID_CONTEXT',
        '`context.a.__proto__`',
      ],
      [
        '33 levels',
        { body: `{"context":${'{"a":'.repeat(33)}1${'}'.repeat(33)}}` },
        'INVALID_CONTEXT',
        'levels deep',
      ],
    ])('with %s is refused', async (_with, request, errorCode, words) => {
      const answer = await ask(request);
      expect(answer).toMatchObject({
        status: 400,
        json: { ...named, errorCode, errorDetails: expect.stringContaining(words) },
      });
    });

    test.each([
      ['a body that is too long', { body: `"${'x'.repeat(1_048_576)}"` }, 413, 'longer than 1048576 bytes'],
      ['a packing that nobody knows', { headers: { 'content-encoding': 'zstd' } }, 415, 'zstd'],
    ])('with %s is refused', async (_with, request, status, words) => {
      expect(await ask(request)).toMatchObject({
        status,
        json: { ...named, errorCode: 'GENERAL', errorDetails: expect.stringContaining(words) },
      });
    });

    test('by GET is refused', async () => {
      expect(await ask({ method: 'GET' })).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    });
  });

  describe('who may ask', () => {
    const ask = (headers: Record<string, string>) =>
      ofrepClient(theatre.server.url, null).flag('known', { headers });

    beforeAll(() => aFlag('known', { clientSide: true }));

    test.each([
      ['a server key as a bearer token', () => ({ authorization: `Bearer ${stage.key}` })],
      ['a server key as an API key', () => ({ 'x-api-key': stage.key })],
      ['a client key', async () => ({ authorization: `Bearer ${await stage.clientKey()}` })],
    ])('%s', async (_who, headers) => {
      expect(await ask(await headers())).toMatchObject({ status: 200, json: { value: true } });
    });

    test.each([
      ['nobody', () => ({}), 401, 'needs an SDK key'],
      ['a key that is none', () => ({ 'x-api-key': 'sbx_srv_nothing' }), 401, 'valid credential'],
      ['a member', () => ({ authorization: `Bearer ${stage.ownerToken}` }), 403, 'for SDK keys'],
    ])('not %s', async (_who, headers, status, words) => {
      expect(await ask(headers() as Record<string, string>)).toMatchObject({
        status,
        json: { key: 'known', errorCode: 'GENERAL', errorDetails: expect.stringContaining(words) },
      });
    });
  });

  test('a key may hold anything, encoded or not', async () => {
    const key = 'a/b c%d';
    await aFlag(key, { source: flagd });
    const url = `${theatre.server.url}/ofrep/v1/evaluate/flags`;
    const headers = { authorization: `Bearer ${stage.key}`, 'content-type': 'application/json' };
    for (const path of ['a%2Fb%20c%25d', 'a/b%20c%25d']) {
      const { json } = await send(`${url}/${path}`, { method: 'POST', headers, body: '{"context":{}}' });
      expect(json).toMatchObject({ key, value: true });
    }
    const { status, json } = await send(`${url}/100%`, { method: 'POST', headers, body: '{"context":{}}' });
    expect({ status, key: json.key }).toEqual({ status: 404, key: '100%' });
  });

  test('there is nothing else below it', async () => {
    for (const path of ['/ofrep/v1/configuration', '/ofrep/v1/evaluate', '/ofrep/']) {
      expect((await send(theatre.server.url + path, { method: 'POST' })).status).toBe(404);
    }
  });

  test('what fails for no reason of the caller’s says so in both forms, and no more', async () => {
    const { rulesets } = theatre.harness;
    const { at } = rulesets;
    rulesets.at = async () => {
      throw new Error('SELECT secret FROM rules');
    };
    try {
      const one = await client.flag('known');
      expect(one).toMatchObject({ status: 500 });
      expect(one.json).toEqual({ key: 'known', errorCode: 'GENERAL', errorDetails: 'Internal error' });
      const all = await client.flags();
      expect(all).toMatchObject({ status: 500 });
      expect(all.json).toEqual({ errorCode: 'GENERAL', errorDetails: 'Internal error' });
    } finally {
      rulesets.at = at;
    }
  });
});

test('a server key in a browser is refused, and told to those who look after the server', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const theatre = await openTheatre('sqlite', { logger });
  const { url } = theatre.server;
  const stage = await aStage(theatre);
  await stage.createFlags('any');
  const headers = { origin: url };
  expect(await ofrepClient(url, stage.key).flag('any', { headers })).toMatchObject({
    status: 403,
    json: { errorDetails: expect.stringContaining('rotate this one') },
  });
  expect((await ofrepClient(url, await stage.clientKey()).flags({ headers })).status).toBe(200);
  await theatre.close();
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { msg: 'a server key came from a browser', origin: url },
  ]);
  expect(lines.join()).not.toContain(stage.key.slice(0, -4));
});
