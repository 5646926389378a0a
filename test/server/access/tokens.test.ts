import { ask, refusalOf } from '../../support/ask';
import { dialects, startHarness, type Caller, type Harness } from '../../support/harness';
import { heldClock, type HeldClock } from '../../support/held-clock';
import { mutate, mutationOf, succeed, userErrorsOf } from '../../support/mutate';
import type { TestOrganization } from '../../support/organizations';
import { aPerson, memberIdOf, type Person } from './people';

const hour = 3_600_000;

const personalTokens = /* GraphQL */ `
  query Tokens($id: ID!, $filter: TokenFilter) {
    node(id: $id) {
      ... on Member {
        personalTokens(filter: $filter) {
          nodes {
            id
            name
          }
        }
      }
    }
  }
`;

const serviceTokens = /* GraphQL */ `
  {
    organization {
      serviceTokens {
        nodes {
          id
          name
          grants {
            role
          }
        }
      }
    }
  }
`;

describe.each(dialects)('tokens on %s', (dialect) => {
  let clock: HeldClock;
  let harness: Harness;
  let organization: TestOrganization;
  let viewer: Person;

  beforeAll(async () => {
    clock = heldClock();
    harness = await startHarness(dialect, { clock });
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    organization = await harness.anOrganization();
    viewer = await aPerson(harness, organization, 'VIEWER');
  });

  const later = (ms: number) => new Date(clock.now() + ms).toISOString();
  const createPersonal = (caller: Caller, input: object) =>
    mutate(harness, caller, 'createPersonalToken', input, 'secret personalToken { id publicId } version');
  const createService = (input: object) =>
    succeed(
      harness,
      organization.owner,
      'createServiceToken',
      { name: 'CI', role: 'EDITOR', ...input },
      'secret serviceToken { id publicId expiresAt } version',
    );
  const isLetIn = async (token: string) => {
    const { errors } = await harness.execute(token, '{ viewer { id } }');
    return errors === undefined ? true : errors[0].extensions.code;
  };

  describe('a personal token', () => {
    it('lets its member in until it is revoked', async () => {
      const { secret, personalToken } = await createPersonal(viewer.token, { name: 'Laptop' });
      expect(secret).toContain(`sbx_pat_${personalToken.publicId}_`);
      const { viewer: who } = await ask(harness, secret, '{ viewer { kind member { id } } }');
      expect(who).toEqual({ kind: 'MEMBER', member: { id: viewer.memberId } });
      await succeed(harness, viewer.token, 'revokePersonalToken', { personalTokenId: personalToken.id });
      expect(await isLetIn(secret)).toBe('UNAUTHENTICATED');
      expect(await isLetIn(viewer.token)).toBe(true);
      expect(
        await userErrorsOf(harness, viewer.token, 'revokePersonalToken', {
          personalTokenId: personalToken.id,
        }),
      ).toEqual(['REVOKED']);
    });

    it('lets nobody in once it has expired, and makes nothing that outlives it', async () => {
      const { secret } = await createPersonal(viewer.token, { name: 'An hour', expiresAt: later(hour) });
      expect(await isLetIn(secret)).toBe(true);
      for (const expiresAt of [undefined, later(2 * hour)]) {
        const { userErrors } = await createPersonal(secret, { name: 'For ever', expiresAt });
        expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', 'expiresAt'] }]);
      }
      expect(
        (await createPersonal(secret, { name: 'Shorter', expiresAt: later(hour / 2) })).userErrors,
      ).toEqual([]);
      clock.advance(hour);
      expect(await isLetIn(secret)).toBe('UNAUTHENTICATED');
    });

    it('is seen by its member, and by who manages members', async () => {
      const names = async (caller: Caller, id = viewer.memberId, filter?: object) =>
        (await ask(harness, caller, personalTokens, { id, filter })).node.personalTokens.nodes.map(
          ({ name }: { name: string }) => name,
        );
      expect(await names(viewer.token)).toEqual(['First token']);
      expect(await names(organization.owner)).toEqual(['First token']);
      expect(await names(viewer.token, viewer.memberId, { text: 'laptop' })).toEqual([]);
      const refusal = await refusalOf(harness, viewer.token, personalTokens, {
        id: memberIdOf(organization),
      });
      expect(refusal.code).toBe('FORBIDDEN');
    });

    it('of somebody else is revoked by who manages members, but an admin revokes none of an owner', async () => {
      const admin = await aPerson(harness, organization, 'ADMIN');
      const idOf = async (caller: Caller, id: string) =>
        (await ask(harness, caller, personalTokens, { id })).node.personalTokens.nodes[0].id as string;
      const ownersToken = await idOf(organization.owner, memberIdOf(organization));
      const viewersToken = await idOf(viewer.token, viewer.memberId);
      const refusal = (caller: Caller, personalTokenId: string) =>
        refusalOf(harness, caller, mutationOf(harness, 'revokePersonalToken'), {
          input: { personalTokenId },
        });
      expect((await refusal(admin.token, ownersToken)).code).toBe('FORBIDDEN');
      expect((await refusal(viewer.token, ownersToken)).code).toBe('FORBIDDEN');
      await succeed(harness, admin.token, 'revokePersonalToken', { personalTokenId: viewersToken });
      expect(await isLetIn(viewer.token)).toBe('UNAUTHENTICATED');
      expect(await isLetIn(organization.ownerToken)).toBe(true);
    });
  });

  describe('a service token', () => {
    it('lets a program in with the role it was given, until it is revoked', async () => {
      const { secret, serviceToken } = await createService({});
      expect(secret).toContain(`sbx_svc_${serviceToken.publicId}_`);
      const { viewer: who } = await ask(
        harness,
        secret,
        '{ viewer { kind id name member { id } grants { role } } }',
      );
      expect(who).toEqual({
        kind: 'SERVICE_TOKEN',
        id: serviceToken.id,
        name: 'CI',
        member: null,
        grants: [{ role: 'EDITOR' }],
      });
      await succeed(harness, organization.owner, 'revokeServiceToken', { serviceTokenId: serviceToken.id });
      expect(await isLetIn(secret)).toBe('UNAUTHENTICATED');
    });

    it('gets more roles by being granted them, and has no personal tokens', async () => {
      const { secret, serviceToken } = await createService({});
      await succeed(harness, organization.owner, 'grantRole', {
        principalId: serviceToken.id,
        role: 'ADMIN',
      });
      await succeed(harness, secret, 'createProject', { key: 'made-by-ci', name: 'Made by CI' });
      const input = { name: 'Mine' };
      const refusal = await refusalOf(harness, secret, mutationOf(harness, 'createPersonalToken'), { input });
      expect(refusal.code).toBe('FORBIDDEN');
    });

    it('lets nobody in once it has expired', async () => {
      const { secret } = await createService({ expiresAt: later(hour) });
      expect(await isLetIn(secret)).toBe(true);
      clock.advance(hour);
      expect(await isLetIn(secret)).toBe('UNAUTHENTICATED');
    });

    it('is listed for who manages tokens, and found by nobody else', async () => {
      const { serviceToken } = await createService({});
      const { organization: own } = await ask(harness, organization.owner, serviceTokens);
      expect(own.serviceTokens.nodes).toEqual([
        { id: serviceToken.id, name: 'CI', grants: [{ role: 'EDITOR' }] },
      ]);
      expect(await refusalOf(harness, viewer.token, serviceTokens)).toMatchObject({ code: 'FORBIDDEN' });
      const byId = 'query ($id: ID!) { node(id: $id) { id } }';
      expect(await ask(harness, organization.owner, byId, { id: serviceToken.id })).toEqual({
        node: { id: serviceToken.id },
      });
      expect(await ask(harness, viewer.token, byId, { id: serviceToken.id })).toEqual({ node: null });
    });
  });
});
