import { aMember, ask } from '../../support/ask';
import { aProject, publish, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';
import type { TestOrganization } from '../../support/organizations';

const read = /* GraphQL */ `
  query List($projectId: ID!, $environmentId: ID!, $asOf: AsOf, $first: Int, $after: String) {
    node(id: $projectId) {
      ... on Project {
        lists {
          nodes {
            key
            unit
            size(environmentId: $environmentId, asOf: $asOf)
            ada: contains(environmentId: $environmentId, value: "ada")
            bob: contains(environmentId: $environmentId, value: "bob")
            entries(environmentId: $environmentId, first: $first, after: $after) {
              nodes {
                value
                addedRevision
              }
              pageInfo {
                hasNextPage
                endCursor
              }
            }
          }
        }
      }
    }
  }
`;

describe.each(dialects)('lists on %s', (dialect) => {
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
    await write({ createList: { projectId: project.projectId, key: 'vips' } });
  });

  const write = (...changes: object[]) => publish(harness, organization.owner, ...changes);
  const add = (...ids: string[]) =>
    write({ addToList: { environmentId: project.environments.production, listKey: 'vips', ids } });
  const remove = (...ids: string[]) =>
    write({ removeFromList: { environmentId: project.environments.production, listKey: 'vips', ids } });
  const vips = async (variables: object = {}) => {
    const place = { projectId: project.projectId, environmentId: project.environments.production };
    const { node } = await ask(harness, organization.owner, read, { ...place, ...variables });
    return node.lists.nodes[0];
  };

  it('hold their ids per environment, in order', async () => {
    await add('bob', 'ada');
    expect(await vips()).toMatchObject({
      key: 'vips',
      unit: { kind: 'user', path: ['key'] },
      size: 2,
      ada: true,
      bob: true,
      entries: {
        nodes: [
          { value: 'ada', addedRevision: '2' },
          { value: 'bob', addedRevision: '2' },
        ],
      },
    });
    expect(await vips({ environmentId: project.environments.staging })).toMatchObject({
      size: 0,
      ada: false,
      entries: { nodes: [] },
    });
  });

  it('hold neither what was removed nor twice what was put back', async () => {
    await add('ada', 'bob');
    await remove('ada', 'bob');
    await add('ada');
    expect(await vips()).toMatchObject({
      size: 1,
      ada: true,
      bob: false,
      entries: { nodes: [{ value: 'ada', addedRevision: '4' }] },
    });
    expect(await vips({ asOf: { revision: '2' } })).toMatchObject({ size: 2 });
    expect(await vips({ asOf: { revision: '3' } })).toMatchObject({ size: 0 });
  });

  it('are paged', async () => {
    await add('a', 'b', 'c');
    const first = await vips({ first: 2 });
    expect(first.entries).toMatchObject({
      nodes: [{ value: 'a' }, { value: 'b' }],
      pageInfo: { hasNextPage: true },
    });
    const rest = await vips({ first: 2, after: first.entries.pageInfo.endCursor });
    expect(rest.entries).toMatchObject({ nodes: [{ value: 'c' }], pageInfo: { hasNextPage: false } });
  });

  it('tell ids apart that differ in case, accents or trailing space', async () => {
    await add('Ada', 'ada ', 'àda');
    expect(await vips()).toMatchObject({ size: 3, ada: false });
  });

  it('hide what they hold in an environment that the caller does not see', async () => {
    await add('ada');
    const { projectId, environments } = project;
    const viewer = aMember(organization, 'VIEWER', { projectId, environmentId: environments.staging });
    const place = { projectId, environmentId: environments.production };
    const { data, errors } = await harness.execute(viewer, read, place);
    expect(data).toEqual({ node: null });
    expect(errors?.every(({ extensions }) => extensions.code === 'NOT_FOUND')).toBe(true);
  });
});
