import { OFREPProvider } from '@openfeature/ofrep-provider';
import {
  ErrorCode,
  OpenFeature,
  type Client,
  type EvaluationDetails,
  type FlagValue,
} from '@openfeature/server-sdk';
import { limitDefaults } from '../../../src/server/foundation/settings';
import { newId } from '../../../src/server/foundation/ids';
import { dialects } from '../../support/databases';
import { aStage, openTheatre, type Stage, type Theatre } from '../delivery/stage';
import { newerServerProvider } from './newer-server-provider';

const generations = ['0.1.3', 'newer'] as const;
type Generation = (typeof generations)[number];

/** OpenFeature's own client over the provider, as an application has it. */
async function openFeature(generation: Generation, url: string, key: string): Promise<Client> {
  const domain = newId();
  const headers = { Authorization: `Bearer ${key}` };
  const provider =
    generation === 'newer'
      ? newerServerProvider(url, key)
      : new OFREPProvider({ baseUrl: url, headers: Object.entries(headers) as [string, string][] });
  await OpenFeature.setProviderAndWait(domain, provider);
  return OpenFeature.getClient(domain);
}

afterAll(() => OpenFeature.close());

type Details = Partial<EvaluationDetails<FlagValue>>;

interface Row {
  what: string;
  ask(client: Client): Promise<Details>;
  answers: Record<Generation, Details>;
}

const both = (details: Details): Row['answers'] => ({ '0.1.3': details, newer: details });
const ada = { targetingKey: 'ada', when: new Date(0), plan: 'pro' };

const rows: Row[] = [
  {
    what: 'a value of the right type: value, reason, variant and metadata',
    ask: (client) => client.getBooleanDetails('described', false, ada),
    answers: both({
      value: true,
      reason: 'TARGETING_MATCH',
      variant: 'on',
      flagMetadata: { team: 'web', cost: 3, isNew: true },
    }),
  },
  {
    what: 'a text',
    ask: (client) => client.getStringDetails('text', 'default'),
    answers: both({ value: 'green', reason: 'STATIC', variant: 'only' }),
  },
  {
    what: 'a number',
    ask: (client) => client.getNumberDetails('number', 1),
    answers: both({ value: 0.5, reason: 'STATIC' }),
  },
  {
    what: 'an object',
    ask: (client) => client.getObjectDetails('object', {}),
    answers: both({ value: { limit: 3 }, reason: 'STATIC' }),
  },
  {
    what: 'a list, which is an object to them',
    ask: (client) => client.getObjectDetails('list', {}),
    answers: both({ value: [1, 2], reason: 'STATIC' }),
  },
  {
    what: 'a date of the context, which arrives as a text',
    ask: (client) => client.getBooleanDetails('since-1970', false, ada),
    answers: both({ value: true, reason: 'TARGETING_MATCH' }),
  },
  {
    what: 'a value of another type',
    ask: (client) => client.getStringDetails('described', 'default', ada),
    answers: both({ value: 'default', reason: 'ERROR', errorCode: ErrorCode.TYPE_MISMATCH }),
  },
  {
    what: 'null, which is no value',
    ask: (client) => client.getObjectDetails('null', { mine: true }),
    answers: {
      '0.1.3': { value: { mine: true }, reason: 'ERROR', errorCode: ErrorCode.GENERAL },
      newer: { value: { mine: true }, reason: 'STATIC', variant: 'none' },
    },
  },
  {
    what: "no value, where the caller's default is served",
    ask: (client) => client.getBooleanDetails('yours', true),
    answers: {
      '0.1.3': {
        value: true,
        reason: 'ERROR',
        errorCode: ErrorCode.GENERAL,
        errorMessage: 'The OFREP response does not match the expected format',
      },
      newer: { value: true, reason: 'UNKNOWN' },
    },
  },
  {
    what: 'no value, where the flag is off',
    ask: (client) => client.getBooleanDetails('off', true),
    answers: {
      '0.1.3': { value: true, reason: 'ERROR', errorCode: ErrorCode.GENERAL },
      newer: { value: true, reason: 'DISABLED' },
    },
  },
  {
    what: 'a flag that there is not',
    ask: (client) => client.getBooleanDetails('missing', true),
    answers: {
      '0.1.3': { value: true, reason: 'ERROR', errorCode: ErrorCode.FLAG_NOT_FOUND },
      newer: {
        value: true,
        reason: 'ERROR',
        errorCode: ErrorCode.FLAG_NOT_FOUND,
        errorMessage: 'There is no such flag',
      },
    },
  },
  {
    what: 'rules that cannot be read',
    ask: (client) => client.getBooleanDetails('unreadable', true),
    answers: both({ value: true, reason: 'ERROR', errorCode: ErrorCode.PARSE_ERROR }),
  },
  {
    what: 'a targeting key that is missing',
    ask: (client) => client.getBooleanDetails('divided', true),
    answers: both({
      value: true,
      reason: 'ERROR',
      errorCode: ErrorCode.TARGETING_KEY_MISSING,
    }),
  },
  {
    what: 'a targeting key that is none',
    ask: (client) => client.getBooleanDetails('divided', true, { targetingKey: 7 as unknown as string }),
    answers: both({ value: true, reason: 'ERROR', errorCode: ErrorCode.INVALID_CONTEXT }),
  },
  {
    what: 'a key with a slash and a blank, encoded or not',
    ask: (client) => client.getBooleanDetails('a/b c', false),
    answers: both({ value: true, reason: 'STATIC' }),
  },
];

