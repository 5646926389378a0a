import { dialects } from '../../support/databases';
import { ofrepClient, type OfrepClient } from '../../support/ofrep';
import { hasOfrepSchema, withoutOfrepSchema } from '../../support/ofrep-schema';
import type { HttpAnswer } from '../../support/requests';
import { aStage, openTheatre, type Stage, type Theatre } from '../delivery/stage';

if (!hasOfrepSchema) test.skip(withoutOfrepSchema, () => undefined);

const ada = { targetingKey: 'ada' };
const bob = { targetingKey: 'bob' };
const byPlan = { attr: { path: ['plan'] }, op: 'eq', values: ['pro'] };

describe.each(dialects)('all flags over OFREP on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;
  let server: OfrepClient;
  let browser: OfrepClient;

  beforeAll(async () => {
    theatre = await openTheatre(dialect);
  });
  beforeEach(async () => {
    stage = await aStage(theatre);
    const { projectId, environmentId } = stage;
    const flag = (key: string, more: object = {}) => ({
      createFlag: { projectId, key, type: 'BOOLEAN', fallthrough: 'on', clientSide: true, ...more },
    });
    const isOn = (flagKey: string) => ({ setFlagOn: { environmentId, flagKey, on: true } });
    await stage.publish(
      { createSegment: { projectId, key: 'secret-audience' } },
      flag('banner'),
      flag('divided'),
      flag('planned'),
      flag('secret', { clientSide: false }),
      ...['banner', 'divided', 'planned', 'secret'].map(isOn),
      { setRollout: { environmentId, flagKey: 'divided', weights: [{ variant: 'on', weight: 100_000 }] } },
      { addRule: { environmentId, flagKey: 'planned', when: byPlan, serve: 'off', ruleId: 'secret-rule' } },
      {
        addRule: {
          environmentId,
          flagKey: 'banner',
          when: { segment: 'secret-audience' },
          serve: 'off',
          ruleId: 'secret-other',
        },
      },
    );
    server = ofrepClient(theatre.server.url, stage.key);
    browser = ofrepClient(theatre.server.url, await stage.clientKey());
  });
  afterAll(() => theatre.close());

  const keysIn = ({ json }: HttpAnswer): string[] => json.flags.map(({ key }: { key: string }) => key).sort();

  const held = (answer: HttpAnswer): { headers: Record<string, string> } => ({
    headers: { 'if-none-match': String(answer.headers.etag) },
  });

  test('a key is told of every flag that it shows, each in the words of one flag alone', async () => {
    const answer = await server.flags({ context: ada });
    expect(answer.status).toBe(200);
    expect(keysIn(answer)).toEqual(['banner', 'divided', 'planned', 'secret']);
    for (const flag of answer.json.flags as { key: string }[]) {
      expect((await server.flag(flag.key, { context: ada })).json).toEqual(flag);
    }
  });

  test('what one flag lacks spoils no other', async () => {
    const { status, json } = await server.flags({ context: {} });
    expect(status).toBe(200);
    expect(json.flags).toContainEqual({
      key: 'divided',
      errorCode: 'TARGETING_KEY_MISSING',
      errorDetails: expect.any(String),
    });
    expect(json.flags).toContainEqual({ key: 'banner', reason: 'UNKNOWN', variant: 'on', value: true });
  });

  test('neither rules nor flags that are not for clients are in any word to a client key', async () => {
    const answer = await browser.flags({ context: { ...ada, plan: 'pro' } });
    expect(keysIn(answer)).toEqual(['banner', 'divided', 'planned']);
    expect(answer.text).not.toMatch(/secret|audience|rule|segment|100000/);
  });

  test('a key narrowed to tags is told of those flags', async () => {
    const { projectId } = stage;
    await stage.publish({ createFlag: { projectId, key: 'tagged', type: 'BOOLEAN', tags: ['web'] } });
    const { key } = await stage.keyFor('web');
    expect(keysIn(await ofrepClient(theatre.server.url, key).flags())).toEqual(['tagged']);
  });

  test('the set says at which revision it was evaluated', async () => {
    const revision = await stage.setOn('banner', false);
    expect((await browser.flags()).json.metadata).toEqual({ version: String(revision) });
  });

  describe('the entity tag', () => {
    test('is answered with 304 and nothing else, as long as it holds', async () => {
      const answer = await browser.flags({ context: ada });
      expect(answer.headers).toMatchObject({
        etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) as string,
        'cache-control': 'private, no-cache',
      });
      const again = await browser.flags({ context: ada, ...held(answer) });
      expect(again).toMatchObject({ status: 304, text: '', headers: { etag: answer.headers.etag } });
      const weak = { 'if-none-match': `"another", W/${answer.headers.etag}` };
      expect((await browser.flags({ context: ada, headers: weak })).status).toBe(304);
      expect((await browser.flags({ context: ada, headers: { 'if-none-match': '"another"' } })).status).toBe(
        200,
      );
    });

    test('is the same however the context is written', async () => {
      const answer = await browser.flags({ context: { targetingKey: 'ada', plan: 'pro' } });
      const other = { context: { plan: 'pro', targetingKey: 'ada' }, ...held(answer) };
      expect((await browser.flags(other)).status).toBe(304);
    });

    test.each([
      ['another attribute of the same user', { ...ada, plan: 'pro' }],
      ['another user', bob],
    ])('is another for %s', async (_who, context) => {
      const answer = await browser.flags({ context: ada });
      const other = await browser.flags({ context, ...held(answer) });
      expect(other.status).toBe(200);
      expect(other.headers.etag).not.toBe(answer.headers.etag);
    });

    test('moves with a change that the context feels, and with no other', async () => {
      const { environmentId } = stage;
      const answer = await browser.flags({ context: ada });
      await stage.setOn('secret', false);
      const when = { attr: { path: ['plan'] }, op: 'eq', values: ['gold'] };
      await stage.publish({ addRule: { environmentId, flagKey: 'planned', when, serve: 'off' } });
      expect((await browser.flags({ context: ada, ...held(answer) })).status).toBe(304);
      await stage.setOn('banner', false);
      const changed = await browser.flags({ context: ada, ...held(answer) });
      expect(changed.status).toBe(200);
      expect(changed.json.flags).toContainEqual({
        key: 'banner',
        reason: 'DISABLED',
        variant: 'off',
        value: false,
      });
    });

    test('moves when a schedule strikes, without any change', async () => {
      const { environmentId } = stage;
      const when = {
        attr: { builtin: 'now' },
        op: 'gte',
        as: 'date',
        values: [new Date(theatre.clock.now() + 60_000).toISOString()],
      };
      await stage.publish({ addRule: { environmentId, flagKey: 'banner', when, serve: 'off' } });
      const answer = await browser.flags({ context: ada });
      expect((await browser.flags({ context: ada, ...held(answer) })).status).toBe(304);
      theatre.clock.advance(60_000);
      expect((await browser.flags({ context: ada, ...held(answer) })).status).toBe(200);
    });

    test('moves when the address of the stream is another, which a client of 304 would never learn', async () => {
      const answer = await browser.flags({ context: ada });
      theatre.clock.advance(3_600_000);
      const later = await browser.flags({ context: ada, ...held(answer) });
      expect(later.status).toBe(200);
      expect(later.json.eventStreams).not.toEqual(answer.json.eventStreams);
    });

    test("of one key is none of another's", async () => {
      const answer = await server.flags({ context: ada });
      expect((await browser.flags({ context: ada, ...held(answer) })).status).toBe(200);
    });
  });

  test('who was told to ask by another node is never answered with what was before', async () => {
    const { databaseUrl } = theatre.harness.settings;
    const other = await openTheatre(dialect, { databaseUrl });
    try {
      const there = ofrepClient(other.server.url, stage.key);
      await there.flags({ context: ada });
      await stage.setOn('banner', false);
      const { json } = await server.flags({ context: ada });
      const since = new URL(json.eventStreams[0].endpoint.requestUri, 'http://any').searchParams.get('since');
      const query = `?${new URLSearchParams({ flagConfigEtag: String(since), flagConfigLastModified: '1' })}`;
      const told = await there.flags({ context: ada }, query);
      expect(told.json.metadata).toEqual(json.metadata);
      expect(told.json.flags).toContainEqual(expect.objectContaining({ key: 'banner', reason: 'DISABLED' }));
      expect((await there.flags({ context: ada }, '?flagConfigEtag=forged')).status).toBe(200);
    } finally {
      await other.close();
    }
  });
});
