import { gateBucketing, type Bucketing } from '../../../src/engine/evaluation';
import { ask } from '../../support/ask';
import { aProject, applyChanges, publish, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';
import type { TestOrganization } from '../../support/organizations';

const read = /* GraphQL */ `
  query Imported($projectId: ID!, $production: ID!, $staging: ID!) {
    node(id: $projectId) {
      ... on Project {
        segment(key: "Group.Attribute = 'x'") {
          key
          definition(environmentId: $production) {
            when
          }
        }
        list(key: "Early birds") {
          key
          unit
        }
        layer(key: "Main Layer") {
          key
          production: definition(environmentId: $production) {
            bucketing
            revision
          }
          staging: definition(environmentId: $staging) {
            bucketing
          }
        }
        flag(key: "Check Out") {
          key
          configuration(environmentId: $production) {
            on
            variants {
              key
              value
            }
            rules {
              id
              when
              serve
            }
            source {
              system
              version
            }
          }
        }
      }
    }
  }
`;

describe.each(dialects)('a ruleset of another system on %s', (dialect) => {
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
  });

  const source = { system: 'growthbook', version: '4.2' };
  const bucketing: Bucketing = {
    unit: [{ kind: 'account', path: ['id'] }, { path: ['key'] }],
    usable: 'truthy',
    absent: 'zero',
    text: [{ unit: true }, 'their-salt'],
    bytes: 'utf8',
    hash: 'fnv1a',
    map: 'mod',
    span: 1_000,
  };
  const apply = (...changes: object[]) => applyChanges(harness, organization.owner, changes);
  const published = (...changes: object[]) => publish(harness, organization.owner, ...changes);
  const inProject = (fields: object) => ({ projectId: project.projectId, ...fields });
  const aLayer = (key = 'traffic') => ({ createLayer: inProject({ key }) });
  const putLayer = (fields: object) => ({
    putLayer: { environmentId: production, layerKey: 'traffic', bucketing, ...fields },
  });

  it('is published whole: its keys, its bucketing and its values as they were', async () => {
    const when = { attr: { path: ['plan'] }, op: 'eq', as: 'strict', values: ['pro'] };
    const rules = [
      { id: 'r 1', when: { segment: "Group.Attribute = 'x'" }, serve: 'none' },
      { id: 'r 2', when: { list: 'Early birds' }, serve: 'some' },
      { id: 'r 3', when: { within: 'Main Layer', ranges: [[0, 500]] }, serve: 'some' },
    ];
    const variants = [
      { key: 'none', value: null },
      { key: 'some', value: { max: 3 } },
    ];
    await published(
      { createSegment: inProject({ key: "Group.Attribute = 'x'", when, source }) },
      { createList: inProject({ key: 'Early birds', unit: { path: ['email'] }, source }) },
      { createLayer: inProject({ key: 'Main Layer', source }) },
      putLayer({ layerKey: 'Main Layer' }),
      { createFlag: inProject({ key: 'Check Out', type: 'JSON', variants, source }) },
      {
        replaceConfiguration: {
          environmentId: production,
          flagKey: 'Check Out',
          configuration: {
            on: true,
            off: null,
            variants: { none: { value: null }, some: { value: { max: 3 } } },
            rules,
            fallthrough: null,
            source,
          },
        },
      },
    );
    const { node } = await ask(harness, organization.owner, read, {
      projectId: project.projectId,
      ...project.environments,
    });
    expect(node).toEqual({
      segment: { key: "Group.Attribute = 'x'", definition: { when } },
      list: { key: 'Early birds', unit: { path: ['email'] } },
      layer: {
        key: 'Main Layer',
        production: { bucketing, revision: '1' },
        staging: { bucketing: expect.objectContaining({ hash: 'murmur3', span: 100_000 }) },
      },
      flag: { key: 'Check Out', configuration: { on: true, variants, rules, source } },
    });
  });

  it('keeps its keys only where it says where it is from', async () => {
    const outcome = await apply(
      { createSegment: inProject({ key: 'My Segment' }) },
      { createList: inProject({ key: 'My List' }) },
      { createLayer: inProject({ key: 'My Layer' }) },
      { createLayer: inProject({ key: '__proto__', source }) },
    );
    expect(outcome.errors).toMatchObject([
      { code: 'INVALID', path: 'changes[0].createSegment.key' },
      { code: 'INVALID', path: 'changes[1].createList.key' },
      { code: 'INVALID', path: 'changes[2].createLayer.key' },
      {
        code: 'INVALID',
        path: 'changes[3].createLayer.key',
        message:
          'An imported key has 1 to 255 characters, no control characters, and is not `__proto__`; `__proto__` was given',
      },
    ]);
  });

  it('is told what is wrong with a bucketing, and with what stands in its way', async () => {
    const flag = { environmentId: production, flagKey: 'checkout' };
    await published(
      aLayer(),
      { createFlag: inProject({ key: 'checkout', type: 'BOOLEAN' }) },
      {
        addRule: {
          ...flag,
          ruleId: 'half',
          when: { within: 'traffic', ranges: [[0, 50_000]] },
          serve: 'on',
        },
      },
    );
    expect(await apply(putLayer({ bucketing: { ...bucketing, hash: 'crc32' } }))).toMatchObject({
      errors: [
        {
          code: 'INVALID',
          path: 'changes[0].putLayer.bucketing.hash',
          message: expect.stringContaining('must be one of murmur3'),
        },
      ],
    });
    expect(await apply(putLayer({ layerKey: 'nowhere' }))).toMatchObject({
      errors: [{ code: 'NOT_FOUND', path: 'changes[0].putLayer.layerKey' }],
    });
    expect(await apply(putLayer({}))).toMatchObject({
      errors: [
        {
          code: 'IN_USE',
          path: 'production.flag.checkout.rules[0].when.within',
          message: '[0, 50000) goes beyond the 1000 positions of layer traffic',
        },
      ],
    });
    const wider = { ...gateBucketing('theirs'), span: 200_000 };
    expect(await apply(putLayer({ bucketing: wider }))).toMatchObject({
      diff: [{ environmentId: production }],
    });
  });

  it('may give null as a value, but not leave a value out', async () => {
    const flagKey = 'limits';
    const variants = [{ key: 'a', value: null }];
    await published({ createFlag: inProject({ key: flagKey, type: 'JSON', variants }) });
    const put = (fields: object) =>
      apply({ putVariant: { environmentId: production, flagKey, variant: 'b', ...fields } });
    expect((await put({ value: null })).diff).toMatchObject([
      { changes: [{ path: 'variants[b]', op: 'ADDED', after: { value: null } }] },
    ]);
    expect(await put({})).toMatchObject({
      errors: [{ code: 'INVALID', path: 'production.flag.limits.variants.b.value' }],
    });
    expect(await apply({ createFlag: inProject({ key: 'text', type: 'STRING', variants }) })).toMatchObject({
      errors: [{ code: 'INVALID', path: 'staging.flag.text.variants.a.value' }, { code: 'INVALID' }],
    });
  });
});
