import type { AccessEnd } from '../../../src/server/domain/access/access-watch';
import type { KnownActor } from '../../../src/server/domain/access/stored-credential';
import { aProject, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';
import { heldClock, type HeldClock } from '../../support/held-clock';
import { succeed } from '../../support/mutate';
import type { TestOrganization } from '../../support/organizations';
import { aPerson } from './people';

const hour = 3_600_000;

describe.each(dialects)('what is held open on %s', (dialect) => {
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

  const aKey = (input: object = {}) =>
    succeed(
      harness,
      organization.owner,
      'createSdkKey',
      { environmentId: project.environments.staging, kind: 'SERVER', name: 'Backend', ...input },
      'secret sdkKey { id }',
    );
  const letIn = async (credential: string) =>
    (await harness.authenticator.authenticate(`Bearer ${credential}`)) as KnownActor;

  /** What the actor's holders are told, in order. */
  const follow = (actor: KnownActor): AccessEnd[] => {
    const told: AccessEnd[] = [];
    harness.accessWatch.onRevoked(actor, (end) => told.push(end));
    return told;
  };

  it('ends once when its key is revoked', async () => {
    const { secret, sdkKey } = await aKey();
    const told = follow(await letIn(secret));
    await harness.accessWatch.tick();
    expect(told).toEqual([]);
    await succeed(harness, organization.owner, 'revokeSdkKey', { sdkKeyId: sdkKey.id });
    await harness.accessWatch.tick();
    await harness.accessWatch.tick();
    expect(told).toEqual(['REVOKED']);
  });

  it('ends when its key expires, on every node, without a look at the database', async () => {
    const { secret } = await aKey({ expiresAt: new Date(clock.now() + hour).toISOString() });
    const told = follow(await letIn(secret));
    clock.advance(hour - 1);
    expect(told).toEqual([]);
    clock.advance(1_000);
    expect(told).toEqual(['EXPIRED']);
  });

  it('ends on the old secret after a rotation without overlap, and goes on with the new one', async () => {
    const { secret, sdkKey } = await aKey();
    const old = follow(await letIn(secret));
    const input = { sdkKeyId: sdkKey.id, overlapHours: 0 };
    const rotated = await succeed(harness, organization.owner, 'rotateSdkKey', input, 'secret');
    const fresh = follow(await letIn(rotated.secret));
    await harness.accessWatch.tick();
    expect([old, fresh]).toEqual([['REVOKED'], []]);
  });

  it('ends on the old secret when the overlap of a rotation does', async () => {
    const { secret, sdkKey } = await aKey();
    const told = follow(await letIn(secret));
    const input = { sdkKeyId: sdkKey.id, overlapHours: 1 };
    await succeed(harness, organization.owner, 'rotateSdkKey', input);
    await harness.accessWatch.tick();
    expect(told).toEqual([]);
    clock.advance(hour);
    expect(told).toEqual(['EXPIRED']);
  });

  it('ends when what it may see changes, and not for a new name', async () => {
    const { secret, sdkKey } = await aKey();
    const told = follow(await letIn(secret));
    await succeed(harness, organization.owner, 'updateSdkKey', { sdkKeyId: sdkKey.id, name: 'Renamed' });
    await harness.accessWatch.tick();
    expect(told).toEqual([]);
    await succeed(harness, organization.owner, 'updateSdkKey', { sdkKeyId: sdkKey.id, tags: ['web'] });
    await harness.accessWatch.tick();
    expect(told).toEqual(['CHANGED']);
  });

  it('ends for a member whose role was taken away, and not for the others', async () => {
    const person = await aPerson(harness, organization, 'VIEWER');
    const role = { principalId: person.memberId, role: 'EDITOR' };
    const { roleGrant } = await succeed(harness, organization.owner, 'grantRole', role, 'roleGrant { id }');
    const [told, others] = [follow(await letIn(person.token)), follow(await letIn(organization.ownerToken))];
    await succeed(harness, organization.owner, 'revokeRole', { roleGrantId: roleGrant.id });
    await harness.accessWatch.tick();
    expect([told, others]).toEqual([['CHANGED'], []]);
  });

  it('that was opened with what was known before a revocation ends as well', async () => {
    const { secret, sdkKey } = await aKey();
    const actor = await letIn(secret);
    const earlier = follow(actor);
    await succeed(harness, organization.owner, 'revokeSdkKey', { sdkKeyId: sdkKey.id });
    await harness.accessWatch.tick();
    const late = follow(actor);
    await harness.accessWatch.tick();
    expect([earlier, late]).toEqual([['REVOKED'], ['REVOKED']]);
  });

  it('is looked up once per credential, however many hold it', async () => {
    const { secret } = await aKey();
    const actor = await letIn(secret);
    const cost = async () => (await harness.statementsOf(() => harness.accessWatch.tick())).statements.length;
    follow(actor);
    await harness.accessWatch.tick();
    const move = () => succeed(harness, organization.owner, 'updateOrganization', { name: 'Moved' });
    await move();
    const forOne = await cost();
    for (let holder = 0; holder < 50; holder += 1) follow(actor);
    await harness.accessWatch.tick();
    await move();
    expect(await cost()).toBe(forOne);
  });

  it('that was given up is told nothing', async () => {
    const { secret, sdkKey } = await aKey();
    const told: AccessEnd[] = [];
    const giveUp = harness.accessWatch.onRevoked(await letIn(secret), (end) => told.push(end));
    giveUp();
    await succeed(harness, organization.owner, 'revokeSdkKey', { sdkKeyId: sdkKey.id });
    await harness.accessWatch.tick();
    expect(told).toEqual([]);
  });
});
