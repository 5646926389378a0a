import { newId, toGlobalId } from '../../../src/server/foundation/ids';
import { aMember, ask, refusalOf } from '../../support/ask';
import { aProject, publish, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Caller, type Harness } from '../../support/harness';
import type { TestOrganization } from '../../support/organizations';

const list = /* GraphQL */ `
  query Environments($projectId: ID!, $first: Int, $after: String, $filter: EnvironmentFilter) {
    node(id: $projectId) {
      ... on Project {
        environments(first: $first, after: $after, filter: $filter) {
          nodes {
            key
          }
          pageInfo {
            hasNextPage
            hasPreviousPage
            endCursor
          }
        }
      }
    }
  }
`;

const one = /* GraphQL */ `
  query Environment($id: ID!) {
    environment(id: $id) {
      id
      key
      name
      kind
      revision
      epoch
      project {
        id
      }
    }
  }
`;

describe.each(dialects)('environments on %s', (dialect) => {
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

  const page = async (caller: Caller, variables: object = {}) => {
    const { node } = await ask(harness, caller, list, { projectId: project.projectId, ...variables });
    return node.environments;
  };
  const keys = async (caller: Caller, filter?: object): Promise<string[]> =>
    (await page(caller, { filter })).nodes.map(({ key }: { key: string }) => key);

  it('are listed by their position, then by their key', async () => {
    const { projectId, environments } = project;
    await publish(
      harness,
      organization.owner,
      { createEnvironment: { projectId, key: 'zeta', kind: 'TEST', position: 50 } },
      { createEnvironment: { projectId, key: 'alpha', kind: 'TEST', position: 50 } },
      { updateEnvironment: { environmentId: environments.production, position: 0 } },
      { updateEnvironment: { environmentId: environments.staging, position: 10 } },
    );
    expect(await keys(organization.owner)).toEqual(['production', 'staging', 'alpha', 'zeta']);
  });

  it('are paged from cursor to cursor', async () => {
    const first = await page(organization.owner, { first: 1 });
    expect(first).toMatchObject({
      nodes: [{ key: 'staging' }],
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    const second = await page(organization.owner, { first: 1, after: first.pageInfo.endCursor });
    expect(second).toMatchObject({
      nodes: [{ key: 'production' }],
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
  });

  it('are found by kind and by text', async () => {
    expect(await keys(organization.owner, { kind: 'PRODUCTION' })).toEqual(['production']);
    expect(await keys(organization.owner, { text: 'TAGI' })).toEqual(['staging']);
    expect(await keys(organization.owner, { text: '%' })).toEqual([]);
  });

  it('leave the list once they are archived, and have one of their own', async () => {
    const { staging } = project.environments;
    await publish(harness, organization.owner, { archiveEnvironment: { environmentId: staging } });
    expect(await keys(organization.owner)).toEqual(['production']);
    expect(await keys(organization.owner, { archived: true })).toEqual(['staging']);
  });

  it('say where their log stands', async () => {
    const { projectId, environments } = project;
    const before = await ask(harness, organization.owner, one, { id: environments.staging });
    expect(before.environment).toMatchObject({
      id: environments.staging,
      key: 'staging',
      kind: 'DEVELOPMENT',
      revision: '0',
      project: { id: projectId },
    });
    await publish(harness, organization.owner, {
      createFlag: { projectId, key: 'checkout', type: 'BOOLEAN' },
    });
    const after = await ask(harness, organization.owner, one, { id: environments.staging });
    expect(after.environment).toEqual({ ...before.environment, revision: '1' });
  });

  it('are seen one by one by a member with a role on one of them', async () => {
    const { projectId, environments } = project;
    const viewer = aMember(organization, 'VIEWER', { projectId, environmentId: environments.production });
    expect(await keys(viewer)).toEqual(['production']);
    expect(await page(viewer, { first: 1 })).toMatchObject({ pageInfo: { hasNextPage: false } });
    expect(await ask(harness, viewer, one, { id: environments.production })).toMatchObject({
      environment: { key: 'production' },
    });
    expect(await refusalOf(harness, viewer, one, { id: environments.staging })).toEqual({
      code: 'NOT_FOUND',
      message: 'Environment not found',
    });
  });

  it('answer another tenant as if they did not exist', async () => {
    const { owner } = await harness.anOrganization();
    const missing = await refusalOf(harness, owner, one, { id: toGlobalId('Environment', newId()) });
    expect(missing).toEqual({ code: 'NOT_FOUND', message: 'Environment not found' });
    expect(await refusalOf(harness, owner, one, { id: project.environments.staging })).toEqual(missing);
    expect(await refusalOf(harness, owner, one, { id: project.projectId })).toEqual(missing);
    expect(await refusalOf(harness, owner, one, { id: 'nonsense' })).toEqual(missing);
  });

  it('are found by their key in the project, or not at all', async () => {
    const document = /* GraphQL */ `
      query ByKey($projectId: ID!) {
        node(id: $projectId) {
          ... on Project {
            staging: environment(key: "staging") {
              id
            }
            nowhere: environment(key: "nowhere") {
              id
            }
          }
        }
      }
    `;
    const { node } = await ask(harness, organization.owner, document, { projectId: project.projectId });
    expect(node).toEqual({ staging: { id: project.environments.staging }, nowhere: null });
  });
});
