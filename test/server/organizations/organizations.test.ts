import { toGlobalId } from '../../../src/server/foundation/ids';
import { ask, refusalOf } from '../../support/ask';
import { dialects, startHarness, type Harness } from '../../support/harness';
import { mutate, mutationOf, succeed, userErrorsOf } from '../../support/mutate';
import type { TestOrganization } from '../../support/organizations';
import { aPerson } from '../access/people';

const own = '{ organization { id slug name version archivedAt } }';

describe.each(dialects)('organizations on %s', (dialect) => {
  let harness: Harness;
  let organization: TestOrganization;

  beforeAll(async () => {
    harness = await startHarness(dialect);
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    organization = await harness.anOrganization();
  });

  const found = (input: object = {}) =>
    harness.founding.createOrganization({
      slug: `o-${organization.organizationId}`,
      name: 'Founded',
      owner: { email: 'Owner@Example.com', name: 'Olive' },
      now: harness.clock.now(),
      ...input,
    });

  it('are founded with an owner, a token and an audit chain', async () => {
    const { organization: founded, owner, ownerToken } = await found();
    const query = /* GraphQL */ `
      {
        viewer {
          name
          grants {
            role
          }
          member {
            email
          }
        }
        organization {
          id
          name
          auditEntries {
            nodes {
              sequence
              action
              actorKind
              actorId
            }
          }
        }
      }
    `;
    expect(await ask(harness, ownerToken, query)).toEqual({
      viewer: { name: 'Olive', grants: [{ role: 'OWNER' }], member: { email: 'owner@example.com' } },
      organization: {
        id: toGlobalId('Organization', founded.id),
        name: 'Founded',
        auditEntries: {
          nodes: [{ sequence: 1, action: 'createOrganization', actorKind: 'SYSTEM', actorId: null }],
        },
      },
    });
    expect(owner.organizationId).toBe(founded.id);
    expect(await harness.founding.isFirst()).toBe(false);
  });

  it('have slugs that are taken once, and nothing is left of one that was refused', async () => {
    await found();
    const members = async () =>
      (await harness.database.read.query('SELECT COUNT(*) AS count FROM members')) as unknown;
    const before = await members();
    await expect(found()).rejects.toMatchObject({ kind: 'CONFLICT', details: { reason: 'SLUG_TAKEN' } });
    expect(await members()).toEqual(before);
  });

  it.each([
    ['slug', { slug: 'Not A Slug' }],
    ['name', { name: '' }],
    ['email', { owner: { email: 'nobody', name: 'N' } }],
  ])('are not founded with a wrong %s', async (field, input) => {
    await expect(found(input)).rejects.toMatchObject({
      kind: 'INVALID_INPUT',
      details: { field: ['input', field] },
    });
  });

  it('are seen by who belongs to them, as their own and by id', async () => {
    const { organization: mine } = await ask(harness, organization.owner, own);
    expect(mine).toMatchObject({ name: 'A test organization', version: 1, archivedAt: null });
    const byId = 'query ($id: ID!) { node(id: $id) { id ... on Organization { name } } }';
    expect(await ask(harness, organization.owner, byId, { id: mine.id })).toEqual({
      node: { id: mine.id, name: 'A test organization' },
    });
    const stranger = await harness.anOrganization();
    expect(await ask(harness, stranger.owner, byId, { id: mine.id })).toEqual({ node: null });
  });

  it('are not seen without a credential', async () => {
    for (const query of [own, '{ viewer { name } }']) {
      expect(await refusalOf(harness, null, query)).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  it('are renamed, and not over somebody else’s change', async () => {
    const rename = (name: string, expectedVersion?: number) =>
      mutate(
        harness,
        organization.owner,
        'updateOrganization',
        { name, expectedVersion },
        'organization { name } version',
      );
    expect(await rename('Acme', 1)).toMatchObject({ organization: { name: 'Acme' }, version: 2 });
    const stale = await rename('Globex', 1);
    expect(stale).toMatchObject({ organization: null, userErrors: [{ code: 'VERSION_CONFLICT' }] });
    expect((await ask(harness, organization.owner, own)).organization).toMatchObject({
      name: 'Acme',
      version: 2,
    });
  });

  it('are archived and restored by their owners only', async () => {
    const admin = await aPerson(harness, organization, 'ADMIN');
    const input = {};
    for (const name of ['archiveOrganization', 'restoreOrganization']) {
      expect(await refusalOf(harness, admin.token, mutationOf(harness, name), { input })).toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    const owner = organization.ownerToken;
    expect(await userErrorsOf(harness, owner, 'restoreOrganization', {})).toEqual(['NOT_ARCHIVED']);
    const { version } = await succeed(harness, owner, 'archiveOrganization', {}, 'version');
    expect(await userErrorsOf(harness, owner, 'archiveOrganization', {})).toEqual(['ARCHIVED']);
    const restored = await succeed(
      harness,
      owner,
      'restoreOrganization',
      { expectedVersion: version },
      'organization { archivedAt }',
    );
    expect(restored.organization.archivedAt).toBeNull();
  });
});
