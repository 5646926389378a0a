import { aMember, ask, refusalOf } from '../../support/ask';
import { aProject, publish, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';
import type { TestOrganization } from '../../support/organizations';

const list = /* GraphQL */ `
  query Segments($projectId: ID!, $filter: SegmentFilter) {
    node(id: $projectId) {
      ... on Project {
        segments(filter: $filter) {
          nodes {
            key
          }
        }
      }
    }
  }
`;

const byKey = /* GraphQL */ `
  query SegmentByKey($projectId: ID!, $environmentId: ID!, $asOf: AsOf) {
    node(id: $projectId) {
      ... on Project {
        segment(key: "beta") {
          id
          name
          tags
          owner {
            name
          }
          definition(environmentId: $environmentId, asOf: $asOf) {
            when
            revision
          }
          usedBy(environmentId: $environmentId) {
            nodes {
              flag {
                key
              }
              segment {
                key
              }
            }
          }
        }
      }
    }
  }
`;

const pro = { attr: { path: ['plan'] }, op: 'eq', as: 'strict', values: ['pro'] };

describe.each(dialects)('segments on %s', (dialect) => {
  let harness: Harness;
  let organization: TestOrganization;
  let project: TestProject<'staging' | 'production'>;

  beforeAll(async () => {
    harness = await startHarness(dialect);
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    organization = await harness.anOrganization();
    project = await aProject(harness, organization, 'staging', 'production');
  });

  const write = (...changes: object[]) => publish(harness, organization.owner, ...changes);
  const create = (key: string, more: object = {}) => ({
    createSegment: { projectId: project.projectId, key, ...more },
  });
  const read = async (environmentId: string, asOf?: object) => {
    const variables = { projectId: project.projectId, environmentId, asOf };
    return (await ask(harness, organization.owner, byKey, variables)).node.segment;
  };

  it('mean in each environment what was put there, now and in the past', async () => {
    const { staging, production } = project.environments;
    await write(create('beta', { when: pro, tags: ['web'] }));
    await write({ putSegment: { environmentId: production, segmentKey: 'beta', when: true } });
    expect(await read(production)).toMatchObject({
      name: 'beta',
      tags: ['web'],
      owner: null,
      definition: { when: true, revision: '2' },
    });
    expect((await read(staging)).definition).toEqual({ when: pro, revision: '1' });
    expect((await read(production, { revision: '1' })).definition).toEqual({ when: pro, revision: '1' });
    expect((await read(production, { revision: '0' })).definition).toBeNull();
  });

  it('are used by the flags and segments that name them in that environment, and by no others', async () => {
    const { projectId, environments } = project;
    const lookalike = { key: 'value', value: { segment: 'beta' } };
    await write(
      create('beta'),
      create('beta-users', { when: { not: { segment: 'beta' } } }),
      { createFlag: { projectId, key: 'beta', type: 'BOOLEAN' } },
      { createFlag: { projectId, key: 'lookalike', type: 'JSON', variants: [lookalike] } },
      {
        addRule: {
          environmentId: environments.production,
          flagKey: 'beta',
          ruleId: 'beta',
          when: { all: [pro, { segment: 'beta' }] },
          serve: 'on',
        },
      },
    );
    expect((await read(environments.production)).usedBy.nodes).toEqual([
      { flag: { key: 'beta' }, segment: null },
      { flag: null, segment: { key: 'beta-users' } },
    ]);
    expect((await read(environments.staging)).usedBy.nodes).toEqual([
      { flag: null, segment: { key: 'beta-users' } },
    ]);
  });

  it('are listed by key, and found by tag, text and whether they are archived', async () => {
    await write(create('beta', { tags: ['web'] }), create('alpha', { name: 'First ones' }), create('old'));
    await write({ archiveSegment: { projectId: project.projectId, segmentKey: 'old' } });
    const keys = async (filter?: object): Promise<string[]> => {
      const variables = { projectId: project.projectId, filter };
      const { node } = await ask(harness, organization.owner, list, variables);
      return node.segments.nodes.map(({ key }: { key: string }) => key);
    };
    expect(await keys()).toEqual(['alpha', 'beta']);
    expect(await keys({ tag: 'web' })).toEqual(['beta']);
    expect(await keys({ text: 'first' })).toEqual(['alpha']);
    expect(await keys({ archived: true })).toEqual(['old']);
  });

  it('hide what they mean in an environment that the caller does not see', async () => {
    await write(create('beta'));
    const { projectId, environments } = project;
    const viewer = aMember(organization, 'VIEWER', { projectId, environmentId: environments.staging });
    const { data, errors } = await harness.execute(viewer, byKey, {
      projectId,
      environmentId: environments.production,
    });
    expect(data).toEqual({ node: { segment: null } });
    expect(errors?.every(({ extensions }) => extensions.code === 'NOT_FOUND')).toBe(true);
  });

  it('are not there for another tenant', async () => {
    await write(create('beta'));
    const { id } = await read(project.environments.staging);
    const { owner } = await harness.anOrganization();
    const document = 'query Segment($id: ID!) { segment(id: $id) { key } }';
    expect(await ask(harness, organization.owner, document, { id })).toEqual({ segment: { key: 'beta' } });
    expect(await refusalOf(harness, owner, document, { id })).toEqual({
      code: 'NOT_FOUND',
      message: 'Segment not found',
    });
  });
});
