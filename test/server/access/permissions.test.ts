import { ask, refusalOf } from '../../support/ask';
import { aProject, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Caller, type Harness } from '../../support/harness';
import { mutationOf, succeed } from '../../support/mutate';
import type { TestOrganization } from '../../support/organizations';
import { aPerson, memberIdOf, type Person } from './people';

interface World {
  organization: TestOrganization;
  project: TestProject<'staging'>;
  viewer: Person;
  ownerId: string;
  ownersTokenId: string;
  ownersGrantId: string;
  serviceTokenId: string;
  sdkKeyId: string;
  serverKey: string;
  clientKey: string;
}

/** What only some may do, each with an input that would succeed for who may. */
const guarded: Record<string, (world: World) => object> = {
  updateOrganization: () => ({ name: 'Mine' }),
  archiveOrganization: () => ({}),
  restoreOrganization: () => ({}),
  inviteMember: () => ({ email: 'friend@example.com', role: 'VIEWER' }),
  renewInvitation: ({ ownerId }) => ({ memberId: ownerId }),
  updateMember: ({ ownerId }) => ({ memberId: ownerId, name: 'Nobody' }),
  archiveMember: ({ ownerId }) => ({ memberId: ownerId }),
  restoreMember: ({ ownerId }) => ({ memberId: ownerId }),
  grantRole: ({ viewer }) => ({ principalId: viewer.memberId, role: 'OWNER' }),
  revokeRole: ({ ownersGrantId }) => ({ roleGrantId: ownersGrantId }),
  revokePersonalToken: ({ ownersTokenId }) => ({ personalTokenId: ownersTokenId }),
  createServiceToken: () => ({ name: 'CI', role: 'VIEWER' }),
  revokeServiceToken: ({ serviceTokenId }) => ({ serviceTokenId }),
  createSdkKey: ({ project }) => ({
    environmentId: project.environments.staging,
    kind: 'SERVER',
    name: 'Backend',
  }),
  updateSdkKey: ({ sdkKeyId }) => ({ sdkKeyId, name: 'Mine' }),
  revokeSdkKey: ({ sdkKeyId }) => ({ sdkKeyId }),
  rotateSdkKey: ({ sdkKeyId }) => ({ sdkKeyId, overlapHours: 0 }),
  createProject: () => ({ key: 'mine', name: 'Mine' }),
  updateProject: ({ project }) => ({ projectId: project.projectId, name: 'Mine' }),
  archiveProject: ({ project }) => ({ projectId: project.projectId }),
  restoreProject: ({ project }) => ({ projectId: project.projectId }),
};

/**
 * Every member has tokens of their own; an invitation is open to its holder; who reports tells of its own stream only;
 * `applyChanges` and `recordMeasurements` have tests of their own.
 */
const open = [
  'createPersonalToken',
  'acceptInvitation',
  'reportConfigStatus',
  'applyChanges',
  'recordMeasurements',
];

describe.each(dialects)('permissions on %s', (dialect) => {
  let harness: Harness;
  let world: World;

  beforeAll(async () => {
    harness = await startHarness(dialect);
    world = await aWorld(harness);
  });
  afterAll(() => harness.close());

  it('are asked for by every mutation but those that are open', () => {
    const fields = harness.schemas.api.getMutationType()?.getFields() ?? {};
    expect([...Object.keys(guarded), ...open].sort()).toEqual(Object.keys(fields).sort());
  });

  describe.each(Object.entries(guarded))('%s', (name, inputOf) => {
    it.each<[string, (world: World) => Caller, string]>([
      ['a viewer', ({ viewer }) => viewer.token, 'FORBIDDEN'],
      ['a server key', ({ serverKey }) => serverKey, 'FORBIDDEN'],
      ['a client key', ({ clientKey }) => clientKey, 'FORBIDDEN'],
      ['nobody', () => null, 'UNAUTHENTICATED'],
    ])('by %s changes nothing', async (_who, callerOf, code) => {
      const before = await rowsOf(harness, world.organization);
      const variables = { input: inputOf(world) };
      const refusal = await refusalOf(harness, callerOf(world), mutationOf(harness, name), variables);
      expect(refusal.code).toBe(code);
      expect(await rowsOf(harness, world.organization)).toEqual(before);
    });
  });
});

async function aWorld(harness: Harness): Promise<World> {
  const organization = await harness.anOrganization();
  const { owner } = organization;
  const project = await aProject(harness, organization, 'staging');
  const viewer = await aPerson(harness, organization, 'VIEWER');
  const aKey = (kind: string) =>
    succeed(
      harness,
      owner,
      'createSdkKey',
      { environmentId: project.environments.staging, kind, name: kind },
      'secret sdkKey { id }',
    );
  const service = { name: 'CI', role: 'VIEWER' };
  const { serviceToken } = await succeed(
    harness,
    owner,
    'createServiceToken',
    service,
    'serviceToken { id }',
  );
  const server = await aKey('SERVER');
  const mine = '{ viewer { grants { id } member { personalTokens { nodes { id } } } } }';
  const { viewer: me } = await ask(harness, owner, mine);
  return {
    organization,
    project,
    viewer,
    ownerId: memberIdOf(organization),
    ownersTokenId: me.member.personalTokens.nodes[0].id,
    ownersGrantId: me.grants[0].id,
    serviceTokenId: serviceToken.id,
    sdkKeyId: server.sdkKey.id,
    serverKey: server.secret,
    clientKey: (await aKey('CLIENT')).secret,
  };
}

/** All that the organization has in the tables which these mutations write. */
async function rowsOf(harness: Harness, { organizationId }: TestOrganization): Promise<unknown[]> {
  const tables = [
    ['organizations', 'id'],
    ['organization_heads', 'organization_id'],
    ['audit_entries', 'organization_id'],
    ['members', 'organization_id'],
    ['access_tokens', 'organization_id'],
    ['role_grants', 'organization_id'],
    ['sdk_keys', 'organization_id'],
    ['sdk_key_secrets', 'organization_id'],
    ['projects', 'organization_id'],
  ];
  const read = ([table, column]: string[]): Promise<Record<string, unknown>[]> =>
    harness.database.read.query(`SELECT * FROM ${table} WHERE ${column} = ?`, [organizationId]);
  const rows = (await Promise.all(tables.map(read))).flat();
  return rows.map(({ last_used_at: _touchedAtLeisure, ...row }) => row);
}
