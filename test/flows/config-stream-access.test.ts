import { dialects } from '../support/databases';
import { succeed } from '../support/mutate';
import { aStage, openTheatre, type Stage, type Theatre } from '../server/delivery/stage';

describe.each(dialects)('who may stream on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;

  beforeAll(async () => {
    theatre = await openTheatre(dialect);
  });
  beforeEach(async () => {
    stage = await aStage(theatre);
    await stage.createFlags('checkout');
  });
  afterEach(() => stage.closeAll());
  afterAll(() => theatre.close());

  test('a client key is refused, since rules never reach it', async () => {
    const stream = stage.subscribe({}, await stage.clientKey());
    expect(await stream.codes()).toEqual(['FORBIDDEN']);
  });

  test('a key of one environment finds no other', async () => {
    const other = await aStage(theatre);
    const stream = stage.subscribe({ environmentId: other.environmentId });
    expect(await stream.codes()).toEqual(['NOT_FOUND']);
  });

  test('a key may name its own environment', async () => {
    const stream = stage.subscribe({ environmentId: stage.environmentId });
    expect((await stream.opening()).objects.map(({ key }) => key)).toEqual(['checkout']);
  });

  test('a member streams an environment that it names and may read', async () => {
    const stream = stage.subscribe({ environmentId: stage.environmentId }, stage.ownerToken);
    expect((await stream.opening()).objects.map(({ key }) => key)).toEqual(['checkout']);
  });

  test('a member must name an environment, and finds none of another tenant', async () => {
    expect(await stage.subscribe({}, stage.ownerToken).codes()).toEqual(['BAD_USER_INPUT']);
    const other = await aStage(theatre);
    const foreign = stage.subscribe({ environmentId: other.environmentId }, stage.ownerToken);
    expect(await foreign.codes()).toEqual(['NOT_FOUND']);
  });

  test('a protocol that the server does not speak is refused', async () => {
    expect(await stage.subscribe({ protocol: 2 }).codes()).toEqual(['BAD_USER_INPUT']);
  });

  test('a revoked key ends its streams with a goodbye, and nothing comes after it', async () => {
    const { sdkKeyId, key } = await stage.keyFor('any');
    const stream = stage.subscribe({}, key);
    await stream.opening();
    await succeed(theatre.harness, stage.owner, 'revokeSdkKey', { sdkKeyId });
    theatre.clock.advance(1_000);
    expect(await stream.next('Goodbye')).toMatchObject({ reason: 'KEY_REVOKED', retryAfterMs: 0 });
    await stage.setOn('checkout', true);
    expect(await stream.codes()).toEqual([]);
    expect(stream.unread).toEqual([]);
  });

  test('an expired key ends its streams with a goodbye', async () => {
    const { sdkKeyId, key } = await stage.keyFor('any');
    const expiresAt = new Date(theatre.clock.now() + 60_000).toISOString();
    await succeed(theatre.harness, stage.owner, 'updateSdkKey', { sdkKeyId, expiresAt });
    const stream = stage.subscribe({}, key);
    await stream.opening();
    theatre.clock.advance(61_000);
    expect(await stream.next('Goodbye')).toMatchObject({ reason: 'KEY_EXPIRED' });
  });

  test('a key that is narrowed while it streams is sent to open a stream of its new scope', async () => {
    const { sdkKeyId, key } = await stage.keyFor('web');
    const stream = stage.subscribe({}, key);
    const { resume } = await stream.opening();
    await succeed(theatre.harness, stage.owner, 'updateSdkKey', { sdkKeyId, tags: ['mobile'] });
    theatre.clock.advance(1_000);
    expect(await stream.next('Goodbye')).toMatchObject({ reason: 'REBALANCE' });
    const again = stage.subscribe({ resume }, key);
    expect(await again.opening()).toMatchObject({ resyncReason: 'SCOPE_CHANGED' });
  });
});
