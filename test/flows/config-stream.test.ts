import { receive, initialState, type ReceiverState } from '../../src/engine/protocol';
import type { ConfigStreamEvent } from '../../src/engine/protocol/messages';
import { dialects } from '../support/databases';
import { aStage, openTheatre, type Stage, type Theatre } from '../server/delivery/stage';

/** What a client that follows the protocol's rules makes of the events. */
const received = (...events: ConfigStreamEvent[]): ReceiverState =>
  events.reduce((state, event) => receive(state, event).state, initialState());

describe.each(dialects)('a configuration stream on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;

  beforeAll(async () => {
    theatre = await openTheatre(dialect);
  });
  beforeEach(async () => {
    stage = await aStage(theatre);
  });
  afterEach(() => stage.closeAll());
  afterAll(() => theatre.close());

  test('a stream opens with what it is, and a snapshot', async () => {
    const head = await stage.createFlags('checkout', 'search');
    const stream = stage.subscribe();
    const opened = await stream.next('StreamOpened');
    expect(opened).toMatchObject({
      environmentId: stage.environmentId,
      headRevision: String(head),
      minRevision: '1',
      willSend: 'SNAPSHOT',
      bookmarkEveryMs: 15_000,
    });
    const snapshot = await stream.next('ConfigSnapshot');
    expect(snapshot).toMatchObject({ revision: String(head), resyncReason: 'NEW_STREAM' });
    expect(snapshot.objects?.map(({ kind, key, op }) => [kind, key, op])).toEqual([
      ['FLAG', 'checkout', 'PUT'],
      ['FLAG', 'search', 'PUT'],
    ]);
    expect(received(opened, snapshot).held?.view.checksum).toBe(snapshot.checksum);
  });

  test("a change arrives as a delta that leads to the server's checksum", async () => {
    const from = await stage.createFlags('checkout', 'search');
    const stream = stage.subscribe();
    const opened = await stream.next('StreamOpened');
    const snapshot = await stream.next('ConfigSnapshot');
    const to = await stage.setOn('checkout', true);
    const delta = await stream.next('ConfigDelta');
    expect(delta).toMatchObject({ fromRevision: String(from), revision: String(to), coalesced: 1 });
    expect(delta.changes).toHaveLength(1);
    expect(JSON.parse(delta.changes[0].payload ?? '')).toMatchObject({ key: 'checkout', on: true });
    expect(Date.parse(delta.committedAt)).toBeGreaterThan(0);
    const { held } = received(opened, snapshot, delta);
    expect(held).toMatchObject({ revision: String(to), view: { checksum: delta.checksum } });
  });

  test('an archived flag arrives as a deletion', async () => {
    await stage.createFlags('checkout', 'search');
    const stream = stage.subscribe();
    await stream.opening();
    await stage.publish({ archiveFlag: { projectId: stage.projectId, flagKey: 'search' } });
    const { changes, revision } = await stream.next('ConfigDelta');
    expect(changes).toEqual([
      { kind: 'FLAG', key: 'search', op: 'DELETE', version: revision, payload: null },
    ]);
  });

  test('the ids of a list arrive whole at first, and then as what came and went', async () => {
    const { projectId, environmentId } = stage;
    await stage.publish({ createList: { projectId, key: 'beta' } });
    await stage.publish({ addToList: { environmentId, listKey: 'beta', ids: ['ada', 'bob'] } });
    const stream = stage.subscribe();
    const opened = await stream.next('StreamOpened');
    const snapshot = await stream.next('ConfigSnapshot');
    expect(JSON.parse(snapshot.objects?.[0].payload ?? '')).toMatchObject({ ids: ['ada', 'bob'], size: 2 });
    await stage.publish({ addToList: { environmentId, listKey: 'beta', ids: ['cyd'] } });
    const delta = await stream.next('ConfigDelta');
    expect(delta.changes).toEqual([
      {
        kind: 'LIST',
        key: 'beta',
        op: 'PATCH',
        version: delta.revision,
        payload: JSON.stringify({ added: ['cyd'], from: snapshot.revision, removed: [] }),
      },
    ]);
    const list = received(opened, snapshot, delta).held?.view.objects.get('LIST\0beta');
    expect(list?.body).toMatchObject({ size: 3, ids: new Set(['ada', 'bob', 'cyd']) });
  });

  test('a resumed stream goes on by deltas, merged into one', async () => {
    const from = await stage.createFlags('checkout', 'search');
    const { resume } = await stage.subscribe().opening();
    await stage.setOn('checkout', true);
    await stage.setOn('search', true);
    const to = await stage.setOn('checkout', false);
    const stream = stage.subscribe({ resume });
    expect(await stream.next('StreamOpened')).toMatchObject({ willSend: 'DELTAS', headRevision: String(to) });
    const delta = await stream.next('ConfigDelta');
    expect(delta).toMatchObject({ fromRevision: String(from), revision: String(to), coalesced: 3 });
    expect(delta.changes.map(({ key, version }) => [key, version])).toEqual([
      ['search', String(to - 1)],
      ['checkout', String(to)],
    ]);
  });

  test('a stream that wants every revision gets each on its own', async () => {
    const from = await stage.createFlags('checkout');
    const { resume } = await stage.subscribe().opening();
    await stage.setOn('checkout', true);
    await stage.setOn('checkout', false);
    const stream = stage.subscribe({ resume, coalesce: false });
    await stream.next('StreamOpened');
    const first = await stream.next('ConfigDelta');
    const second = await stream.next('ConfigDelta');
    const revisions = [first, second].map((delta) => [delta.fromRevision, delta.revision, delta.coalesced]);
    expect(revisions).toEqual([
      [String(from), String(from + 1), 1],
      [String(from + 1), String(from + 2), 1],
    ]);
  });

  test('resuming with nothing new asks the database for nothing of the environment', async () => {
    await stage.createFlags('checkout');
    const { resume } = await stage.subscribe().opening();
    const { result: opened, statements } = await theatre.harness.statementsDuring(async () => {
      const stream = stage.subscribe({ resume });
      return stream.next('StreamOpened');
    });
    expect(opened.willSend).toBe('UP_TO_DATE');
    expect(statements).toEqual([]);
  });

  test('a node that has just started resumes by deltas from the log', async () => {
    const from = await stage.createFlags('checkout');
    const { resume } = await stage.subscribe().opening();
    await stage.setOn('checkout', true);
    const { databaseUrl } = theatre.harness.settings;
    const started = await openTheatre(dialect, { databaseUrl });
    try {
      const stream = stage.at(started).subscribe({ resume });
      expect(await stream.next('StreamOpened')).toMatchObject({ willSend: 'DELTAS' });
      expect(await stream.next('ConfigDelta')).toMatchObject({ fromRevision: String(from) });
      stream.close();
    } finally {
      await started.close();
    }
  });
});
