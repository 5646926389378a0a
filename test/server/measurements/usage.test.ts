import { fromGlobalId } from '../../../src/server/foundation/ids';
import { ask } from '../../support/ask';
import { dialects, startHarness, type Caller, type Harness } from '../../support/harness';
import { heldClock, type HeldClock } from '../../support/held-clock';
import { mutate } from '../../support/mutate';
import { aWorld, evaluate, type World } from '../../support/world';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** In the middle of an hour, so that hours and minutes can be told apart. */
const start = Date.UTC(2026, 5, 1, 12, 30, 15);

describe.each(dialects)('usage on %s', (dialect) => {
  let clock: HeldClock;
  let harness: Harness;
  let world: World;

  beforeAll(async () => {
    clock = heldClock(start);
    harness = await startHarness(dialect, { clock });
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    world = await aWorld(harness);
  });

  const ago = (ms: number): string => new Date(clock.now() - ms).toISOString();
  const minuteOf = (ms: number): string =>
    new Date(Math.floor((clock.now() - ms) / minuteMs) * minuteMs).toISOString();
  const report = async (input: object, caller: Caller = world.aKey()) => {
    const payload = await mutate(harness, caller, 'recordMeasurements', input, 'accepted rejected');
    await harness.usageWriter.flush();
    return payload;
  };
  const count = (flagKey: string, times: number, variant: string | null, ms = 0) => ({
    flagKey,
    variant,
    count: times,
    minute: ago(ms),
  });
  const usageOf = async (since: string | null = null) => {
    const { environment } = await ask(
      harness,
      world.owner,
      `query ($id: ID!, $since: DateTime) { environment(id: $id) { flagConfigurations { nodes {
        flag { key } usage { lastEvaluatedAt perVariant(since: $since) { variant count } } } } } }`,
      { id: world.production, since },
    );
    return Object.fromEntries(
      environment.flagConfigurations.nodes.map(
        ({ flag, usage }: { flag: { key: string }; usage: unknown }) => [flag.key, usage],
      ),
    );
  };
  const namesOf = async () => {
    const { environment } = await ask(
      harness,
      world.owner,
      `query ($id: ID!) { environment(id: $id) {
        unknownFlagKeys { key count lastSeenAt } attributesSeen { kind names } } }`,
      { id: world.production },
    );
    return environment;
  };
  const staleSince = async (since: string, caller: Caller = world.owner): Promise<string[]> => {
    const { project } = await ask(
      harness,
      caller,
      `query ($id: ID!, $since: DateTime!) {
        project(id: $id) { flags(filter: { staleSince: $since }) { nodes { key } } } }`,
      { id: world.project.projectId, since },
    );
    return project.flags.nodes.map(({ key }: { key: string }) => key);
  };

  it('adds up what SDKs report, by variant, the most frequent first', async () => {
    await world.publishFlag('checkout');
    await world.publishFlag('unused');
    await report({ evaluations: [count('checkout', 3, 'off', 5 * minuteMs), count('checkout', 40, 'on')] });
    await report({ evaluations: [count('checkout', 2, 'on'), count('checkout', 7, null)] });
    expect(await usageOf()).toEqual({
      checkout: {
        lastEvaluatedAt: minuteOf(0),
        perVariant: [
          { variant: 'on', count: 42 },
          { variant: null, count: 7 },
          { variant: 'off', count: 3 },
        ],
      },
      unused: { lastEvaluatedAt: null, perVariant: [] },
    });
  });

  it('an older report moves nothing back', async () => {
    await world.publishFlag('checkout');
    await report({ evaluations: [count('checkout', 1, 'on')] });
    await report({ evaluations: [count('checkout', 1, 'on', 3 * dayMs)] });
    expect((await usageOf()).checkout.lastEvaluatedAt).toBe(minuteOf(0));
  });

  it.each([
    ['the last five minutes', 5 * minuteMs, 1],
    ['since before this hour', 45 * minuteMs, 11],
    ['the last day', dayMs, 111],
    ['since a minute that counts', 10 * minuteMs, 11],
    ['three days, in whole hours', 3 * dayMs, 1_111],
  ])('counts %s', async (_case, ms, expected) => {
    await world.publishFlag('checkout');
    const evaluations = [
      count('checkout', 1, 'on'),
      count('checkout', 10, 'on', 10 * minuteMs),
      count('checkout', 100, 'on', 5 * hourMs),
      count('checkout', 1_000, 'on', 2.5 * dayMs),
      count('checkout', 10_000, 'on', 8 * dayMs),
    ];
    await report({ evaluations });
    expect((await usageOf(ago(ms))).checkout.perVariant).toEqual([{ variant: 'on', count: expected }]);
    expect((await usageOf()).checkout.perVariant).toEqual([{ variant: 'on', count: 1_111 }]);
  });

  it('is read for a page of flags with one statement a field', async () => {
    for (const key of ['a', 'b', 'c']) await world.publishFlag(key);
    await report({ evaluations: ['a', 'b', 'c'].map((key) => count(key, 1, 'on')) });
    const { statements } = await harness.statementsOf(() => usageOf());
    expect(statements.filter((each) => each.includes('flag_usage'))).toHaveLength(1);
    expect(statements.filter((each) => each.includes('evaluation_counts'))).toHaveLength(1);
  });

  it('counts what the server evaluates for SDK keys, and nothing that a member looks up', async () => {
    await world.publishFlag('checkout');
    const subjects = [{ targetingKey: 'ada' }, { targetingKey: 'alan' }];
    const flagKeys = ['checkout', 'ghost'];
    await evaluate(harness, world.aKey(), { subjects, flagKeys });
    await evaluate(harness, world.aKey(), { subjects, flagKeys, asOf: { revision: '1' } });
    await evaluate(harness, world.owner, { environmentId: world.production, subjects, flagKeys });
    await harness.usageWriter.flush();
    expect((await usageOf()).checkout).toEqual({
      lastEvaluatedAt: minuteOf(0),
      perVariant: [{ variant: 'on', count: 2 }],
    });
    expect((await namesOf()).unknownFlagKeys).toEqual([{ key: 'ghost', count: 2, lastSeenAt: minuteOf(0) }]);
  });

  it('sends no statement on the way of an evaluation', async () => {
    await world.publishFlag('checkout');
    const ask20 = () =>
      evaluate(harness, world.aKey(), { subjects: [{ targetingKey: 'ada' }], flagKeys: ['checkout'] });
    await ask20();
    const { statements } = await harness.statementsOf(ask20);
    expect(statements).toEqual([]);
  });

  it('finds flags that nobody has evaluated in any environment since', async () => {
    await world.publishFlag('used');
    await world.publishFlag('used-in-staging');
    await world.publishFlag('used-long-ago');
    await world.publishFlag('never');
    clock.advance(10 * dayMs);
    await world.publishFlag('new');
    const staging = world.aKey({ environmentId: fromGlobalId('Environment', world.staging) });
    await report({
      evaluations: [count('used', 1, 'on', dayMs), count('used-long-ago', 1, 'on', 9 * dayMs)],
    });
    await report({ evaluations: [count('used-in-staging', 1, 'off', dayMs)] }, staging);
    expect((await staleSince(ago(5 * dayMs))).sort()).toEqual(['never', 'used-long-ago']);
    expect(await staleSince(ago(20 * dayMs))).toEqual([]);
  });

  it('usage of a flag of the same key elsewhere is another flag’s', async () => {
    await world.publishFlag('checkout');
    const other = await aWorld(harness);
    await other.publishFlag('checkout');
    clock.advance(minuteMs);
    await report({ evaluations: [count('checkout', 5, 'on')] }, other.aKey());
    expect((await usageOf()).checkout).toEqual({ lastEvaluatedAt: null, perVariant: [] });
    expect(await staleSince(ago(0))).toEqual(['checkout']);
  });

  it('a key that no flag has is told until a flag has it', async () => {
    await report({ evaluations: [count('soon', 4, null, minuteMs), count('later', 1, null)] });
    expect((await namesOf()).unknownFlagKeys).toEqual([
      { key: 'later', count: 1, lastSeenAt: minuteOf(0) },
      { key: 'soon', count: 4, lastSeenAt: minuteOf(minuteMs) },
    ]);
    await world.publishFlag('soon');
    expect((await namesOf()).unknownFlagKeys).toMatchObject([{ key: 'later' }]);
  });

  it('a client key counts the flags that it shows; of others nobody learns that they are there', async () => {
    await world.publishFlag('shown', { clientSide: true });
    await world.publishFlag('hidden');
    const key = world.aKey({ keyKind: 'CLIENT' });
    const [hidden, missing] = [
      await report({ evaluations: [count('hidden', 1, null)] }, key),
      await report({ evaluations: [count('missing', 1, null)] }, key),
    ];
    expect(hidden).toEqual(missing);
    await report({ evaluations: [count('shown', 1, 'on')] }, key);
    const usage = await usageOf();
    expect(usage.shown.perVariant).toEqual([{ variant: 'on', count: 1 }]);
    expect(usage.hidden).toEqual({ lastEvaluatedAt: null, perVariant: [] });
    expect((await namesOf()).unknownFlagKeys).toMatchObject([{ key: 'missing' }]);
  });

  it('keeps the names of attributes, by kind of context, and their values nowhere', async () => {
    await world.publishFlag('checkout');
    const subject = {
      contexts: { user: { key: 'secret-ada', plan: 'secret-pro' }, company: { key: 'secret-acme' } },
    };
    await evaluate(harness, world.aKey(), { subjects: [subject], flagKeys: ['checkout'] });
    await report({ attributes: [{ names: ['country'] }, { kind: 'device', names: ['model'] }] });
    expect((await namesOf()).attributesSeen).toEqual([
      { kind: 'company', names: ['key'] },
      { kind: 'device', names: ['model'] },
      { kind: 'user', names: ['country', 'key', 'plan'] },
    ]);
    for (const table of ['seen_names', 'evaluation_counts', 'flag_usage', 'exposures', 'metric_events']) {
      const rows = await harness.database.read.query(`SELECT * FROM ${table} WHERE organization_id = ?`, [
        world.organizationId,
      ]);
      expect(JSON.stringify(rows)).not.toContain('secret');
    }
  });

  it('keeps the names that were seen last when clients make them up', async () => {
    const ghosts = (from: number) =>
      Array.from({ length: 200 }, (_, position) => count(`ghost-${from + position}`, 1, null));
    await report({ evaluations: ghosts(0) });
    clock.advance(minuteMs);
    await report({ evaluations: ghosts(200) });
    const keys: { key: string }[] = (await namesOf()).unknownFlagKeys;
    expect(keys).toHaveLength(250);
    const newest = keys.slice(0, 200).map(({ key }) => Number(key.split('-')[1]));
    expect(Math.min(...newest)).toBe(200);
  });

  it('what could not be written is written later, and counted once', async () => {
    await world.publishFlag('checkout');
    const { database } = harness;
    const transaction = database.transaction.bind(database);
    database.transaction = () => Promise.reject(new Error('the database is away'));
    try {
      await mutate(harness, world.aKey(), 'recordMeasurements', {
        evaluations: [count('checkout', 5, 'on')],
      });
      await harness.usageWriter.flush();
    } finally {
      database.transaction = transaction;
    }
    expect((await usageOf()).checkout.lastEvaluatedAt).toBeNull();
    await harness.usageWriter.flush();
    await harness.usageWriter.flush();
    expect((await usageOf()).checkout.perVariant).toEqual([{ variant: 'on', count: 5 }]);
  });

  it('an SDK key sees none of it', async () => {
    const query = `query ($id: ID!) { environment(id: $id) { unknownFlagKeys { key } attributesSeen { kind } } }`;
    const { errors } = await harness.execute(world.aKey(), query, { id: world.production });
    expect(errors?.[0].extensions?.code).toBe('FORBIDDEN');
  });
});
