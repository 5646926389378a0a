import { ResumeTokens } from '../../src/server/delivery/resume-token';
import { dialects } from '../support/databases';
import { aStage, openTheatre, type Stage, type Theatre } from '../server/delivery/stage';

const hourMs = 3_600_000;
const secret = 'a secret that both nodes of a test have';

describe.each(dialects)('T15: clocks that are wrong, on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;

  beforeAll(async () => {
    theatre = await openTheatre(dialect, { settings: { secret } });
  });
  beforeEach(async () => {
    stage = await aStage(theatre);
    await stage.createFlags('checkout');
  });
  afterEach(() => stage.closeAll());
  afterAll(() => theatre.close());

  /** In revisions' order. */
  async function committedTimes(): Promise<number[]> {
    const rows = (await theatre.harness.database.read.query(
      'SELECT at FROM audit_entries WHERE chain_id = ? ORDER BY sequence',
      [stage.rowId],
    )) as { at: string | number }[];
    return rows.map(({ at }) => Number(at));
  }

  test('a revision is committed now, but a millisecond after the one before it at the earliest', async () => {
    const now = theatre.clock.now();
    await stage.setOn('checkout', true);
    theatre.clock.jump(-hourMs);
    await stage.setOn('checkout', false);
    theatre.clock.jump(2 * hourMs);
    await stage.setOn('checkout', true);
    theatre.clock.jump(-hourMs);
    expect(await committedTimes()).toEqual([now, now + 1, now + 2, now + hourMs]);
  });

  test.each([hourMs, -hourMs])('a jump of %i ms ends no stream, and delays no bookmark', async (jumpMs) => {
    const stream = stage.subscribe({ bookmarkEveryMs: 5_000 });
    await stream.opening();
    theatre.clock.jump(jumpMs);
    theatre.clock.advance(1_000);
    expect(stream.unread).toEqual([]);
    theatre.clock.advance(5_000);
    const { resume, serverTime } = await stream.next('Bookmark');
    expect(Date.parse(serverTime)).toBe(theatre.clock.now());
    theatre.clock.advance(20_000);
    await stream.next('Bookmark');
    const revision = await stage.setOn('checkout', true);
    expect(await stream.next('ConfigDelta')).toMatchObject({ revision: String(revision), coalesced: 1 });
    const resumed = stage.subscribe({ resume });
    expect((await resumed.next('StreamOpened')).willSend).toBe('DELTAS');
    theatre.clock.jump(-jumpMs);
  });

  test('two nodes that are ten minutes apart write one log in order, and resume each other’s streams', async () => {
    const { databaseUrl } = theatre.harness.settings;
    const other = await openTheatre(dialect, { databaseUrl, settings: { secret } });
    other.clock.jump(-600_000);
    try {
      const there = stage.at(other);
      const stream = stage.subscribe({ coalesce: false });
      const { revision, resume } = await stream.opening();
      const revisions: number[] = [];
      for (let turn = 0; turn < 3; turn += 1) {
        revisions.push(await stage.setOn('checkout', true), await there.setOn('checkout', false));
      }
      expect(revisions).toEqual(revisions.map((_, position) => Number(revision) + 1 + position));
      const times = await committedTimes();
      expect(times).toEqual([...new Set(times)].sort((one, next) => one - next));

      theatre.clock.advance(1_000);
      for (const each of revisions) {
        expect(await stream.next('ConfigDelta')).toMatchObject({ revision: String(each), coalesced: 1 });
      }
      const resumed = there.subscribe({ resume });
      expect((await resumed.next('StreamOpened')).willSend).toBe('DELTAS');
      expect(await resumed.next('ConfigDelta')).toMatchObject({ fromRevision: revision, coalesced: 6 });
      there.closeAll();
    } finally {
      await other.close();
    }
  });
});

test('a resume token is as good at any time: it names a place and no moment', () => {
  const tokens = new ResumeTokens(secret);
  const position = { environmentId: 'e', epoch: 'p', revision: 7, chainHash: 'c', scopeHash: 's' };
  expect(tokens.read(tokens.write(position))).toEqual(position);
});
