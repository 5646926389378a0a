import { initialState, openingOf, receive, type ReceiverState } from '../../src/engine/protocol';
import type { Database } from '../../src/server/database/database';
import { Compaction } from '../../src/server/domain/configuration/compaction';
import { createLogger } from '../../src/server/foundation/logger';
import { dialects } from '../support/databases';
import { heldClock } from '../support/held-clock';
import { aStage, openTheatre, type Stage, type Theatre } from '../server/delivery/stage';
import type { Subscriber } from '../server/delivery/subscriber';

const secret = 'a secret that both nodes of a test have';
const kept = 6;
const hourMs = 3_600_000;

describe.each(dialects)('T16: compaction on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;
  let compaction: Compaction;
  let head: number;
  /** What a client holds that was last told of a revision. */
  let clients: Map<number, ReceiverState>;

  beforeAll(async () => {
    theatre = await openTheatre(dialect, { settings: { secret } });
  });
  beforeEach(async () => {
    const { database, clock } = theatre.harness;
    compaction = new Compaction(database, clock, createLogger('silent'), { revisions: kept, ms: hourMs });
    stage = await aStage(theatre);
    clients = new Map();
  });
  afterEach(async () => {
    await compaction.close();
    stage.closeAll();
  });
  afterAll(() => theatre.close());

  /** Publishes twelve revisions of which one deletes a flag, and keeps what a client held after each. */
  async function twelveRevisions(deleting: number): Promise<void> {
    const { projectId } = stage;
    await stage.createFlags('checkout', 'search', 'doomed');
    const follower = stage.subscribe({ coalesce: false });
    let state = receive(initialState(), await follower.next('StreamOpened')).state;
    state = receive(state, await follower.next('ConfigSnapshot')).state;
    clients.set(1, state);
    let isOn = false;
    for (head = 1; head < 12;) {
      if (head + 1 === deleting) await stage.publish({ archiveFlag: { projectId, flagKey: 'doomed' } });
      else await stage.setOn('checkout', (isOn = !isOn));
      const { state: next, action } = receive(state, await follower.next('ConfigDelta'));
      expect(action.type).toBe('applied');
      clients.set((head += 1), (state = next));
    }
    follower.close();
  }

  async function minRevision(): Promise<number> {
    const [row] = (await theatre.harness.database.read.query(
      'SELECT min_revision AS minRevision FROM environment_heads WHERE environment_id = ?',
      [stage.rowId],
    )) as { minRevision: string | number }[];
    return Number(row.minRevision);
  }

  /** The poll of a second is under way. */
  async function untilNoticed(): Promise<void> {
    for (let noticed = ''; noticed !== String(oldest);) {
      const stream = stage.subscribe();
      noticed = (await stream.next('StreamOpened')).minRevision;
      stream.close();
    }
  }

  /** Opens a stream for a client that stopped at `revision`, and follows it until it holds the head. */
  async function resume(at: Stage, revision: number): Promise<{ plan: string; keys: string[] }> {
    let state = clients.get(revision) as ReceiverState;
    const stream: Subscriber = at.subscribe(openingOf({ ...state, stream: null }));
    const opened = await stream.next('StreamOpened');
    state = receive({ ...state, stream: null }, opened).state;
    if (opened.willSend !== 'UP_TO_DATE') {
      const event = await stream.next(opened.willSend === 'DELTAS' ? 'ConfigDelta' : 'ConfigSnapshot');
      const received = receive(state, event);
      expect(received.action.type).toBe('applied');
      state = received.state;
      if (event.__typename === 'ConfigSnapshot') expect(event.resyncReason).toBe('COMPACTED');
    }
    stream.close();
    expect(state.held?.revision).toBe(String(head));
    expect(state.held?.view.checksum).toBe(clients.get(head)?.held?.view.checksum);
    const keys = [...(state.held?.view.objects.values() ?? [])].map(({ key }) => key).sort();
    return { plan: opened.willSend, keys };
  }

  const oldest = 12 - kept + 1;
  const around = [oldest - 2, oldest - 1, oldest, oldest + 1];

  test('the oldest revision to resume from rises to what the window keeps, and no row of the log goes', async () => {
    await twelveRevisions(4);
    const countRows = (): Promise<unknown> =>
      theatre.harness.database.read.query(
        'SELECT COUNT(*) AS count FROM configuration_log WHERE environment_id = ?',
        [stage.rowId],
      );
    const rows = await countRows();
    await compaction.run();
    expect(await minRevision()).toBe(1);
    theatre.clock.advance(hourMs - 1);
    await compaction.run();
    expect(await minRevision()).toBe(1);
    theatre.clock.advance(hourMs);
    await compaction.run();
    expect(await minRevision()).toBe(oldest);
    await compaction.run();
    expect(await minRevision()).toBe(oldest);
    expect(await countRows()).toEqual(rows);
  });

  test('what is older than the window in time and within it in number stays, and the other way round', async () => {
    await twelveRevisions(4);
    theatre.clock.advance(2 * hourMs);
    for (let more = 0; more < 3; more += 1) head = await stage.setOn('search', more % 2 === 0);
    await compaction.run();
    expect(await minRevision()).toBe(head - kept + 1);
    for (let more = 0; more < kept; more += 1) head = await stage.setOn('search', more % 2 === 1);
    await compaction.run();
    expect(await minRevision()).toBe(13);
    theatre.clock.jump(-24 * hourMs);
    await compaction.run();
    expect(await minRevision()).toBe(13);
    theatre.clock.jump(24 * hourMs);
  });

  test.each([
    ['the last that is gone', oldest - 1],
    ['the oldest that is kept', oldest],
    ['the one after it', oldest + 1],
  ])('resumes around the boundary, a deletion being %s', async (_place, deleting) => {
    await twelveRevisions(deleting);
    theatre.clock.advance(2 * hourMs);
    await compaction.run();
    theatre.clock.advance(1_000);
    await untilNoticed();
    const plans: Record<number, string> = {};
    for (const revision of around) {
      const { plan, keys } = await resume(stage, revision);
      plans[revision] = plan;
      expect(keys).toEqual(['checkout', 'search']);
    }
    expect(plans).toEqual({
      [oldest - 2]: 'SNAPSHOT',
      [oldest - 1]: 'DELTAS',
      [oldest]: 'DELTAS',
      [oldest + 1]: 'DELTAS',
    });
  });

  test('a resume that meets the compaction is answered by deltas or by a snapshot, and never with a hole', async () => {
    await twelveRevisions(oldest);
    theatre.clock.advance(2 * hourMs);
    const { databaseUrl } = theatre.harness.settings;
    // It has read nothing yet, so that it reads the log back while the log is compacted.
    const fresh = await openTheatre(dialect, { databaseUrl, settings: { secret } });
    try {
      const there = stage.at(fresh);
      const [, ...resumed] = await Promise.all([
        compaction.run(),
        ...around.map((revision) => resume(there, revision)),
        ...around.map((revision) => resume(stage, revision)),
      ]);
      for (const { keys } of resumed) expect(keys).toEqual(['checkout', 'search']);
      expect(await minRevision()).toBe(oldest);
      there.closeAll();
    } finally {
      await fresh.close();
    }
  });

  test('two nodes that compact at once agree', async () => {
    await twelveRevisions(4);
    theatre.clock.advance(2 * hourMs);
    await Promise.all([compaction.run(), compaction.run(), stage.setOn('search', true)]);
    expect([oldest, oldest + 1]).toContain(await minRevision());
  });
});

test('a node looks for what to compact every five to fifteen minutes', async () => {
  let looks = 0;
  const read = { query: async () => ((looks += 1), []) };
  const clock = heldClock();
  const compaction = new Compaction({ read } as unknown as Database, clock, createLogger('silent'));
  for (let minute = 0; minute < 600; minute += 1) clock.advance(60_000);
  expect(looks).toBeGreaterThanOrEqual(600 / 16);
  expect(looks).toBeLessThanOrEqual(600 / 5);
  await compaction.close();
  clock.advance(3_600_000);
  expect(looks).toBeLessThanOrEqual(600 / 5);
});
