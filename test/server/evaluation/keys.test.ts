import { dialects, startHarness, type Caller, type Harness } from '../../support/harness';
import { aWorld, evaluate, type World } from '../../support/world';

const ada = { targetingKey: 'ada' };
const secrets = ['rule-for-insiders', 'insiders', 'seed-of-teaser', 'engine-room', '37123', '62877'];

describe.each(dialects)('what keys may evaluate on %s', (dialect) => {
  let harness: Harness;
  let world: World;

  beforeAll(async () => {
    harness = await startHarness(dialect);
    world = await aWorld(harness);
    const { projectId } = world.project;
    await world.publish({
      createSegment: { projectId, key: 'insiders', when: { attr: { path: ['staff'] }, op: 'exists' } },
    });
    await world.publishFlag('engine-room');
    await world.publishFlag(
      'teaser',
      { clientSide: true, tags: ['site'], seed: 'seed-of-teaser' },
      { addRule: { ruleId: 'rule-for-insiders', when: { segment: 'insiders' }, serve: 'on' } },
      {
        setRollout: {
          weights: [
            { variant: 'on', weight: 37_123 },
            { variant: 'off', weight: 62_877 },
          ],
        },
      },
    );
    await world.publishFlag(
      'checkout',
      { clientSide: true, tags: ['shop'] },
      { addPrerequisite: { prerequisiteKey: 'engine-room', variants: ['on'] } },
    );
  });
  afterAll(() => harness.close());

  const client = (tags: string[] | null = null) => world.aKey({ keyKind: 'CLIENT', tags });
  const server = (tags: string[] | null = null) => world.aKey({ tags });
  const ask = (caller: Caller, variables: object = {}) =>
    evaluate(harness, caller, { subjects: [ada], ...variables });
  const keysSeen = async (caller: Caller) => {
    const [{ evaluations }] = await ask(caller);
    return evaluations.map(({ flagKey }) => flagKey).sort();
  };

  it.each([
    ['a client key', () => client(), ['checkout', 'teaser']],
    ['a client key for a tag', () => client(['shop']), ['checkout']],
    ['a server key', () => server(), ['checkout', 'engine-room', 'teaser']],
    ['a server key for a tag, with prerequisites', () => server(['shop']), ['checkout', 'engine-room']],
    ['a server key for a tag without', () => server(['site']), ['teaser']],
  ])('%s sees its flags when it names none', async (_case, key, seen) => {
    expect(await keysSeen(key())).toEqual(seen);
  });

  it.each([
    ['a client key and a flag that is not marked for clients', () => client(), 'engine-room'],
    ['a client key for a tag and a flag without it', () => client(['shop']), 'teaser'],
    ['a server key for a tag and a flag without it', () => server(['shop']), 'teaser'],
  ])('%s: it answers exactly like a flag that does not exist', async (_case, key, hidden) => {
    const [{ evaluations }] = await ask(key(), { flagKeys: [hidden, 'ghost'] });
    const [answer, missing] = evaluations;
    expect(missing.error).toBe('FLAG_NOT_FOUND');
    expect({ ...answer, flagKey: 'ghost' }).toEqual(missing);
  });

  it('a client key gets the right value of a flag whose prerequisite it does not see', async () => {
    const place = { environmentId: world.production, flagKey: 'engine-room' };
    const answer = async () => (await ask(client(), { flagKeys: ['checkout'] }))[0].evaluations[0];
    expect(await answer()).toMatchObject({ value: true, variant: 'on', error: null });
    await world.publish({ setFlagOn: { ...place, on: false } });
    expect(await answer()).toMatchObject({
      value: false,
      variant: 'off',
      reason: 'PREREQUISITE',
      ruleId: null,
    });
    await world.publish({ setFlagOn: { ...place, on: true } });
  });

  it('nothing of how flags work is in all that a client key is answered', async () => {
    const subjects = [
      ...Array.from({ length: 50 }, (_, index) => ({ targetingKey: `user-${index}` })),
      { targetingKey: 'ada', staff: true },
    ];
    const text = JSON.stringify(await ask(client(), { subjects }));
    expect(text).toContain('"variant":"on"');
    expect(text).toContain('"variant":"off"');
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).not.toContain('"ruleId":"');
    const known = JSON.stringify(await ask(server(), { subjects }));
    expect(known).toContain('rule-for-insiders');
  });

  it.each([
    ['a revision', { asOf: { revision: '1' } }],
    ['a time in the past', { asOf: { time: '2020-01-01T00:00:00Z' } }],
    ['a clock', { now: '2100-01-01T00:00:00Z' }],
  ])('a client key may not choose %s', async (_case, variables) => {
    await expect(ask(client(), variables)).rejects.toThrow(
      'FORBIDDEN: A client key evaluates the newest revision at the present: leave out `asOf` and `now`',
    );
  });

  it.each([
    ['a server key', () => server()],
    ['a client key', () => client()],
  ])('%s may name its own environment and no other', async (_case, key) => {
    const { staging, production } = world;
    expect(await ask(key(), { environmentId: production })).toHaveLength(1);
    for (const environmentId of [staging, (await aWorld(harness)).production, 'nonsense']) {
      await expect(ask(key(), { environmentId })).rejects.toThrow('NOT_FOUND: Environment not found');
    }
  });

  it('a member must name an environment, of their own organization', async () => {
    await expect(ask(world.owner)).rejects.toThrow(
      'BAD_USER_INPUT: `environmentId` is needed: only an SDK key implies one',
    );
    const { production } = await aWorld(harness);
    await expect(ask(world.owner, { environmentId: production })).rejects.toThrow(
      'NOT_FOUND: Environment not found',
    );
  });

  it('a member with a role in one environment evaluates there, and sees no other', async () => {
    const grant = {
      role: 'VIEWER' as const,
      projectId: client().projectId,
      environmentId: client().environmentId,
    };
    const viewer = { ...world.owner, grants: [grant] };
    expect(await ask(viewer, { environmentId: world.production })).toHaveLength(1);
    await expect(ask(viewer, { environmentId: world.staging })).rejects.toThrow('NOT_FOUND');
  });

  it('nobody evaluates without a credential', async () => {
    await expect(ask(null, { environmentId: world.production })).rejects.toThrow('UNAUTHENTICATED');
  });

  it('lets a client key evaluate less in one operation: anybody may have it', async () => {
    const names = Array.from({ length: 250 }, (_, position) => `flag-${position}`);
    const subjects = (count: number) => Array.from({ length: count }, () => ada);
    expect(await ask(client(), { subjects: subjects(20), flagKeys: names })).toHaveLength(20);
    await expect(ask(client(), { subjects: subjects(21), flagKeys: names })).rejects.toThrow(
      'One operation takes at most 5000 evaluations',
    );
    expect(await ask(server(), { subjects: subjects(21), flagKeys: names })).toHaveLength(21);
  });
});
