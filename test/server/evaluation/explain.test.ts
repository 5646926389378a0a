import { dialects, startHarness, type Caller, type Harness } from '../../support/harness';
import { aWorld, evaluate, type World } from '../../support/world';

const document = /* GraphQL */ `
  query Explain($environmentId: ID, $flagKey: String!, $subject: Subject!, $asOf: AsOf, $now: DateTime) {
    explain(environmentId: $environmentId, flagKey: $flagKey, subject: $subject, asOf: $asOf, now: $now) {
      flagKey
      revision
      now
      on
      message
      evaluation {
        flagKey
        value
        variant
        reason
        ruleId
        error
      }
      rules {
        ruleId
        description
        reason
        reached
        matched
        served
        when
        serve
      }
      fallthrough
    }
  }
`;

describe.each(dialects)('explaining over GraphQL on %s', (dialect) => {
  let harness: Harness;
  let world: World;

  beforeAll(async () => {
    harness = await startHarness(dialect);
    world = await aWorld(harness);
    const { projectId } = world.project;
    await world.publish({
      createSegment: { projectId, key: 'staff', when: { attr: { path: ['staff'] }, op: 'exists' } },
    });
    await world.publishFlag(
      'banner',
      { tags: ['site'] },
      { addRule: { ruleId: 'staff-first', when: { segment: 'staff' }, serve: 'off' } },
      {
        addRule: {
          ruleId: 'pro',
          when: { attr: { path: ['plan'] }, op: 'eq', as: 'strict', values: ['pro'] },
          serve: 'off',
        },
      },
    );
    await world.publishFlag('other');
  });
  afterAll(() => harness.close());

  const explain = (caller: Caller, variables: object = {}) =>
    harness.execute(caller, document, {
      environmentId: world.production,
      flagKey: 'banner',
      subject: { targetingKey: 'ada', plan: 'pro' },
      ...variables,
    });

  it('says of every rule whether it was reached, whether it held and what it read', async () => {
    const { data } = await explain(world.owner);
    expect(data.explain).toMatchObject({
      flagKey: 'banner',
      revision: '3',
      on: true,
      message: null,
      evaluation: { variant: 'off', reason: 'RULE', ruleId: 'pro' },
      rules: [
        { ruleId: 'staff-first', reached: true, matched: false, served: false },
        {
          ruleId: 'pro',
          reached: true,
          matched: true,
          served: true,
          when: { kind: 'test', attribute: 'user.plan', read: 'pro', expected: ['pro'], held: true },
        },
      ],
      fallthrough: null,
    });
  });

  it.each([
    ['a rule serves', { targetingKey: 'ada', plan: 'pro' }],
    ['another rule serves', { targetingKey: 'ada', staff: true }],
    ['no rule serves', { targetingKey: 'ada' }],
    ['there is no user at all', { contexts: {} }],
  ])('agrees with evaluate where %s', async (_case, subject) => {
    const { data } = await explain(world.owner, { subject });
    const [evaluated] = await evaluate(harness, world.owner, {
      environmentId: world.production,
      subjects: [subject],
      flagKeys: ['banner'],
    });
    expect([data.explain.evaluation]).toEqual(evaluated.evaluations);
    expect(data.explain.revision).toBe(evaluated.revision);
  });

  it('explains the past at its time', async () => {
    const { data } = await explain(world.owner, { asOf: { revision: '2' } });
    const { committedAt } = await harness
      .execute(
        world.owner,
        /* GraphQL */ `
          query ($id: ID!) {
            environment(id: $id) {
              history(first: 2) {
                nodes {
                  revision
                  committedAt
                }
              }
            }
          }
        `,
        { id: world.production },
      )
      .then((answer) => answer.data.environment.history.nodes[1]);
    expect(data.explain).toMatchObject({ revision: '2', now: committedAt });
  });

  it.each([
    ['a flag that does not exist', () => world.owner, { flagKey: 'ghost' }],
    ['a flag outside the key’s tags', () => world.aKey({ tags: ['site'] }), { flagKey: 'other' }],
  ])('%s has no explanation', async (_case, caller, variables) => {
    expect(await explain(caller(), variables)).toEqual({ data: { explain: null } });
  });

  it('a server key is told, within its tags', async () => {
    const { data } = await explain(world.aKey({ tags: ['site'] }));
    expect(data.explain.evaluation.ruleId).toBe('pro');
  });

  it('a client key is not told', async () => {
    const { data, errors } = await explain(world.aKey({ keyKind: 'CLIENT' }));
    expect(data).toEqual({ explain: null });
    expect(errors?.[0]).toMatchObject({
      message: 'A client key may evaluate flags, not see how they work',
      extensions: { code: 'FORBIDDEN' },
    });
  });
});
