import { dialects, startHarness, type Harness } from '../../support/harness';
import { aWorld, evaluate, type World } from '../../support/world';

const ada = { targetingKey: 'ada' };
const forPro = {
  addRule: {
    ruleId: 'pro',
    when: { attr: { path: ['plan'] }, op: 'eq', as: 'strict', values: ['pro'] },
    serve: 'off',
  },
};

describe.each(dialects)('evaluating over GraphQL on %s', (dialect) => {
  let harness: Harness;
  let world: World;

  beforeAll(async () => {
    harness = await startHarness(dialect);
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    world = await aWorld(harness);
  });

  const ask = (variables: object, caller = world.owner as Parameters<typeof evaluate>[1]) =>
    evaluate(harness, caller, { environmentId: world.production, subjects: [ada], ...variables });
  const variants = async (variables: object, caller?: Parameters<typeof evaluate>[1]) =>
    (await ask(variables, caller)).map(({ evaluations }) => evaluations.map(({ variant }) => variant));

  it('answers each subject in order, with the revision, value, variant, reason and rule', async () => {
    await world.publishFlag('banner', {}, forPro);
    const subjects = [ada, { contexts: { user: { key: 'bob', plan: 'pro' } } }];
    const served = { flagKey: 'banner', error: null };
    expect(await ask({ subjects })).toEqual([
      {
        revision: '1',
        evaluations: [{ ...served, value: true, variant: 'on', reason: 'DEFAULT', ruleId: null }],
      },
      {
        revision: '1',
        evaluations: [{ ...served, value: false, variant: 'off', reason: 'RULE', ruleId: 'pro' }],
      },
    ]);
  });

  it('reads what was published before it on this node', async () => {
    await world.publishFlag('banner');
    expect(await variants({})).toEqual([['on']]);
    await world.publish({ setFlagOn: { environmentId: world.production, flagKey: 'banner', on: false } });
    expect(await variants({})).toEqual([['off']]);
  });

  it('evaluates 50 flags for 100 subjects with one ruleset, loaded in one statement and compiled once', async () => {
    const { projectId } = world.project;
    const keys = Array.from({ length: 50 }, (_, index) => `flag-${index}`);
    await world.publish(...keys.map((key) => ({ createFlag: { projectId, key, type: 'BOOLEAN' } })));
    const subjects = Array.from({ length: 100 }, (_, index) => ({ targetingKey: `user-${index}` }));
    const compiledBefore = harness.rulesets.counts.compiled;
    const key = world.aKey();

    const cold = await harness.statementsOf(() => ask({ subjects, flagKeys: keys }, key));
    expect(cold.result.flatMap(({ evaluations }) => evaluations)).toHaveLength(5_000);
    expect(cold.statements).toHaveLength(1);
    expect(harness.rulesets.counts.compiled - compiledBefore).toBe(1);

    const warm = await harness.statementsOf(() => ask({ subjects, flagKeys: keys }, key));
    expect(warm.statements).toEqual([]);
    expect(harness.rulesets.counts.compiled - compiledBefore).toBe(1);
  });

  it('folds the evaluations of fields anywhere in an operation into the same ruleset', async () => {
    for (const key of ['banner', 'checkout']) await world.publishFlag(key, {}, forPro);
    const compiledBefore = harness.rulesets.counts.compiled;
    const { data, errors } = await harness.execute(
      world.owner,
      /* GraphQL */ `
        query ($project: ID!, $environment: ID!, $ada: Subject!, $bob: Subject!) {
          project(id: $project) {
            flags {
              nodes {
                key
                forAda: evaluate(environmentId: $environment, subject: $ada) {
                  variant
                }
                configuration(environmentId: $environment) {
                  forBob: evaluate(subject: $bob) {
                    variant
                  }
                }
              }
            }
          }
          evaluate(environmentId: $environment, subjects: [$ada, $bob]) {
            evaluations {
              variant
            }
          }
        }
      `,
      {
        project: world.project.projectId,
        environment: world.production,
        ada,
        bob: { targetingKey: 'bob', plan: 'pro' },
      },
    );
    expect(errors).toBeUndefined();
    const each = { forAda: { variant: 'on' }, configuration: { forBob: { variant: 'off' } } };
    expect(data.project.flags.nodes).toEqual([
      { key: 'banner', ...each },
      { key: 'checkout', ...each },
    ]);
    expect(data.evaluate).toEqual([
      { evaluations: [{ variant: 'on' }, { variant: 'on' }] },
      { evaluations: [{ variant: 'off' }, { variant: 'off' }] },
    ]);
    expect(harness.rulesets.counts.compiled - compiledBefore).toBe(1);
  });

  it('evaluates a configuration of the past at its revision, with what its segments said then', async () => {
    const { projectId } = world.project;
    const staff = { environmentId: world.production, segmentKey: 'staff' };
    await world.publish({ createSegment: { projectId, key: 'staff', when: true } });
    const forStaff = { addRule: { ruleId: 'staff', when: { segment: 'staff' }, serve: 'off' } };
    await world.publishFlag('banner', {}, forStaff);
    await world.publish({ putSegment: { ...staff, when: false } });
    const { data } = await harness.execute(
      world.owner,
      /* GraphQL */ `
        query ($project: ID!, $environment: ID!, $ada: Subject!) {
          project(id: $project) {
            flag(key: "banner") {
              then: configuration(environmentId: $environment, asOf: { revision: "2" }) {
                evaluate(subject: $ada) {
                  variant
                }
              }
              now: configuration(environmentId: $environment) {
                evaluate(subject: $ada) {
                  variant
                }
              }
            }
          }
        }
      `,
      { project: world.project.projectId, environment: world.production, ada },
    );
    expect(data.project.flag).toEqual({
      then: { evaluate: { variant: 'off' } },
      now: { evaluate: { variant: 'on' } },
    });
  });

  it('sees history as it was, by revision and by time', async () => {
    await world.publishFlag('banner');
    const banner = { environmentId: world.production, flagKey: 'banner' };
    await world.publish({ setFlagOn: { ...banner, on: false } });
    const [{ committedAt }] = (await harness
      .execute(
        world.owner,
        /* GraphQL */ `
          query ($id: ID!) {
            environment(id: $id) {
              history {
                nodes {
                  committedAt
                }
              }
            }
          }
        `,
        { id: world.production },
      )
      .then(({ data }) => data.environment.history.nodes)) as { committedAt: string }[];
    const justBefore = new Date(Date.parse(committedAt) - 1).toISOString();

    expect(await variants({})).toEqual([['off']]);
    expect(await variants({ asOf: { revision: '1' } })).toEqual([['on']]);
    expect(await variants({ asOf: { revision: '2' } })).toEqual([['off']]);
    expect(await variants({ asOf: { time: committedAt } })).toEqual([['off']]);
    expect(await variants({ asOf: { time: justBefore } })).toEqual([['on']]);
    expect(await ask({ asOf: { revision: '0' } })).toEqual([{ revision: '0', evaluations: [] }]);
  });

  it('refuses a future, two points in time at once, and none', async () => {
    await world.publishFlag('banner');
    await expect(ask({ asOf: { revision: '2' } })).rejects.toThrow(
      'BAD_USER_INPUT: Revision 2 does not exist yet; the newest is 1',
    );
    await expect(ask({ asOf: { time: '2999-01-01T00:00:00Z' } })).rejects.toThrow(
      'BAD_USER_INPUT: 2999-01-01T00:00:00.000Z lies in the future',
    );
    const both = { revision: '1', time: '2020-01-01T00:00:00Z' };
    await expect(ask({ asOf: both })).rejects.toThrow('Exactly one key must be specified');
    await expect(ask({ asOf: {} })).rejects.toThrow('Exactly one key must be specified');
  });

  it('sees the past with the clock of its commit, and any revision at a time that is given', async () => {
    const opening = Date.parse('2100-01-01T00:00:00Z');
    const launch = {
      addRule: {
        ruleId: 'launch',
        when: { attr: { builtin: 'now' }, op: 'gte', as: 'date', values: [opening] },
        serve: 'off',
      },
    };
    await world.publishFlag('banner', {}, launch);
    expect(await variants({})).toEqual([['on']]);
    expect(await variants({ now: '2100-01-01T00:00:00Z' })).toEqual([['off']]);
    expect(await variants({ asOf: { revision: '1' } })).toEqual([['on']]);
    expect(await variants({ asOf: { revision: '1' }, now: '2100-01-01T00:00:00Z' })).toEqual([['off']]);
  });

  it.each([
    [
      'more than 250 subjects',
      { subjects: Array.from({ length: 251 }, () => ada) },
      '`subjects` takes at most 250 entries, 251 were given',
    ],
    [
      'more than 250 keys',
      { flagKeys: Array.from({ length: 251 }, () => 'banner') },
      '`flagKeys` takes at most 250 entries, 251 were given',
    ],
    ['a subject that is no object', { subjects: ['ada'] }, '`subjects.0`: a subject must be an object'],
    [
      'a subject with a part that is none',
      { subjects: [ada, { contexts: { user: 7 } }] },
      '`subjects.1.contexts.user`: a context must be an object',
    ],
  ])('refuses %s', async (_case, variables, message) => {
    await expect(ask(variables)).rejects.toThrow(`BAD_USER_INPUT: ${message}`);
  });

  it('answers for a flag that does not exist like the engine, and for no subjects with none', async () => {
    const [{ evaluations }] = await ask({ flagKeys: ['ghost'] });
    expect(evaluations).toEqual([
      {
        flagKey: 'ghost',
        value: null,
        variant: null,
        reason: 'ERROR',
        ruleId: null,
        error: 'FLAG_NOT_FOUND',
      },
    ]);
    expect(await ask({ subjects: [] })).toEqual([]);
  });

  it('asks of a project’s flag in environments of that project only', async () => {
    const other = await aWorld(harness);
    await world.publishFlag('banner');
    const { data } = await harness.execute(
      world.owner,
      /* GraphQL */ `
        query ($id: ID!) {
          project(id: $id) {
            flag(key: "banner") {
              id
            }
          }
        }
      `,
      { id: world.project.projectId },
    );
    const evaluateIn = async (environment: string) =>
      harness.execute(
        world.owner,
        /* GraphQL */ `
          query ($flag: ID!, $environment: ID!) {
            flag(id: $flag) {
              evaluate(environmentId: $environment, subject: { targetingKey: "ada" }) {
                variant
              }
            }
          }
        `,
        { flag: data.project.flag.id, environment },
      );
    expect((await evaluateIn(world.production)).data.flag.evaluate).toEqual({ variant: 'on' });
    expect((await evaluateIn(other.production)).errors?.[0]).toMatchObject({
      message: 'Environment not found',
      extensions: { code: 'NOT_FOUND' },
    });
  });
});
