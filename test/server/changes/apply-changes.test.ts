import { aProject, applyChanges, publish, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';
import type { TestOrganization } from '../../support/organizations';

describe.each(dialects)('applyChanges on %s', (dialect) => {
  let harness: Harness;
  let organization: TestOrganization;
  let project: TestProject<'staging' | 'production'>;
  let production: string;
  let staging: string;

  beforeAll(async () => {
    harness = await startHarness(dialect);
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    organization = await harness.anOrganization();
    project = await aProject(harness, organization, 'staging', 'production');
    ({ production, staging } = project.environments);
  });

  const apply = (changes: object[], options = {}) =>
    applyChanges(harness, organization.owner, changes, options);
  const published = (...changes: object[]) => publish(harness, organization.owner, ...changes);
  const createFlag = (key: string, more: object = {}) => ({
    createFlag: { projectId: project.projectId, key, type: 'BOOLEAN', ...more },
  });
  const checkout = () => ({ environmentId: production, flagKey: 'checkout' });
  const count = async (table: string): Promise<number> => {
    const [row] = (await harness.database.read.query(
      `SELECT COUNT(*) AS n FROM ${table} WHERE organization_id = ?`,
      [organization.organizationId],
    )) as { n: string | number }[];
    return Number(row.n);
  };

  it('gives every environment the next revision of its own, in one change', async () => {
    const first = await published(createFlag('checkout'));
    expect(first.revisions.map(({ revision }) => revision)).toEqual(['1', '1']);

    const second = await published({ setFlagOn: { ...checkout(), on: true } });
    expect(second.revisions).toMatchObject([{ environmentId: production, revision: '2' }]);

    const third = await published(createFlag('search'));
    const revisions = Object.fromEntries(third.revisions.map((each) => [each.environmentId, each.revision]));
    expect(revisions).toEqual({ [staging]: '2', [production]: '3' });
  });

  it('says field by field what a change makes different', async () => {
    await published(createFlag('checkout'));
    const { diff } = await apply([
      { setFlagOn: { ...checkout(), on: true } },
      {
        addRule: {
          ...checkout(),
          ruleId: 'pro',
          when: { attr: { path: ['plan'] }, op: 'eq', as: 'strict', values: ['pro'] },
          serve: 'on',
        },
      },
    ]);
    expect(diff).toMatchObject([
      {
        environmentId: production,
        changes: [
          { path: 'on', op: 'CHANGED', before: false, after: true },
          { path: 'rules[pro]', op: 'ADDED', before: null, after: { id: 'pro', serve: 'on' } },
        ],
      },
    ]);
  });

  it('writes nothing on a dry run, and answers what it would have done', async () => {
    await published(createFlag('checkout'));
    const rows = await count('configuration_log');
    const outcome = await apply([{ setFlagOn: { ...checkout(), on: true } }], { dryRun: true });
    expect(outcome).toMatchObject({
      __typename: 'ChangesPreviewed',
      diff: [{ changes: [{ path: 'on', after: true }] }],
    });
    expect(await count('configuration_log')).toBe(rows);
    expect((await published({ setFlagOn: { ...checkout(), on: true } })).revisions).toMatchObject([
      { revision: '2' },
    ]);
  });

  it('takes no revision for a change that changes nothing', async () => {
    await published(createFlag('checkout'));
    expect((await published({ setFlagOn: { ...checkout(), on: false } })).revisions).toEqual([]);
    expect((await published({ setFlagOn: { ...checkout(), on: true } })).revisions).toMatchObject([
      { revision: '2' },
    ]);
  });

  it('writes nothing when one of many intents is wrong', async () => {
    const before = [await count('flags'), await count('configuration_log'), await count('audit_entries')];
    const outcome = await apply([
      createFlag('checkout'),
      { setFlagOn: { ...checkout(), flagKey: 'nowhere', on: true } },
    ]);
    expect(outcome).toEqual({
      __typename: 'ChangesInvalid',
      errors: [
        { code: 'NOT_FOUND', path: 'changes[1].setFlagOn.flagKey', message: 'There is no flag `nowhere`' },
      ],
    });
    expect([await count('flags'), await count('configuration_log'), await count('audit_entries')]).toEqual(
      before,
    );
  });

  it('finds a conflict only in what was written after the caller looked, and names the contested paths', async () => {
    await published(createFlag('checkout'), createFlag('search'));
    const expectedRevisions = [{ environmentId: production, revision: '1' }];
    await published({ setFallthrough: { ...checkout(), serve: 'off' } });

    const elsewhere = await apply(
      [{ setFlagOn: { environmentId: production, flagKey: 'search', on: true } }],
      {
        expectedRevisions,
      },
    );
    expect(elsewhere.__typename).toBe('ChangesPublished');

    expect(await apply([{ setFlagOn: { ...checkout(), on: true } }], { expectedRevisions })).toEqual({
      __typename: 'ChangesConflicted',
      conflicts: [
        {
          environmentId: production,
          kind: 'FLAG',
          key: 'checkout',
          revision: '2',
          contestedPaths: ['fallthrough'],
          theirs: [{ path: 'fallthrough', op: 'CHANGED' }],
          yours: [{ path: 'on', op: 'CHANGED' }],
        },
      ],
    });
  });

  it.each([
    [
      'a duplicate key',
      () => [createFlag('checkout'), createFlag('checkout')],
      'DUPLICATE_KEY',
      'changes[1].createFlag.key',
    ],
    ['a key that is no key', () => [createFlag('Check Out')], 'INVALID', 'changes[0].createFlag.key'],
    [
      'an unknown operator',
      () => [
        createFlag('checkout'),
        {
          addRule: {
            ...checkout(),
            when: { all: [{ attr: { path: ['a'] }, op: 'like', values: ['b'] }] },
            serve: 'on',
          },
        },
      ],
      'INVALID',
      'changes[1].addRule.when.all[0].op',
    ],
    [
      'weights that do not add up',
      () => [
        createFlag('checkout'),
        {
          setRollout: {
            ...checkout(),
            weights: [
              { variant: 'on', weight: 20_000 },
              { variant: 'off', weight: 70_000 },
            ],
          },
        },
      ],
      'INVALID',
      'changes[1].setRollout.weights',
    ],
    [
      'a variant that does not exist',
      () => [createFlag('checkout'), { addTargets: { ...checkout(), variant: 'maybe', keys: ['ada'] } }],
      'NOT_FOUND',
      'changes[1].addTargets.variant',
    ],
    [
      'a cycle of prerequisites',
      () => [
        createFlag('checkout'),
        createFlag('search'),
        { addPrerequisite: { ...checkout(), prerequisiteKey: 'search', variants: ['on'] } },
        {
          addPrerequisite: {
            environmentId: production,
            flagKey: 'search',
            prerequisiteKey: 'checkout',
            variants: ['on'],
          },
        },
      ],
      'CYCLE',
      'production.flag.',
    ],
    [
      'a segment that does not exist',
      () => [
        createFlag('checkout'),
        { addRule: { ...checkout(), when: { segment: 'nobody' }, serve: 'on' } },
      ],
      'IN_USE',
      'production.flag.checkout.rules[0]',
    ],
    [
      'a value of another type',
      () => [createFlag('checkout'), { putVariant: { ...checkout(), variant: 'on', value: 'yes' } }],
      'INVALID',
      'production.flag.checkout.variants.on.value',
    ],
    [
      'a value that the JSON Schema refuses',
      () => [
        createFlag('limits', {
          type: 'JSON',
          jsonSchema: { type: 'object', required: ['max'] },
          variants: [{ key: 'a', value: {} }],
        }),
      ],
      'INVALID',
      'flag.limits.variants.a.value',
    ],
  ])('refuses %s, with its place', async (_, changes, code, path) => {
    const outcome = await apply(changes());
    expect(outcome.__typename).toBe('ChangesInvalid');
    expect(outcome.errors[0].code).toBe(code);
    expect(outcome.errors[0].path).toContain(path);
    expect(await count('flags')).toBe(0);
  });

  it('refuses to archive a segment in use, naming who uses it, and lets it go once nobody does', async () => {
    const { projectId } = project;
    await published(
      createFlag('checkout'),
      { createSegment: { projectId, key: 'beta' } },
      { addRule: { ...checkout(), ruleId: 'beta', when: { segment: 'beta' }, serve: 'on' } },
    );
    const refused = await apply([{ archiveSegment: { projectId, segmentKey: 'beta' } }]);
    expect(refused.errors).toMatchObject([
      { code: 'IN_USE', path: expect.stringContaining('production.flag.checkout.rules[0]') },
    ]);

    await published({ removeRule: { ...checkout(), ruleId: 'beta' } });
    await published({ archiveSegment: { projectId, segmentKey: 'beta' } });
    await published({ restoreSegment: { projectId, segmentKey: 'beta' } });
  });

  it('restores an archived flag as it last was, but off', async () => {
    const { projectId } = project;
    await published(
      createFlag('checkout'),
      { setFlagOn: { ...checkout(), on: true } },
      { setFallthrough: { ...checkout(), serve: 'off' } },
    );
    await published({ archiveFlag: { projectId, flagKey: 'checkout' } });
    expect(await apply([{ setFlagOn: { ...checkout(), on: true } }])).toMatchObject({
      errors: [{ code: 'INVALID', message: 'The flag `checkout` is archived; restore it first' }],
    });
    const { diff } = await apply([{ restoreFlag: { projectId, flagKey: 'checkout' } }]);
    const restored = diff.find((each: { environmentId: string }) => each.environmentId === production);
    expect(restored.changes).toMatchObject([{ op: 'ADDED', after: { on: false, fallthrough: 'off' } }]);
  });

  it('goes back to a past revision as a new one, lists included', async () => {
    const { projectId } = project;
    const early = { environmentId: production, listKey: 'early' };
    await published(createFlag('checkout'), { createList: { projectId, key: 'early' } });
    await published({ addToList: { ...early, ids: ['ada', 'grace'] } });
    await published(
      { setFlagOn: { ...checkout(), on: true } },
      { removeFromList: { ...early, ids: ['ada'] } },
      { addToList: { ...early, ids: ['alan'] } },
    );

    const { revisions } = await published({ restoreRevision: { environmentId: production, revision: '2' } });
    expect(revisions).toMatchObject([{ revision: '4' }]);
    const live = (await harness.database.read.query(
      'SELECT entry_id AS id FROM list_entries WHERE organization_id = ? AND removed_revision IS NULL ORDER BY entry_id',
      [organization.organizationId],
    )) as { id: string }[];
    expect(live.map(({ id }) => id)).toEqual(['ada', 'grace']);
    expect((await published({ setFlagOn: { ...checkout(), on: false } })).revisions).toEqual([]);
  });

  it('changes a list by its net, and its size with it', async () => {
    const early = { environmentId: production, listKey: 'early' };
    await published(
      { createList: { projectId: project.projectId, key: 'early' } },
      { addToList: { ...early, ids: ['ada', 'ada', 'grace'] } },
    );
    expect((await published({ addToList: { ...early, ids: ['grace'] } })).revisions).toEqual([]);
    const { diff } = await apply([
      { addToList: { ...early, ids: ['alan', 'grace'] } },
      { removeFromList: { ...early, ids: ['nobody'] } },
    ]);
    expect(diff[0].changes).toContainEqual(expect.objectContaining({ path: 'size', before: 2, after: 3 }));
  });

  it('gives a new environment the flags of the one it copies, and otherwise the same flags switched off', async () => {
    await published(createFlag('checkout'), { setFlagOn: { ...checkout(), on: true } });
    const { projectId } = project;
    const { diff } = await apply([
      {
        createEnvironment: {
          projectId,
          key: 'canary',
          kind: 'PRODUCTION',
          copyFromEnvironmentId: production,
        },
      },
      { createEnvironment: { projectId, key: 'preview', kind: 'TEST' } },
    ]);
    expect(diff.map(({ changes }: { changes: { after: { on: boolean } }[] }) => changes[0].after.on)).toEqual(
      [true, false],
    );
  });

  it('lets concurrent changes of one environment through one after the other, without a gap', async () => {
    await published(...Array.from({ length: 8 }, (_, position) => createFlag(`flag-${position}`)));
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, (_, position) =>
        published({
          putVariant: {
            environmentId: production,
            flagKey: `flag-${position % 8}`,
            variant: `v${position}`,
            value: true,
          },
        }),
      ),
    );
    const revisions = outcomes.map(({ revisions: [{ revision }] }) => Number(revision)).sort((a, b) => a - b);
    expect(revisions).toEqual(Array.from({ length: 24 }, (_, position) => position + 2));
  });

  it('refuses one of two changes that close a cycle together, however they race', async () => {
    await published(createFlag('a'), createFlag('b'));
    const needs = (flagKey: string, prerequisiteKey: string) =>
      apply([{ addPrerequisite: { environmentId: production, flagKey, prerequisiteKey, variants: ['on'] } }]);
    const outcomes = await Promise.all([needs('a', 'b'), needs('b', 'a')]);
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual([
      'ChangesInvalid',
      'ChangesPublished',
    ]);
  });

  it('refuses what is not exactly one intent, and a change over two projects', async () => {
    const other = await aProject(harness, organization, 'production');
    await expect(apply([{}])).rejects.toThrow('BAD_USER_INPUT');
    await expect(apply([])).rejects.toThrow(
      'BAD_USER_INPUT: `changes` takes 1 to 5000 intents, 0 were given',
    );
    await expect(
      apply([createFlag('a'), { createFlag: { projectId: other.projectId, key: 'b', type: 'BOOLEAN' } }]),
    ).rejects.toThrow('BAD_USER_INPUT: All intents of one change are about one project');
  });
});
