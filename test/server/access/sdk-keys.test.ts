import { newId, toGlobalId } from '../../../src/server/foundation/ids';
import { ask, refusalOf } from '../../support/ask';
import { aProject, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';
import { heldClock, type HeldClock } from '../../support/held-clock';
import { mutate, mutationOf, succeed, userErrorsOf } from '../../support/mutate';
import type { TestOrganization } from '../../support/organizations';

const hour = 3_600_000;

const fields =
  'sdkKey { id kind name tags expiresAt revokedAt clientKey publicId environment { id } version } version';

const keyById = /* GraphQL */ `
  query Key($id: ID!) {
    node(id: $id) {
      ... on SdkKey {
        name
        lastUsedAt
        revokedAt
        version
      }
    }
  }
`;

describe.each(dialects)('SDK keys on %s', (dialect) => {
  let clock: HeldClock;
  let harness: Harness;
  let organization: TestOrganization;
  let project: TestProject<'staging' | 'production'>;

  beforeAll(async () => {
    clock = heldClock();
    harness = await startHarness(dialect, { clock });
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    organization = await harness.anOrganization();
    project = await aProject(harness, organization, 'staging', 'production');
  });

  const create = (input: object = {}) =>
    succeed(
      harness,
      organization.owner,
      'createSdkKey',
      { environmentId: project.environments.staging, kind: 'SERVER', name: 'Backend', ...input },
      `${fields} secret`,
    );
  const authenticate = (secret: string) => harness.authenticator.authenticate(`Bearer ${secret}`);
  const refused = { kind: 'UNAUTHENTICATED' };

  it('of the server kind let in by a secret that is shown once, and into their environment only', async () => {
    const { sdkKey, secret, version } = await create({ tags: ['web', 'api', 'web'] });
    expect(sdkKey).toMatchObject({
      kind: 'SERVER',
      name: 'Backend',
      tags: ['api', 'web'],
      clientKey: null,
      environment: { id: project.environments.staging },
    });
    expect(version).toBe(1);
    expect(secret).toContain(`sbx_srv_${sdkKey.publicId}_`);
    expect(await authenticate(secret)).toMatchObject({
      kind: 'SDK_KEY',
      keyKind: 'SERVER',
      organizationId: organization.organizationId,
      tags: ['api', 'web'],
      expiresAt: null,
    });
    const answer = JSON.stringify(await ask(harness, organization.owner, keyById, { id: sdkKey.id }));
    expect(answer).not.toContain(secret.split('_')[3]);
  });

  it('of the client kind are public: the whole key can be read again', async () => {
    const { sdkKey, secret } = await create({ kind: 'CLIENT' });
    expect(sdkKey.clientKey).toBe(secret);
    expect(await authenticate(secret)).toMatchObject({ kind: 'SDK_KEY', keyKind: 'CLIENT' });
    const rows: unknown = await harness.database.read.query(
      'SELECT 1 FROM sdk_key_secrets s JOIN sdk_keys k ON k.id = s.sdk_key_id WHERE k.public_id = ?',
      [sdkKey.publicId],
    );
    expect(rows).toEqual([]);
  });

  it('are kept as hashes: no column of the database has a secret', async () => {
    const { sdkKey, secret } = await create();
    const dump = JSON.stringify([
      await harness.database.read.query('SELECT * FROM sdk_keys WHERE public_id = ?', [sdkKey.publicId]),
      await harness.database.read.query('SELECT * FROM sdk_key_secrets WHERE organization_id = ?', [
        organization.organizationId,
      ]),
      await harness.database.read.query('SELECT * FROM audit_entries WHERE organization_id = ?', [
        organization.organizationId,
      ]),
    ]);
    expect(dump).toContain(sdkKey.publicId);
    expect(dump).not.toContain(secret.split('_')[3].slice(0, 32));
  });

  it('query no noun, with whatever permission their maker has', async () => {
    const { secret } = await create();
    const client = (await create({ kind: 'CLIENT' })).secret;
    for (const key of [secret, client]) {
      for (const query of [
        '{ organization { name } }',
        '{ viewer { name } }',
        '{ project(key: "x") { id } }',
      ]) {
        expect(await refusalOf(harness, key, query)).toMatchObject({ code: 'FORBIDDEN' });
      }
    }
  });

  describe('rotation', () => {
    const rotate = (sdkKeyId: string, overlapHours: number) =>
      mutate(harness, organization.owner, 'rotateSdkKey', { sdkKeyId, overlapHours }, 'secret version');

    it('lets the old and the new secret in during the overlap, and then only the new one', async () => {
      const { sdkKey, secret: old } = await create();
      const { secret: fresh, version } = await rotate(sdkKey.id, 2);
      expect(version).toBe(2);
      expect(await authenticate(old)).toMatchObject({ expiresAt: clock.now() + 2 * hour });
      expect(await authenticate(fresh)).toMatchObject({ expiresAt: null });
      clock.advance(2 * hour - 1);
      expect(await authenticate(old)).toMatchObject({ kind: 'SDK_KEY' });
      clock.advance(1);
      await expect(authenticate(old)).rejects.toMatchObject(refused);
      expect(await authenticate(fresh)).toMatchObject({ kind: 'SDK_KEY' });
    });

    it('with no overlap ends the old secret at once, and every one before it', async () => {
      const { sdkKey, secret: first } = await create();
      const { secret: second } = await rotate(sdkKey.id, 24);
      const { secret: third } = await rotate(sdkKey.id, 0);
      for (const ended of [first, second]) await expect(authenticate(ended)).rejects.toMatchObject(refused);
      expect(await authenticate(third)).toMatchObject({ kind: 'SDK_KEY' });
    });

    it('makes no third secret while two are live, and goes on when the old one has ended', async () => {
      const { sdkKey, secret: first } = await create();
      const { secret: second } = await rotate(sdkKey.id, 1);
      expect((await rotate(sdkKey.id, 1)).userErrors).toMatchObject([{ code: 'ROTATION_OVERLAPS' }]);
      for (const live of [first, second]) expect(await authenticate(live)).toMatchObject({ kind: 'SDK_KEY' });
      clock.advance(hour);
      expect((await rotate(sdkKey.id, 1)).userErrors).toEqual([]);
    });

    it.each([-1, 721])('over %d hours is refused', async (overlapHours) => {
      const { sdkKey } = await create();
      expect((await rotate(sdkKey.id, overlapHours)).userErrors).toMatchObject([
        { code: 'INVALID_INPUT', field: ['input', 'overlapHours'] },
      ]);
    });

    it('of a client key is refused, since it has no secret', async () => {
      const { sdkKey } = await create({ kind: 'CLIENT' });
      expect((await rotate(sdkKey.id, 0)).userErrors).toMatchObject([{ code: 'NOT_ROTATABLE' }]);
    });
  });

  it('let nobody in once they are revoked, which is for good', async () => {
    const { sdkKey, secret } = await create();
    await authenticate(secret);
    const payload = await succeed(
      harness,
      organization.owner,
      'revokeSdkKey',
      { sdkKeyId: sdkKey.id },
      fields,
    );
    expect(payload.sdkKey.revokedAt).toBe(new Date(clock.now()).toISOString());
    await expect(authenticate(secret)).rejects.toMatchObject(refused);
    for (const [name, input] of [
      ['revokeSdkKey', {}],
      ['updateSdkKey', { name: 'Again' }],
      ['rotateSdkKey', { overlapHours: 0 }],
    ] as const) {
      expect(
        await userErrorsOf(harness, organization.owner, name, { sdkKeyId: sdkKey.id, ...input }),
      ).toEqual(['REVOKED']);
    }
  });

  it('let nobody in once they have expired', async () => {
    const expiresAt = new Date(clock.now() + hour).toISOString();
    const keys = [await create({ kind: 'SERVER', expiresAt }), await create({ kind: 'CLIENT', expiresAt })];
    for (const { secret } of keys) {
      expect(await authenticate(secret)).toMatchObject({ expiresAt: Date.parse(expiresAt) });
    }
    clock.advance(hour);
    for (const { secret } of keys) await expect(authenticate(secret)).rejects.toMatchObject(refused);
  });

  it('are changed in what is named, and not over somebody else’s change', async () => {
    const { sdkKey, secret } = await create({ tags: ['web'] });
    const update = (input: object) =>
      mutate(harness, organization.owner, 'updateSdkKey', { sdkKeyId: sdkKey.id, ...input }, fields);
    expect((await update({ name: 'Renamed', expectedVersion: 1 })).sdkKey).toMatchObject({
      name: 'Renamed',
      tags: ['web'],
      version: 2,
    });
    expect((await update({ tags: null, expectedVersion: 1 })).userErrors).toMatchObject([
      { code: 'VERSION_CONFLICT' },
    ]);
    expect((await update({ tags: null })).sdkKey).toMatchObject({ name: 'Renamed', tags: null });
    expect(await authenticate(secret)).toMatchObject({ name: 'Renamed', tags: null });
  });

  it.each([
    ['an empty name', { name: '' }, 'name'],
    ['an expiry in the past', { expiresAt: '2001-01-01T00:00:00Z' }, 'expiresAt'],
    ['an empty tag filter', { tags: [] }, 'tags'],
    ['a tag with a space', { tags: ['a b'] }, 'tags'],
  ])('with %s are refused', async (_what, input, field) => {
    const payload = await mutate(harness, organization.owner, 'createSdkKey', {
      environmentId: project.environments.staging,
      kind: 'SERVER',
      name: 'Backend',
      ...input,
    });
    expect(payload.userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', field] }]);
  });

  it('tell when they were last used, to the minute, without making anyone wait', async () => {
    const { sdkKey, secret } = await create();
    const lastUsedAt = async () =>
      (await ask(harness, organization.owner, keyById, { id: sdkKey.id })).node.lastUsedAt;
    const { statements } = await harness.statementsOf(async () => {
      await authenticate(secret);
    });
    expect(statements.filter((statement) => !statement.startsWith('SELECT'))).toEqual([]);
    expect(await lastUsedAt()).toBeNull();
    const minute = clock.now() - (clock.now() % 60_000);
    await harness.lastUse.flush();
    expect(await lastUsedAt()).toBe(new Date(minute).toISOString());
  });

  it('of another organization are refused as those that do not exist', async () => {
    const { sdkKey } = await create();
    const stranger = await harness.anOrganization();
    const missing = toGlobalId('SdkKey', newId());
    for (const [name, input] of [
      ['updateSdkKey', { name: 'Mine' }],
      ['revokeSdkKey', {}],
      ['rotateSdkKey', { overlapHours: 0 }],
    ] as const) {
      const answer = (sdkKeyId: string) =>
        refusalOf(harness, stranger.owner, mutationOf(harness, name), { input: { sdkKeyId, ...input } });
      const refusal = await answer(sdkKey.id);
      expect(refusal.code).toBe('NOT_FOUND');
      expect(await answer(missing)).toEqual(refusal);
      expect(await answer('nonsense')).toEqual(refusal);
    }
    expect(await ask(harness, stranger.owner, keyById, { id: sdkKey.id })).toEqual({ node: null });
  });
});
