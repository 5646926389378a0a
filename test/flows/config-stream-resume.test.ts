import { noChain } from '../../src/server/delivery/configuration-source';
import { ResumeTokens, type ResumePosition } from '../../src/server/delivery/resume-token';
import { dialects } from '../support/databases';
import { aStage, openTheatre, whileTimePasses, type Stage, type Theatre } from '../server/delivery/stage';

const secret = 'a secret that both nodes of a test have';

describe.each(dialects)('resuming a stream on %s', (dialect) => {
  const tokens = new ResumeTokens(secret);
  let theatre: Theatre;
  let stage: Stage;
  /** Where a client stands that has seen everything. */
  let position: ResumePosition;

  beforeAll(async () => {
    theatre = await openTheatre(dialect, { settings: { secret } });
  });
  beforeEach(async () => {
    stage = await aStage(theatre);
    await stage.createFlags('checkout', 'search');
    position = tokens.read((await stage.subscribe().opening()).resume) as ResumePosition;
  });
  afterEach(() => stage.closeAll());
  afterAll(() => theatre.close());

  const setHead = (column: 'epoch' | 'min_revision', value: string | number): Promise<unknown> =>
    theatre.harness.database.transaction((transaction) =>
      transaction.query(`UPDATE environment_heads SET ${column} = ? WHERE environment_id = ?`, [
        value,
        stage.rowId,
      ]),
    );

  /** What a stream with this token begins with. */
  async function planOf(token: string): Promise<string> {
    const stream = stage.subscribe({ resume: token });
    const { willSend } = await stream.next('StreamOpened');
    if (willSend !== 'SNAPSHOT') return willSend;
    const snapshot = await stream.next('ConfigSnapshot');
    expect(snapshot.objects).toHaveLength(2);
    return snapshot.resyncReason;
  }

  test('a token that this installation has not written begins with a snapshot of the own environment', async () => {
    const token = tokens.write(position);
    const forged = new ResumeTokens('the secret of another installation').write(position);
    const flipped = `${token.slice(0, -2)}${token.endsWith('A') ? 'Q' : 'A'}A`;
    for (const bad of ['', 'nonsense', token.slice(0, 20), token.slice(0, -8), flipped, forged]) {
      expect(await planOf(bad)).toBe('TOKEN_INVALID');
    }
  });

  test('a token of another environment shows nothing of it', async () => {
    const other = await aStage(theatre);
    await other.createFlags('secret');
    const foreign = await other.subscribe().opening();
    expect(await planOf(foreign.resume)).toBe('TOKEN_INVALID');
    other.closeAll();
  });

  test('a token of another life of the log, or of another history, begins with a snapshot', async () => {
    expect(await planOf(tokens.write({ ...position, epoch: 'another' }))).toBe('EPOCH_CHANGED');
    expect(await planOf(tokens.write({ ...position, chainHash: 'f'.repeat(16) }))).toBe('EPOCH_CHANGED');
    expect(await planOf(tokens.write(position))).toBe('UP_TO_DATE');
  });

  test('a token of another scope begins with a snapshot', async () => {
    expect(await planOf(tokens.write({ ...position, scopeHash: 'another' }))).toBe('SCOPE_CHANGED');
  });

  test('a stream may resume behind the oldest revision that is kept, and no further', async () => {
    for (const on of [true, false, true, false]) await stage.setOn('checkout', on);
    const head = position.revision + 4;
    const seen = await chainOf(stage);
    await setHead('min_revision', head - 1);
    theatre.clock.advance(1_000);
    const plans: Record<number, string> = {};
    await eventually(async () => (await planOf(at(head - 3))) === 'COMPACTED');
    for (const revision of [head - 3, head - 2, head - 1, head]) plans[revision] = await planOf(at(revision));
    expect(plans).toEqual({
      [head - 3]: 'COMPACTED',
      [head - 2]: 'DELTAS',
      [head - 1]: 'DELTAS',
      [head]: 'UP_TO_DATE',
    });

    function at(revision: number): string {
      return tokens.write({ ...position, revision, chainHash: seen.get(revision) ?? noChain });
    }
  });

  test('a stream resumes from before the first revision', async () => {
    const stream = stage.subscribe({
      resume: tokens.write({ ...position, revision: 0, chainHash: noChain }),
    });
    expect((await stream.next('StreamOpened')).willSend).toBe('DELTAS');
    expect(await stream.next('ConfigDelta')).toMatchObject({
      fromRevision: '0',
      revision: String(position.revision),
    });
  });

  test('a checksum that the server does not share is answered with a snapshot, one that it shares with deltas', async () => {
    const { checksum } = await stage.subscribe().opening();
    await stage.setOn('checkout', true);
    const resume = tokens.write(position);
    const agreeing = stage.subscribe({ resume, localChecksum: checksum });
    expect((await agreeing.next('StreamOpened')).willSend).toBe('DELTAS');
    const differing = stage.subscribe({ resume, localChecksum: '0'.repeat(32) });
    expect(await differing.opening()).toMatchObject({ resyncReason: 'CHECKSUM_MISMATCH' });
  });

  test('a token ahead of the log is waited for, and then given up', async () => {
    const ahead = tokens.write({ ...position, revision: position.revision + 3 });
    const stream = stage.subscribe({ resume: ahead });
    const startedAt = theatre.clock.now();
    await whileTimePasses(theatre.clock, stream.next('StreamOpened'));
    expect(theatre.clock.now() - startedAt).toBeGreaterThanOrEqual(5_000);
    expect(await stream.next('ConfigSnapshot')).toMatchObject({
      resyncReason: 'REVISION_AHEAD',
      revision: String(position.revision),
    });
  });

  test('a client that was served by a faster node is up to date when this one has caught up', async () => {
    const { databaseUrl } = theatre.harness.settings;
    const faster = await openTheatre(dialect, { databaseUrl, settings: { secret } });
    try {
      const there = stage.at(faster);
      await there.setOn('checkout', true);
      const { resume } = await there.subscribe().opening();
      const stream = stage.subscribe({ resume });
      const opened = await whileTimePasses(theatre.clock, stream.next('StreamOpened'));
      expect(opened.willSend).toBe('UP_TO_DATE');
      there.closeAll();
    } finally {
      await faster.close();
    }
  });

  test('a log that begins another life opens the streams anew', async () => {
    const stream = stage.subscribe();
    const { epoch } = await stream.next('StreamOpened');
    await stream.next('ConfigSnapshot');
    await setHead('epoch', 'a life after a restore');
    theatre.clock.advance(1_000);
    const opened = await stream.next('StreamOpened');
    expect(opened).toMatchObject({ epoch: 'a life after a restore', willSend: 'SNAPSHOT' });
    expect(opened.epoch).not.toBe(epoch);
    expect(await stream.next('ConfigSnapshot')).toMatchObject({ resyncReason: 'EPOCH_CHANGED' });
  });

  /** The chain's hash at each revision, as the log keeps it. */
  async function chainOf({ rowId }: Stage): Promise<Map<number, string>> {
    const rows = (await theatre.harness.database.read.query(
      'SELECT sequence, entry_hash AS entryHash FROM audit_entries WHERE chain_id = ?',
      [rowId],
    )) as { sequence: string | number; entryHash: string }[];
    return new Map(rows.map(({ sequence, entryHash }) => [Number(sequence), entryHash.slice(0, 16)]));
  }

  async function eventually(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo()));
  }
});
