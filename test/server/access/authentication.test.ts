import type { Actor } from '../../../src/server/foundation/actor';
import {
  clientKeyText,
  mintClientKeyId,
  mintCredential,
} from '../../../src/server/domain/access/credential-format';
import { newId } from '../../../src/server/foundation/ids';
import { aProject, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';
import { heldClock, type HeldClock } from '../../support/held-clock';
import { succeed } from '../../support/mutate';
import type { TestOrganization } from '../../support/organizations';
import { aPerson } from './people';

const refused = { kind: 'UNAUTHENTICATED' };

describe.each(dialects)('authentication on %s', (dialect) => {
  let clock: HeldClock;
  let harness: Harness;
  let organization: TestOrganization;
  let project: TestProject<'staging'>;

  beforeAll(async () => {
    clock = heldClock();
    harness = await startHarness(dialect, { clock });
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    organization = await harness.anOrganization();
    project = await aProject(harness, organization, 'staging');
  });

  const authenticate = (credential: string, { authenticator } = harness): Promise<Actor> =>
    authenticator.authenticate(`Bearer ${credential}`);
  const aKey = (kind = 'SERVER') =>
    succeed(
      harness,
      organization.owner,
      'createSdkKey',
      { environmentId: project.environments.staging, kind, name: 'Backend' },
      'secret sdkKey { id publicId }',
    );

  it('of no credential is anonymous', async () => {
    expect(await harness.authenticator.authenticate(undefined)).toEqual({ kind: 'ANONYMOUS' });
  });

  it('of a fake with a wrong checksum, or of no credential’s form, asks no database', async () => {
    const { text } = mintCredential('SERVER_KEY');
    const fakes = [
      `Bearer ${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`,
      `Bearer ${text}x`,
      'Bearer short',
      'Bearer',
      '',
      `Basic ${text}`,
      `Bearer ${text} ${text}`,
    ];
    for (const header of fakes) {
      const { statements } = await harness.statementsOf(() =>
        expect(harness.authenticator.authenticate(header)).rejects.toMatchObject(refused),
      );
      expect([header, statements]).toEqual([header, []]);
    }
  });

  it.each([
    ['server key', () => mintCredential('SERVER_KEY').text],
    ['client key', () => clientKeyText(mintClientKeyId())],
    ['personal token', () => mintCredential('PERSONAL_TOKEN').text],
    ['service token', () => mintCredential('SERVICE_TOKEN').text],
    ['chosen token', () => `a text that nobody chose: ${newId()}`],
    ['invitation', () => mintCredential('INVITATION', newId()).text],
  ])('of a %s that does not exist is refused', async (_kind, mint) => {
    await expect(authenticate(mint().replaceAll(' ', '-'))).rejects.toMatchObject(refused);
  });

  it('of an invitation that is live is refused: it is no credential', async () => {
    const { invitationToken } = await succeed(
      harness,
      organization.owner,
      'inviteMember',
      { email: 'ada@example.com', role: 'ADMIN' },
      'invitationToken',
    );
    await expect(authenticate(invitationToken)).rejects.toMatchObject(refused);
  });

  it('takes a kind of credential for that kind only', async () => {
    const { sdkKey } = await aKey('SERVER');
    for (const kind of ['PERSONAL_TOKEN', 'SERVICE_TOKEN'] as const) {
      await expect(authenticate(mintCredential(kind, sdkKey.publicId).text)).rejects.toMatchObject(refused);
    }
  });

  describe('of the right id with a wrong secret', () => {
    const guess = (publicId: string) => authenticate(mintCredential('SERVER_KEY', publicId).text);

    it('is refused, then throttled, and never costs the database more than one look', async () => {
      const { sdkKey, secret } = await aKey();
      const kinds = new Map<string, number>();
      const { statements } = await harness.statementsOf(async () => {
        for (let attempt = 0; attempt < 1_000; attempt += 1) {
          await guess(sdkKey.publicId).catch(({ kind }: { kind: string }) =>
            kinds.set(kind, (kinds.get(kind) ?? 0) + 1),
          );
        }
      });
      expect(Object.fromEntries(kinds)).toEqual({ UNAUTHENTICATED: 100, LIMIT_EXCEEDED: 900 });
      expect(statements.length).toBeLessThanOrEqual(2);
      expect(await authenticate(secret)).toMatchObject({ kind: 'SDK_KEY' });
      clock.advance(60_000);
      await expect(guess(sdkKey.publicId)).rejects.toMatchObject(refused);
    });
  });

  it('of a known credential asks no database for a minute', async () => {
    const { secret } = await aKey();
    await authenticate(secret);
    const read = async () => (await harness.statementsOf(() => authenticate(secret))).statements.length;
    expect(await read()).toBe(0);
    clock.advance(59_000);
    expect(await read()).toBe(0);
    clock.advance(1_001);
    expect(await read()).toBeGreaterThan(0);
  });

  it('of one key by many at once reads it once', async () => {
    const { secret } = await aKey();
    const one = await harness.statementsOf(() => authenticate(secret));
    harness.authenticator.forget(organization.organizationId);
    const many = await harness.statementsOf(() =>
      Promise.all(Array.from({ length: 100 }, () => authenticate(secret))),
    );
    expect(many.statements).toHaveLength(one.statements.length);
  });

  it('of a chosen token works for the organization that chose it, and for no other', async () => {
    const ownerToken = `chosen-${newId()}`;
    const found = (slug: string) =>
      harness.founding.createOrganization({
        slug,
        name: 'Chosen',
        owner: { email: 'o@example.com', name: 'O' },
        ownerToken,
        now: clock.now(),
      });
    const { owner } = await found(`chosen-${newId()}`);
    expect(await authenticate(ownerToken)).toMatchObject({ kind: 'MEMBER', id: owner.id });
    await expect(found(`chosen-${newId()}`)).rejects.toMatchObject({ kind: 'CONFLICT' });
  });

  describe('on another node', () => {
    let other: Harness;

    beforeEach(async () => {
      other = await startHarness(dialect, { clock });
    });
    afterEach(() => other.close());

    it('ends for a revoked key with the next look at the access revision', async () => {
      const { secret, sdkKey } = await aKey();
      expect(await authenticate(secret, other)).toMatchObject({ kind: 'SDK_KEY' });
      await succeed(harness, organization.owner, 'revokeSdkKey', { sdkKeyId: sdkKey.id });
      await expect(authenticate(secret)).rejects.toMatchObject(refused);
      await other.accessWatch.tick();
      await expect(authenticate(secret, other)).rejects.toMatchObject(refused);
    });

    it('goes on without a read while nothing has changed', async () => {
      const { secret } = await aKey();
      await authenticate(secret, other);
      await other.accessWatch.tick();
      const { statements } = await other.statementsOf(() => authenticate(secret, other));
      expect(statements).toEqual([]);
    });

    it('sees a role that was granted', async () => {
      const person = await aPerson(harness, organization, 'VIEWER');
      expect(await authenticate(person.token, other)).toMatchObject({ grants: [{ role: 'VIEWER' }] });
      const input = { principalId: person.memberId, role: 'EDITOR' };
      await succeed(harness, organization.owner, 'grantRole', input);
      await other.accessWatch.tick();
      expect(await authenticate(person.token, other)).toMatchObject({
        grants: [{ role: 'VIEWER' }, { role: 'EDITOR' }],
      });
    });
  });

  describe('in an archived organization', () => {
    it('lets its owners in and nobody else, until it is restored', async () => {
      const admin = await aPerson(harness, organization, 'ADMIN');
      const { secret } = await aKey();
      await succeed(harness, organization.ownerToken, 'archiveOrganization', {});
      expect(await authenticate(organization.ownerToken)).toMatchObject({ kind: 'MEMBER' });
      await expect(authenticate(admin.token)).rejects.toMatchObject(refused);
      await expect(authenticate(secret)).rejects.toMatchObject(refused);
      await succeed(harness, organization.ownerToken, 'restoreOrganization', {});
      expect(await authenticate(admin.token)).toMatchObject({ kind: 'MEMBER' });
      expect(await authenticate(secret)).toMatchObject({ kind: 'SDK_KEY' });
    });
  });
});
