import { toGlobalId } from '../../../src/server/foundation/ids';
import { aMember, ask, refusalOf } from '../../support/ask';
import { aProject, publish, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';
import type { TestOrganization } from '../../support/organizations';

const list = /* GraphQL */ `
  query Flags($projectId: ID!, $filter: FlagFilter) {
    node(id: $projectId) {
      ... on Project {
        flags(filter: $filter) {
          nodes {
            key
          }
        }
      }
    }
  }
`;

const byKey = /* GraphQL */ `
  query FlagByKey($projectId: ID!, $key: String!) {
    node(id: $projectId) {
      ... on Project {
        flag(key: $key) {
          id
          key
          name
          description
          type
          tags
          lifecycle
          clientSide
          version
          links {
            title
            url
          }
          owner {
            name
          }
          project {
            id
          }
        }
      }
    }
  }
`;

describe.each(dialects)('flags on %s', (dialect) => {
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

  const create = (...flags: object[]) =>
    publish(
      harness,
      organization.owner,
      ...flags.map((flag) => ({
        createFlag: { projectId: project.projectId, type: 'BOOLEAN', ...flag },
      })),
    );
  const keys = async (filter?: object): Promise<string[]> => {
    const variables = { projectId: project.projectId, filter };
    const { node } = await ask(harness, organization.owner, list, variables);
    return node.flags.nodes.map(({ key }: { key: string }) => key);
  };
  const flag = async (key: string) => {
    const { node } = await ask(harness, organization.owner, byKey, { projectId: project.projectId, key });
    return node.flag;
  };

  it('say what they are everywhere, and who answers for them', async () => {
    await create({
      key: 'checkout',
      name: 'New checkout',
      description: 'One page instead of three',
      tags: ['web', 'payments'],
      lifecycle: 'LIVE',
      clientSide: true,
      links: [{ title: 'Ticket', url: 'https://example.com/1' }],
      ownerId: toGlobalId('Member', organization.owner.id),
    });
    expect(await flag('checkout')).toEqual({
      id: expect.any(String),
      key: 'checkout',
      name: 'New checkout',
      description: 'One page instead of three',
      type: 'BOOLEAN',
      tags: ['payments', 'web'],
      lifecycle: 'LIVE',
      clientSide: true,
      version: 1,
      links: [{ title: 'Ticket', url: 'https://example.com/1' }],
      owner: { name: 'Olive Owner' },
      project: { id: project.projectId },
    });
    expect(await flag('nowhere')).toBeNull();
  });

  it('are listed by key, without the archived ones', async () => {
    await create({ key: 'search' }, { key: 'checkout' }, { key: 'old' });
    await publish(harness, organization.owner, {
      archiveFlag: { projectId: project.projectId, flagKey: 'old' },
    });
    expect(await keys()).toEqual(['checkout', 'search']);
    expect(await keys({ archived: true })).toEqual(['old']);
  });

  it('are found by what they are', async () => {
    const ownerId = toGlobalId('Member', organization.owner.id);
    await create(
      { key: 'checkout', tags: ['web', 'payments'], ownerId, lifecycle: 'LIVE' },
      { key: 'limit', type: 'NUMBER', tags: ['payments-eu'], variants: [{ key: 'low', value: 1 }] },
    );
    expect(await keys({ type: 'NUMBER' })).toEqual(['limit']);
    expect(await keys({ lifecycle: 'LIVE' })).toEqual(['checkout']);
    expect(await keys({ ownerId })).toEqual(['checkout']);
    expect(await keys({ tag: 'payments' })).toEqual(['checkout']);
    expect(await keys({ tag: 'Payments' })).toEqual([]);
    expect(await keys({ tag: 'payments', type: 'NUMBER' })).toEqual([]);
  });

  it('are found by a text in key, name or description, in any case', async () => {
    await create(
      { key: 'checkout', description: 'Half of it' },
      { key: 'half', description: '' },
      { key: 'price', name: '50% off' },
      { key: 'under_score' },
    );
    expect(await keys({ text: 'HALF' })).toEqual(['checkout', 'half']);
  });

  it.each([
    ['50%', ['price']],
    ['%', ['price']],
    ['_', ['under_score']],
    ['!', ['bang']],
    ["' OR 1 = 1 --", []],
    ['\\', ['slash']],
  ])('take a text literally: %s', async (text, expected) => {
    await create(
      { key: 'checkout' },
      { key: 'price', name: '50% off' },
      { key: 'under_score' },
      { key: 'bang', name: 'Hot!' },
      { key: 'slash', name: 'a\\b' },
    );
    expect(await keys({ text })).toEqual(expected);
  });

  it('refuse a text that is too long to be looked for', async () => {
    const variables = { projectId: project.projectId, filter: { text: 'x'.repeat(256) } };
    expect(await refusalOf(harness, organization.owner, list, variables)).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  it('are seen by a member with a role on one environment of their project, and by nobody of another', async () => {
    await create({ key: 'checkout' });
    const { id } = await flag('checkout');
    const document = 'query Flag($id: ID!) { flag(id: $id) { key } }';
    const { projectId, environments } = project;
    const viewer = aMember(organization, 'VIEWER', { projectId, environmentId: environments.staging });
    expect(await ask(harness, viewer, document, { id })).toEqual({ flag: { key: 'checkout' } });

    const other = await aProject(harness, organization, 'staging');
    const stranger = aMember(organization, 'OWNER', { projectId: other.projectId });
    const hidden = { code: 'NOT_FOUND', message: 'Flag not found' };
    expect(await refusalOf(harness, stranger, document, { id })).toEqual(hidden);
    const { owner } = await harness.anOrganization();
    expect(await refusalOf(harness, owner, document, { id })).toEqual(hidden);
  });
});
