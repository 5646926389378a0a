import { newId, toGlobalId } from '../../../src/server/foundation/ids';
import { ask, refusalOf } from '../../support/ask';
import { aProject, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Caller, type Harness } from '../../support/harness';
import { mutationOf, succeed, userErrorsOf } from '../../support/mutate';
import type { TestOrganization } from '../../support/organizations';
import { aPerson, memberIdOf, type Person } from './people';

const grantsOfMember = /* GraphQL */ `
  query Grants($id: ID!) {
    node(id: $id) {
      ... on Member {
        grants {
          role
          project {
            id
          }
          environment {
            id
          }
        }
      }
    }
  }
`;

describe.each(dialects)('roles on %s', (dialect) => {
  let harness: Harness;
  let organization: TestOrganization;
  let project: TestProject<'staging' | 'production'>;
  let viewer: Person;

  beforeAll(async () => {
    harness = await startHarness(dialect);
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    organization = await harness.anOrganization();
    project = await aProject(harness, organization, 'staging', 'production');
    viewer = await aPerson(harness, organization, 'VIEWER');
  });

  const grant = (caller: Caller, input: object) =>
    succeed(harness, caller, 'grantRole', input, 'roleGrant { id role }');
  const refusal = async (caller: Caller, name: string, input: object) =>
    (await refusalOf(harness, caller, mutationOf(harness, name), { input })).code;
  const grantsOf = async (caller: Caller, id: string) =>
    (await ask(harness, caller, grantsOfMember, { id })).node.grants;

  it('are granted on the organization, a project or an environment, and hold at once', async () => {
    const { projectId, environments } = project;
    const { memberId: principalId, token } = viewer;
    await grant(organization.owner, { principalId, role: 'ADMIN', environmentId: environments.staging });
    await grant(organization.owner, { principalId, role: 'EDITOR', projectId });
    expect(await grantsOf(token, principalId)).toEqual([
      { role: 'VIEWER', project: null, environment: null },
      { role: 'ADMIN', project: { id: projectId }, environment: { id: environments.staging } },
      { role: 'EDITOR', project: { id: projectId }, environment: null },
    ]);
    const key = { environmentId: environments.staging, kind: 'CLIENT', name: 'Web' };
    await succeed(harness, token, 'createSdkKey', key);
    const elsewhere = { ...key, environmentId: environments.production };
    expect(await refusal(token, 'createSdkKey', elsewhere)).toBe('FORBIDDEN');
  });

  it('are taken away again, and are gone at once', async () => {
    const { memberId: principalId, token } = viewer;
    const input = { principalId, role: 'ADMIN', projectId: project.projectId };
    const { roleGrant } = await grant(organization.owner, input);
    const update = { projectId: project.projectId, name: 'Renamed' };
    await succeed(harness, token, 'updateProject', update);
    await succeed(harness, organization.owner, 'revokeRole', { roleGrantId: roleGrant.id });
    expect(await refusal(token, 'updateProject', update)).toBe('FORBIDDEN');
    expect(await refusal(organization.owner, 'revokeRole', { roleGrantId: roleGrant.id })).toBe('NOT_FOUND');
  });

  it('of others are shown on the places that the caller sees', async () => {
    const other = await aProject(harness, organization, 'live');
    await grant(organization.owner, {
      principalId: viewer.memberId,
      role: 'EDITOR',
      projectId: project.projectId,
    });
    const guest = await aPerson(
      harness,
      organization,
      'EDITOR',
      { projectId: other.projectId },
      'g@example.com',
    );
    expect(await grantsOf(guest.token, viewer.memberId)).toEqual([
      { role: 'VIEWER', project: null, environment: null },
    ]);
  });

  describe('nobody becomes more than they are:', () => {
    it('a viewer grants nothing, least of all to themselves', async () => {
      const input = { principalId: viewer.memberId, role: 'ADMIN' };
      expect(await refusal(viewer.token, 'grantRole', input)).toBe('FORBIDDEN');
      expect(await grantsOf(viewer.token, viewer.memberId)).toHaveLength(1);
    });

    it('an admin makes no owner, of themselves or of others, and unmakes none', async () => {
      const admin = await aPerson(harness, organization, 'ADMIN');
      const { viewer: me } = await ask(harness, organization.owner, '{ viewer { grants { id } } }');
      for (const principalId of [admin.memberId, viewer.memberId]) {
        expect(await refusal(admin.token, 'grantRole', { principalId, role: 'OWNER' })).toBe('FORBIDDEN');
      }
      const invitation = { email: 'o@example.com', role: 'OWNER' };
      expect(await refusal(admin.token, 'inviteMember', invitation)).toBe('FORBIDDEN');
      expect(await refusal(admin.token, 'revokeRole', { roleGrantId: me.grants[0].id })).toBe('FORBIDDEN');
    });

    it('even an owner grants themselves nothing', async () => {
      const input = { principalId: memberIdOf(organization), role: 'EDITOR' };
      expect(await refusal(organization.owner, 'grantRole', input)).toBe('FORBIDDEN');
    });

    it('an admin of a project grants in it, and nowhere else', async () => {
      const { projectId, environments } = project;
      const admin = await aPerson(harness, organization, 'ADMIN', { projectId });
      const { memberId: principalId } = viewer;
      const other = await aProject(harness, organization, 'live');
      await grant(admin.token, { principalId, role: 'EDITOR', environmentId: environments.staging });
      expect(await refusal(admin.token, 'grantRole', { principalId, role: 'VIEWER' })).toBe('FORBIDDEN');
      const elsewhere = { principalId, role: 'VIEWER', projectId: other.projectId };
      expect(await refusal(admin.token, 'grantRole', elsewhere)).toBe('NOT_FOUND');
      const invitation = { email: 'x@example.com', role: 'VIEWER', projectId };
      expect(await refusal(admin.token, 'inviteMember', invitation)).toBe('FORBIDDEN');
    });
  });

  it.each([
    ['OWNER on a project', { role: 'OWNER', projectId: true }, 'INVALID_INPUT'],
    ['a role that is held there already', { role: 'VIEWER' }, 'ALREADY_GRANTED'],
  ])('%s is refused', async (_what, { role, projectId }: { role: string; projectId?: boolean }, code) => {
    const input = {
      principalId: viewer.memberId,
      role,
      ...(projectId && { projectId: project.projectId }),
    };
    expect(await userErrorsOf(harness, organization.owner, 'grantRole', input)).toEqual([code]);
  });

  it('of service tokens stop at ADMIN', async () => {
    const input = { name: 'CI', role: 'OWNER' };
    expect(await userErrorsOf(harness, organization.owner, 'createServiceToken', input)).toEqual([
      'INVALID_INPUT',
    ]);
  });

  it('of another organization’s people and places are refused as those that do not exist', async () => {
    const foreign = await harness.anOrganization();
    const foreignProject = await aProject(harness, foreign, 'live');
    const { memberId: principalId } = viewer;
    const role = 'VIEWER';
    const answer = async (input: object) =>
      refusalOf(harness, organization.owner, mutationOf(harness, 'grantRole'), { input });
    for (const [foreignInput, missingInput] of [
      [
        { principalId: memberIdOf(foreign), role },
        { principalId: toGlobalId('Member', newId()), role },
      ],
      [
        { principalId, role, projectId: foreignProject.projectId },
        { principalId, role, projectId: toGlobalId('Project', newId()) },
      ],
      [
        { principalId, role, environmentId: foreignProject.environments.live },
        { principalId, role, environmentId: toGlobalId('Environment', newId()) },
      ],
    ]) {
      const refused = await answer(foreignInput);
      expect(refused.code).toBe('NOT_FOUND');
      expect(await answer(missingInput)).toEqual(refused);
    }
  });
});
