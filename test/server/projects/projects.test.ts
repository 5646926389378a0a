import { newId, toGlobalId } from '../../../src/server/foundation/ids';
import { aMember, ask, refusalOf } from '../../support/ask';
import { aProject } from '../../support/changes';
import { dialects, startHarness, type Caller, type Harness } from '../../support/harness';
import { mutate, mutationOf, succeed, userErrorsOf } from '../../support/mutate';
import type { TestOrganization } from '../../support/organizations';

const list = /* GraphQL */ `
  query Projects($first: Int, $after: String, $filter: ProjectFilter) {
    organization {
      projects(first: $first, after: $after, filter: $filter) {
        nodes {
          key
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  }
`;

const one = /* GraphQL */ `
  query Project($id: ID, $key: String) {
    project(id: $id, key: $key) {
      id
      key
      name
      description
      version
      archivedAt
      organization {
        name
      }
    }
  }
`;

const fields = 'project { id key name description version archivedAt } version';

describe.each(dialects)('projects on %s', (dialect) => {
  let harness: Harness;
  let organization: TestOrganization;

  beforeAll(async () => {
    harness = await startHarness(dialect);
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    organization = await harness.anOrganization();
  });

  const create = async (key: string, input: object = {}) =>
    (
      await succeed(
        harness,
        organization.owner,
        'createProject',
        { key, name: `The ${key}`, ...input },
        fields,
      )
    ).project;
  const keys = async (caller: Caller, filter?: object): Promise<string[]> =>
    (await ask(harness, caller, list, { filter })).organization.projects.nodes.map(
      ({ key }: { key: string }) => key,
    );

  it('are created, and found by id and by key', async () => {
    const project = await create('shop', { description: 'All about selling' });
    const expected = {
      project: { ...project, version: 1, archivedAt: null, organization: { name: 'A test organization' } },
    };
    expect(project).toMatchObject({ key: 'shop', name: 'The shop', description: 'All about selling' });
    expect(await ask(harness, organization.owner, one, { id: project.id })).toEqual(expected);
    expect(await ask(harness, organization.owner, one, { key: 'shop' })).toEqual(expected);
  });

  it.each([
    ['neither', {}],
    ['both', { id: 'x', key: 'y' }],
  ])('are asked for by exactly one of id and key: %s is refused', async (_what, variables) => {
    expect(await refusalOf(harness, organization.owner, one, variables)).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  it.each(['', 'Shop', ' shop', 'shop ', 'shöp', '-shop', 'x'.repeat(129), 'a/b'])(
    'cannot have the key %j',
    async (key) => {
      const payload = await mutate(harness, organization.owner, 'createProject', { key, name: 'X' });
      expect(payload.userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', 'key'] }]);
      expect(await keys(organization.owner)).toEqual([]);
    },
  );

  it('have keys that are never used twice in an organization, and freely in two', async () => {
    const { id } = await create('shop');
    const again = { key: 'shop', name: 'Another' };
    expect(await userErrorsOf(harness, organization.owner, 'createProject', again)).toEqual(['KEY_TAKEN']);
    await succeed(harness, organization.owner, 'archiveProject', { projectId: id });
    expect(await userErrorsOf(harness, organization.owner, 'createProject', again)).toEqual(['KEY_TAKEN']);
    const other = await harness.anOrganization();
    expect(await userErrorsOf(harness, other.owner, 'createProject', again)).toEqual([]);
  });

  it('are changed in what is named, and not over somebody else’s change', async () => {
    const { id: projectId } = await create('shop', { description: 'Old' });
    const update = (input: object) =>
      mutate(harness, organization.owner, 'updateProject', { projectId, ...input }, fields);
    expect((await update({ name: 'New', expectedVersion: 1 })).project).toMatchObject({
      name: 'New',
      description: 'Old',
      version: 2,
    });
    expect(await update({ name: 'Newer', expectedVersion: 1 })).toMatchObject({
      project: null,
      userErrors: [{ code: 'VERSION_CONFLICT' }],
    });
    expect((await update({ description: '', expectedVersion: 2 })).project).toMatchObject({
      name: 'New',
      description: '',
    });
  });

  it('let only one of two win who saw the same version', async () => {
    const { id: projectId } = await create('shop');
    const outcomes = await Promise.all(
      ['One', 'Other'].map((name) =>
        userErrorsOf(harness, organization.owner, 'updateProject', { projectId, name, expectedVersion: 1 }),
      ),
    );
    expect(outcomes.map((codes) => codes.join()).sort()).toEqual(['', 'VERSION_CONFLICT']);
  });

  it('are archived and restored; an archived one is listed apart and not edited', async () => {
    const { id: projectId } = await create('shop');
    await create('blog');
    const archived = await succeed(harness, organization.owner, 'archiveProject', { projectId }, fields);
    expect(archived.project.archivedAt).not.toBeNull();
    expect(await keys(organization.owner)).toEqual(['blog']);
    expect(await keys(organization.owner, { archived: true })).toEqual(['shop']);
    const edit = { projectId, name: 'Edited' };
    expect(await userErrorsOf(harness, organization.owner, 'updateProject', edit)).toEqual(['ARCHIVED']);
    expect(await userErrorsOf(harness, organization.owner, 'archiveProject', { projectId })).toEqual([
      'ARCHIVED',
    ]);
    await succeed(harness, organization.owner, 'restoreProject', {
      projectId,
      expectedVersion: archived.version,
    });
    expect(await keys(organization.owner)).toEqual(['blog', 'shop']);
    expect(await userErrorsOf(harness, organization.owner, 'restoreProject', { projectId })).toEqual([
      'NOT_ARCHIVED',
    ]);
  });

  it('are paged by key, and found by a part of key or name', async () => {
    for (const key of ['c', 'a', 'b']) await create(key);
    await create('percent', { name: '100% Certain' });
    const page = async (variables: Record<string, unknown>) =>
      (await ask(harness, organization.owner, list, variables)).organization.projects;
    const first = await page({ first: 3 });
    const rest = await page({ first: 3, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...rest.nodes].map(({ key }: { key: string }) => key)).toEqual([
      'a',
      'b',
      'c',
      'percent',
    ]);
    expect(rest.pageInfo.hasNextPage).toBe(false);
    expect(await keys(organization.owner, { text: '0% c' })).toEqual(['percent']);
    expect(await keys(organization.owner, { text: "' OR 1=1 --" })).toEqual([]);
  });

  it('are listed for who sees them: a role in one environment shows its project', async () => {
    const shop = await aProject(harness, organization, 'staging');
    const blog = await aProject(harness, organization, 'live');
    const keyOf = async (projectId: string) =>
      (await ask(harness, organization.owner, one, { id: projectId })).project.key as string;
    const environmentId = shop.environments.staging;
    const guest = aMember(organization, 'EDITOR', { projectId: shop.projectId, environmentId });
    expect(await keys(guest)).toEqual([await keyOf(shop.projectId)]);
    expect((await ask(harness, guest, one, { id: shop.projectId })).project.id).toBe(shop.projectId);
    expect(await ask(harness, guest, one, { id: blog.projectId })).toEqual({ project: null });
    expect(await ask(harness, guest, one, { key: await keyOf(blog.projectId) })).toEqual({ project: null });
    expect(await keys({ ...guest, grants: [] })).toEqual([]);
  });

  it('of another organization are answered as those that do not exist', async () => {
    const { id } = await create('shop');
    const { owner: stranger } = await harness.anOrganization();
    for (const variables of [
      { id },
      { key: 'shop' },
      { id: toGlobalId('Project', newId()) },
      { id: toGlobalId('Flag', newId()) },
      { id: 'nonsense' },
    ]) {
      expect(await ask(harness, stranger, one, variables)).toEqual({ project: null });
    }
    for (const name of ['updateProject', 'archiveProject', 'restoreProject']) {
      const answer = (projectId: string) =>
        refusalOf(harness, stranger, mutationOf(harness, name), { input: { projectId } });
      expect(await answer(id)).toEqual({ code: 'NOT_FOUND', message: 'Project not found' });
      expect(await answer(toGlobalId('Project', newId()))).toEqual(await answer(id));
    }
  });
});