describe.each(dialects)('the server provider on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;

  beforeAll(async () => {
    theatre = await openTheatre(dialect);
    stage = await aStage(theatre);
    const { projectId, environmentId } = stage;
    const source = { system: 'flagd', version: 'v2' };
    const value = (key: string, type: string, given: unknown) => ({
      createFlag: { projectId, key, type, variants: [{ key: 'only', value: given }], fallthrough: 'only' },
    });
    const boolean = (key: string, more: object = {}) => ({
      createFlag: { projectId, key, type: 'BOOLEAN', fallthrough: 'on', ...more },
    });
    const of = (flagKey: string) => ({ environmentId, flagKey });
    const written = { on: true, off: null, variants: { on: { value: true } }, rules: [], fallthrough: 'on' };
    const metadata = { team: 'web', cost: 3, isNew: true };
    const plan = { attr: { path: ['plan'] }, op: 'eq', values: ['pro'] };
    const since = {
      attr: { path: ['when'] },
      op: 'eq',
      values: ['1970-01-01T00:00:00.000Z'],
    };
    await stage.publish(
      value('text', 'STRING', 'green'),
      value('number', 'NUMBER', 0.5),
      value('object', 'JSON', { limit: 3 }),
      value('list', 'JSON', [1, 2]),
      ...['described', 'since-1970', 'yours', 'off', 'divided'].map((key) => boolean(key)),
      boolean('unreadable', { source }),
      boolean('a/b c', { source }),
      { createFlag: { ...value('null', 'JSON', {}).createFlag, source } },
      ...['text', 'number', 'object', 'list', 'yours', 'divided', 'a/b c'].map((key) => ({
        setFlagOn: { ...of(key), on: true },
      })),
      { setFallthrough: { ...of('yours'), serve: null } },
      { setOffVariant: { ...of('off'), variant: null } },
      { setRollout: { ...of('divided'), weights: [{ variant: 'on', weight: 100_000 }] } },
      {
        replaceConfiguration: {
          ...of('described'),
          configuration: { ...written, metadata, rules: [{ id: 'pro', when: plan, serve: 'on' }] },
        },
      },
      {
        replaceConfiguration: {
          ...of('since-1970'),
          configuration: { ...written, rules: [{ id: 'since', when: since, serve: 'on' }] },
        },
      },
      {
        replaceConfiguration: {
          ...of('unreadable'),
          configuration: { ...written, source, fallthrough: { logic: { '/=': [1, 2] } } },
        },
      },
      {
        replaceConfiguration: {
          ...of('null'),
          configuration: { ...written, source, variants: { none: { value: null } }, fallthrough: 'none' },
        },
      },
    );
  });
  afterAll(() => theatre.close());

  describe.each(generations)('of the generation %s reads', (generation) => {
    let client: Client;

    beforeAll(async () => {
      client = await openFeature(generation, theatre.server.url, stage.key);
    });

    test.each(rows)('$what', async ({ ask, answers }) => {
      expect(await ask(client)).toMatchObject(answers[generation]);
    });

    test.each([
      ['a key that is none', () => 'sbx_srv_nothing'],
      ['a credential that is no key', () => stage.ownerToken],
    ])('%s as an error, and serves the default', async (_what, credential) => {
      const other = await openFeature(generation, theatre.server.url, credential());
      expect(await other.getBooleanDetails('described', true, ada)).toMatchObject({
        value: true,
        reason: 'ERROR',
        errorCode: 'GENERAL',
      });
    });

    test('a failure of ours with its details', async () => {
      const { rulesets } = theatre.harness;
      const { at } = rulesets;
      rulesets.at = async () => {
        throw new Error('a secret of ours');
      };
      try {
        expect(await client.getBooleanDetails('described', true, ada)).toMatchObject({
          value: true,
          reason: 'ERROR',
          errorCode: 'GENERAL',
          errorMessage: 'Internal error',
        });
      } finally {
        rulesets.at = at;
      }
    });
  });
});

test.each(generations)(
  'the generation %s pauses when it is told to, without a request',
  async (generation) => {
    const limits = { ...limitDefaults, rateBurst: 500, rateRestorePerSecond: 0.01 };
    const theatre = await openTheatre('sqlite', { settings: { limits } });
    const stage = await aStage(theatre);
    await stage.createFlags('any');
    const client = await openFeature(generation, theatre.server.url, stage.key);
    const answers = await Promise.all(
      Array.from({ length: 501 }, () => client.getBooleanDetails('any', true)),
    );
    expect(answers.filter(({ errorCode }) => errorCode === undefined)).toHaveLength(500);
    const actor = await theatre.harness.operations.authenticate(`Bearer ${stage.key}`);
    const { authenticate } = theatre.harness.authenticator;
    let requests = 0;
    theatre.harness.authenticator.authenticate = async () => ((requests += 1), actor);
    expect(await client.getBooleanDetails('any', true)).toMatchObject({ value: true, errorCode: 'GENERAL' });
    expect(requests).toBe(0);
    theatre.harness.authenticator.authenticate = authenticate;
    await theatre.close();
  },
);
