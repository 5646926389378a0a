import { aProject, applyChanges, publish, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';
import type { TestOrganization } from '../../support/organizations';

describe.each(dialects)('what a dry run finds on %s', (dialect) => {
  let harness: Harness;
  let organization: TestOrganization;
  let project: TestProject<'staging' | 'production'>;
  let production: string;

  beforeAll(async () => {
    harness = await startHarness(dialect);
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    organization = await harness.anOrganization();
    project = await aProject(harness, organization, 'staging', 'production');
    production = project.environments.production;
    await published(
      { createSegment: inProject({ key: 'beta', when: isPro }) },
      { createFlag: inProject({ key: 'checkout', type: 'BOOLEAN' }) },
      { createFlag: inProject({ key: 'search', type: 'BOOLEAN' }) },
      aRule({ ruleId: 'beta', when: { all: [{ segment: 'beta' }, anAdult] } }),
      aRule({ flagKey: 'search', ruleId: 'nobody', when: { any: [] } }),
    );
  });

  const isPro = { attr: { path: ['plan'] }, op: 'eq', as: 'strict', values: ['pro'] };
  const anAdult = { attr: { path: ['age'] }, op: 'gte', as: 'number', values: [18] };
  const inProject = (fields: object) => ({ projectId: project.projectId, ...fields });
  const aRule = (fields: object) => ({
    addRule: { environmentId: production, flagKey: 'checkout', when: true, serve: 'on', ...fields },
  });
  const published = (...changes: object[]) => publish(harness, organization.owner, ...changes);
  const preview = async (...changes: object[]) => {
    const outcome = await applyChanges(harness, organization.owner, changes, { dryRun: true });
    expect(outcome.__typename).toBe('ChangesPreviewed');
    return outcome.findings;
  };

  it('is named with its place, where it would be and nowhere else', async () => {
    const found = await preview(aRule({ ruleId: 'all', beforeRuleId: 'beta' }), {
      setFlagOn: { environmentId: project.environments.staging, flagKey: 'search', on: true },
    });
    expect(found).toEqual([
      {
        environmentId: production,
        kind: 'FLAG',
        key: 'checkout',
        rule: 'UNREACHABLE_RULE',
        path: 'rules[1]',
        message: 'rules[0] serves everybody',
      },
    ]);
  });

  it('is also in what depends on what is written, and not in what has nothing to do with it', async () => {
    const found = await preview({
      putSegment: { environmentId: production, segmentKey: 'beta', when: { any: [] } },
    });
    expect(found).toMatchObject([
      { kind: 'SEGMENT', key: 'beta', rule: 'NEVER', path: 'when' },
      { kind: 'FLAG', key: 'checkout', rule: 'NEVER', path: 'rules[0].when.all[0]' },
    ]);
    expect(
      await preview({ setFlagOn: { environmentId: production, flagKey: 'checkout', on: true } }),
    ).toEqual([]);
  });

  it('knows how much a list would hold', async () => {
    const list = inProject({ key: 'early' });
    const rule = aRule({ ruleId: 'early', when: { list: 'early' } });
    const ids = { environmentId: production, listKey: 'early', ids: ['ada'] };
    expect(await preview({ createList: list }, rule)).toMatchObject([
      { key: 'checkout', rule: 'NEVER', message: 'list early is empty' },
    ]);
    expect(await preview({ createList: list }, rule, { addToList: ids })).toEqual([]);

    await published({ createList: list }, rule, { addToList: ids });
    expect(await preview({ removeFromList: ids })).toMatchObject([
      { environmentId: production, key: 'checkout', path: 'rules[1].when' },
    ]);
  });

  it('is nothing where nothing would change, and in what would be gone', async () => {
    expect(await preview({ setFlagOn: { environmentId: production, flagKey: 'search', on: false } })).toEqual(
      [],
    );
    expect(await preview({ archiveFlag: inProject({ flagKey: 'search' }) })).toEqual([]);
  });

  it('is in an environment that copies it from another', async () => {
    const found = await preview({
      createEnvironment: inProject({
        key: 'canary',
        kind: 'PRODUCTION',
        copyFromEnvironmentId: production,
      }),
    });
    expect(found).toMatchObject([{ kind: 'FLAG', key: 'search', rule: 'NEVER', path: 'rules[0].when' }]);
    expect(Object.values(project.environments)).not.toContain(found[0].environmentId);
  });

  it('is named a thousand times at most', async () => {
    const rules = Array.from({ length: 1_100 }, (_, at) => ({ id: `r${at}`, when: true, serve: 'on' }));
    const found = await preview({
      replaceConfiguration: {
        environmentId: production,
        flagKey: 'checkout',
        configuration: {
          on: true,
          off: 'off',
          variants: { on: { value: true }, off: { value: false } },
          rules,
          fallthrough: 'off',
        },
      },
    });
    expect(found).toHaveLength(1_000);
  });
});
