import { ask, refusalOf } from '../../support/ask';
import { dialects, startHarness, type Harness } from '../../support/harness';
import { heldClock, type HeldClock } from '../../support/held-clock';
import { mutate, mutationOf, succeed, userErrorsOf } from '../../support/mutate';
import type { TestOrganization } from '../../support/organizations';
import { aPerson, memberIdOf } from './people';

const day = 24 * 3_600_000;

const list = /* GraphQL */ `
  query Members($first: Int, $after: String, $filter: MemberFilter) {
    organization {
      members(first: $first, after: $after, filter: $filter) {
        nodes {
          email
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`;

describe.each(dialects)('members on %s', (dialect) => {
  let clock: HeldClock;
  let harness: Harness;
  let organization: TestOrganization;

  beforeAll(async () => {
    clock = heldClock();
    harness = await startHarness(dialect, { clock });
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    organization = await harness.anOrganization();
  });

  const invite = async (email = 'ada@example.com') =>
    succeed(
      harness,
      organization.owner,
      'inviteMember',
      { email, role: 'EDITOR' },
      'member { id name invitationExpiresAt version } invitationToken version',
    );
  const accept = (token: string, name = 'Ada') =>
    mutate(harness, null, 'acceptInvitation', { token, name }, 'secret memberId');
  const viewer = async (token: string) =>
    (await ask(harness, token, '{ viewer { kind name member { id } grants { role } } }')).viewer;

  describe('an invitation', () => {
    it('lets one person in, who then has a name, a token and the role that was given', async () => {
      const { member, invitationToken } = await invite();
      expect(member.name).toBe('ada@example.com');
      const { secret, memberId, userErrors } = await accept(invitationToken, 'Ada Lovelace');
      expect(userErrors).toEqual([]);
      expect(memberId).toBe(member.id);
      expect(await viewer(secret)).toEqual({
        kind: 'MEMBER',
        name: 'Ada Lovelace',
        member: { id: member.id },
        grants: [{ role: 'EDITOR' }],
      });
    });

    it('works once', async () => {
      const { invitationToken } = await invite();
      await accept(invitationToken);
      const again = await accept(invitationToken);
      expect(again).toMatchObject({ secret: null, userErrors: [{ code: 'INVITATION_INVALID' }] });
    });

    it('lets only one in when two come at the same time', async () => {
      const { invitationToken } = await invite();
      const answers = await Promise.all([accept(invitationToken, 'One'), accept(invitationToken, 'Other')]);
      expect(answers.filter(({ secret }) => secret !== null)).toHaveLength(1);
    });

    it('ends after seven days, and can be renewed, which ends the one before it', async () => {
      const { member, invitationToken } = await invite();
      clock.advance(7 * day);
      expect((await accept(invitationToken)).userErrors[0].code).toBe('INVITATION_INVALID');
      const renewed = await succeed(
        harness,
        organization.owner,
        'renewInvitation',
        { memberId: member.id },
        'invitationToken version',
      );
      expect(renewed.version).toBe(2);
      expect((await accept(invitationToken)).userErrors[0].code).toBe('INVITATION_INVALID');
      expect((await accept(renewed.invitationToken)).userErrors).toEqual([]);
      expect(
        await userErrorsOf(harness, organization.owner, 'renewInvitation', { memberId: member.id }),
      ).toEqual(['ALREADY_ACCEPTED']);
    });

    it('of an archived member lets nobody in', async () => {
      const { member, invitationToken } = await invite();
      await succeed(harness, organization.owner, 'archiveMember', { memberId: member.id });
      expect((await accept(invitationToken)).userErrors[0].code).toBe('INVITATION_INVALID');
    });

    it('answers all that is wrong with one alike', async () => {
      const { invitationToken } = await invite();
      const forged = invitationToken.slice(0, -40) + 'x'.repeat(40);
      const { userErrors } = await accept(forged);
      expect((await accept('nonsense')).userErrors).toEqual(userErrors);
      await accept(invitationToken);
      expect((await accept(invitationToken)).userErrors).toEqual(userErrors);
    });

    it.each([
      ['Ada@Example.COM', 'EMAIL_TAKEN'],
      ['no address', 'INVALID_INPUT'],
    ])('for %p after one for ada@example.com is refused: %s', async (email, code) => {
      await invite('ada@example.com');
      const input = { email, role: 'VIEWER' };
      expect(await userErrorsOf(harness, organization.owner, 'inviteMember', input)).toEqual([code]);
    });
  });

  describe('the last owner', () => {
    it('can neither be archived nor lose the role', async () => {
      const { owner } = organization;
      const { viewer: me } = await ask(harness, owner, '{ viewer { grants { id } } }');
      expect(
        await userErrorsOf(harness, owner, 'archiveMember', { memberId: memberIdOf(organization) }),
      ).toEqual(['LAST_OWNER']);
      expect(await userErrorsOf(harness, owner, 'revokeRole', { roleGrantId: me.grants[0].id })).toEqual([
        'LAST_OWNER',
      ]);
      expect((await viewer(organization.ownerToken)).grants).toEqual([{ role: 'OWNER' }]);
    });

    it('is still the last one while another owner is only invited', async () => {
      const { owner } = organization;
      await succeed(harness, owner, 'inviteMember', { email: 'second@example.com', role: 'OWNER' });
      expect(
        await userErrorsOf(harness, owner, 'archiveMember', { memberId: memberIdOf(organization) }),
      ).toEqual(['LAST_OWNER']);
    });

    it('remains when two owners archive each other at the same time', async () => {
      const second = await aPerson(harness, organization, 'OWNER', {}, 'second@example.com');
      const outcomes = await Promise.all([
        userErrorsOf(harness, organization.owner, 'archiveMember', { memberId: second.memberId }),
        userErrorsOf(harness, second.actor, 'archiveMember', { memberId: memberIdOf(organization) }),
      ]);
      expect(outcomes.map((codes) => codes.join()).sort()).toEqual(['', 'LAST_OWNER']);
    });
  });

  describe('an archived member', () => {
    it('is let in by no token until restored', async () => {
      const person = await aPerson(harness, organization, 'VIEWER');
      const archived = await succeed(
        harness,
        organization.owner,
        'archiveMember',
        { memberId: person.memberId },
        'version',
      );
      expect(await refusalOf(harness, person.token, '{ viewer { id } }')).toMatchObject({
        code: 'UNAUTHENTICATED',
      });
      expect(
        await userErrorsOf(harness, organization.owner, 'archiveMember', { memberId: person.memberId }),
      ).toEqual(['ARCHIVED']);
      await succeed(harness, organization.owner, 'restoreMember', {
        memberId: person.memberId,
        expectedVersion: archived.version,
      });
      expect((await viewer(person.token)).member).toEqual({ id: person.memberId });
    });

    it('is listed among the archived ones only', async () => {
      const person = await aPerson(harness, organization, 'VIEWER');
      await succeed(harness, organization.owner, 'archiveMember', { memberId: person.memberId });
      const emails = async (filter?: object) =>
        (await ask(harness, organization.owner, list, { filter })).organization.members.nodes.map(
          ({ email }: { email: string }) => email,
        );
      expect(await emails()).toEqual(['owner@example.com']);
      expect(await emails({ archived: true })).toEqual(['viewer@example.com']);
    });
  });

  describe('a name', () => {
    it('is changed by its member, or by who manages members, and never over somebody else’s change', async () => {
      const { memberId, actor } = await aPerson(harness, organization, 'VIEWER');
      const rename = (caller: typeof actor, name: string, expectedVersion?: number) =>
        mutate(
          harness,
          caller,
          'updateMember',
          { memberId, name, expectedVersion },
          'member { name } version',
        );
      const own = await rename(actor, 'Vera');
      expect(own.member).toEqual({ name: 'Vera' });
      const managed = await rename(organization.owner, ' Vera V. ', own.version);
      expect(managed.member).toEqual({ name: 'Vera V.' });
      const stale = await rename(actor, 'Vera again', own.version);
      expect(stale.userErrors).toMatchObject([
        { code: 'VERSION_CONFLICT', field: ['input', 'expectedVersion'] },
      ]);
    });

    it.each(['', '   ', 'two\nlines', 'x'.repeat(256)])('cannot be %j', async (name) => {
      const input = { memberId: memberIdOf(organization), name };
      expect(await userErrorsOf(harness, organization.owner, 'updateMember', input)).toEqual([
        'INVALID_INPUT',
      ]);
    });
  });

  it('an admin does not act on an owner', async () => {
    const { actor: admin } = await aPerson(harness, organization, 'ADMIN');
    const memberId = memberIdOf(organization);
    for (const [name, input] of [
      ['archiveMember', { memberId }],
      ['updateMember', { memberId, name: 'Nobody' }],
    ] as const) {
      expect(await refusalOf(harness, admin, mutationOf(harness, name), { input })).toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    expect((await viewer(organization.ownerToken)).name).toBe('Olive Owner');
  });

  it('are paged in the order in which they came, and found by a part of name or address', async () => {
    for (const email of ['b@example.com', 'a@example.com', '100%_sure@example.com']) await invite(email);
    const page = async (variables: Record<string, unknown>) =>
      (await ask(harness, organization.owner, list, variables)).organization.members;
    const first = await page({ first: 2 });
    expect(first.nodes).toEqual([{ email: 'owner@example.com' }, { email: 'b@example.com' }]);
    const second = await page({ first: 2, after: first.pageInfo.endCursor });
    expect(second.nodes).toEqual([{ email: 'a@example.com' }, { email: '100%_sure@example.com' }]);
    expect(second.pageInfo.hasNextPage).toBe(false);
    expect((await page({ filter: { text: '%_' } })).nodes).toEqual([{ email: '100%_sure@example.com' }]);
    expect((await page({ filter: { text: 'OLIVE' } })).nodes).toEqual([{ email: 'owner@example.com' }]);
  });
});
