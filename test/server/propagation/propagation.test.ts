import { dialects } from '../../support/databases';
import { aStage, openTheatre, whileTimePasses, type Stage, type Theatre } from '../delivery/stage';
import { succeed } from '../../support/mutate';
import { TestSocket } from '../../support/requests';

const fields = `revision connected onHead p50Ms p99Ms rejected { kind key version message streams }
  lagging { streamId appliedRevision client { name version instance } }`;

describe.each(dialects)('propagation on %s', (dialect) => {
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

  const propagation = async (at: Theatre = theatre) => {
    const { data, errors } = await at.harness.execute(
      stage.owner,
      `query ($id: ID!) { environment(id: $id) { propagation { ${fields} } } }`,
      { id: stage.environmentId },
    );
    expect(errors).toBeUndefined();
    return data.environment.propagation;
  };

  const report = async (key: string, streamId: string, revision: number | string, more: object = {}) => {
    const { data, errors } = await theatre.harness.execute(
      key,
      'mutation ($input: ConfigStatusInput!) { reportConfigStatus(input: $input) { accepted } }',
      { input: { streamId, appliedRevision: String(revision), ...more } },
    );
    expect(errors).toBeUndefined();
    return data.reportConfigStatus.accepted;
  };

  test('tells of how many instances how many run the head, and which do not', async () => {
    const [one, other] = ['one', 'other'].map((instance) =>
      stage.subscribe({ client: { name: 'signalbox-node', version: '1.0.0', instance } }),
    );
    const [first, second] = [await one.next('StreamOpened'), await other.next('StreamOpened')];
    const head = Number(first.headRevision);
    expect(await propagation()).toMatchObject({ revision: `${head}`, connected: 2, onHead: 0 });
    expect(await report(stage.key, first.streamId, head)).toBe(true);
    expect(await report(stage.key, second.streamId, head)).toBe(true);
    expect(await propagation()).toMatchObject({ connected: 2, onHead: 2, lagging: [], p50Ms: null });

    await one.next('ConfigSnapshot');
    const revision = await stage.setOn('checkout', true);
    await one.next('ConfigDelta');
    theatre.clock.advance(40);
    expect(await report(stage.key, first.streamId, revision, { appliedMsAgo: 10 })).toBe(true);
    const told = await propagation();
    expect(told).toMatchObject({
      revision: `${revision}`,
      connected: 2,
      onHead: 1,
      lagging: [
        {
          streamId: second.streamId,
          appliedRevision: `${head}`,
          client: { name: 'signalbox-node', version: '1.0.0', instance: 'other' },
        },
      ],
    });
    expect(told.p50Ms).toBeGreaterThanOrEqual(28);
    expect(told.p50Ms).toBeLessThanOrEqual(33);
  });

  test('says what instances could not read', async () => {
    const { streamId, headRevision } = await stage.subscribe().next('StreamOpened');
    const rejected = [{ kind: 'FLAG', key: 'checkout', version: headRevision, message: 'no such operator' }];
    await report(stage.key, streamId, headRevision, { rejected });
    expect((await propagation()).rejected).toEqual([{ ...rejected[0], streams: 1 }]);
    await report(stage.key, streamId, headRevision);
    expect((await propagation()).rejected).toEqual([]);
  });

  test('a stream that is gone counts no more', async () => {
    const stream = stage.subscribe();
    await stream.next('StreamOpened');
    expect(await propagation()).toMatchObject({ connected: 1 });
    stream.close();
    while ((await propagation()).connected > 0) await new Promise(setImmediate);
  });

  test('takes no word for the stream of another key, of a member, or of one that is gone', async () => {
    const { streamId, headRevision } = await stage.subscribe().next('StreamOpened');
    const { key } = await stage.keyFor('any');
    expect(await report(key, streamId, headRevision)).toBe(false);
    expect(await report(stage.ownerToken, streamId, headRevision)).toBe(false);
    expect(await report(stage.key, 'no such stream', headRevision)).toBe(false);
    expect(await propagation()).toMatchObject({ connected: 1, onHead: 0 });
  });

  test('another node on the same database knows it within a second', async () => {
    const { streamId, headRevision } = await stage.subscribe().next('StreamOpened');
    await report(stage.key, streamId, headRevision);
    const { databaseUrl } = theatre.harness.settings;
    const other = await openTheatre(dialect, { databaseUrl });
    try {
      while ((await propagation(other)).onHead !== 1) {
        theatre.clock.advance(1_000);
        await new Promise(setImmediate);
      }
      expect(await propagation(other)).toMatchObject({ connected: 1, onHead: 1, lagging: [] });
    } finally {
      await other.close();
    }
  });

  test('is pushed as it changes', async () => {
    const query = `subscription ($id: ID!) { propagation(environmentId: $id) { revision connected onHead } }`;
    const revision = await stage.setOn('checkout', true);
    const watcher = await TestSocket.connected(theatre.server.url, stage.ownerToken);
    watcher.subscribe('propagation', query, { id: stage.environmentId });
    const next = async () => {
      const { payload } = await whileTimePasses(theatre.clock, watcher.next('next'));
      return payload.data.propagation;
    };
    expect(await next()).toEqual({ revision: `${revision}`, connected: 0, onHead: 0 });
    const { streamId } = await stage.subscribe().next('StreamOpened');
    expect(await next()).toEqual({ revision: `${revision}`, connected: 1, onHead: 0 });
    await report(stage.key, streamId, revision);
    expect(await next()).toEqual({ revision: `${revision}`, connected: 1, onHead: 1 });
    watcher.close();
  });

  test('more than 100 rejected objects are refused', async () => {
    const rejected = Array.from({ length: 101 }, (_, at) => ({
      kind: 'FLAG',
      key: `flag-${at}`,
      version: '1',
      message: '',
    }));
    const { errors } = await theatre.harness.execute(
      stage.key,
      'mutation ($input: ConfigStatusInput!) { reportConfigStatus(input: $input) { accepted } }',
      { input: { streamId: 'any', appliedRevision: '1', rejected } },
    );
    expect(errors?.[0].message).toContain('at most 100 objects, 101 were given');
  });

  test('an SDK key does not see it', async () => {
    const { sdkKeyId } = await stage.keyFor('any');
    await succeed(theatre.harness, stage.owner, 'revokeSdkKey', { sdkKeyId });
    const { errors } = await theatre.harness.execute(
      stage.key,
      `query ($id: ID!) { environment(id: $id) { propagation { connected } } }`,
      { id: stage.environmentId },
    );
    expect(errors?.[0].extensions?.code).toBe('FORBIDDEN');
  });
});
