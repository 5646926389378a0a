import { DatabaseSource } from '../../../src/server/delivery/database-source';
import type { EnvironmentRef, HeadNotice, LogRead } from '../../../src/server/delivery/configuration-source';
import { noChain } from '../../../src/server/delivery/configuration-source';
import { createLogger } from '../../../src/server/foundation/logger';
import { dialects } from '../../support/databases';
import { aStage, openTheatre, type Stage, type Theatre } from './stage';

describe.each(dialects)('reading the log on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;
  let source: DatabaseSource;
  let environment: EnvironmentRef;

  beforeAll(async () => {
    theatre = await openTheatre(dialect);
  });
  beforeEach(async () => {
    stage = await aStage(theatre);
    environment = { organizationId: stage.organizationId, environmentId: stage.rowId };
    const { database, hints, clock } = theatre.harness;
    source = new DatabaseSource(database, createLogger('silent'), { clock, hints });
  });
  afterEach(() => source.close());
  afterAll(() => theatre.close());

  const read = async (after: Parameters<DatabaseSource['read']>[1]): Promise<LogRead> => {
    const result = await source.read(environment, after);
    if (result === 'gone') throw new Error('It is gone');
    return result;
  };

  const write = (statement: string, parameters: unknown[]): Promise<unknown> =>
    theatre.harness.database.transaction((transaction) => transaction.query(statement, parameters));

  test('a state and what follows it are read in one statement each', async () => {
    await stage.createFlags('checkout');
    const { statements, result } = await theatre.harness.statementsDuring(async () => {
      const state = await source.load(environment);
      return { state, log: await read(state) };
    });
    expect(statements).toHaveLength(2);
    expect([...result.state.objects.values()].map(({ kind, key }) => [kind, key])).toEqual([
      ['FLAG', 'checkout'],
    ]);
    expect(result.log.deltas).toEqual([]);
  });

  test('what was committed after a position comes in order, with its author and its change', async () => {
    const from = await stage.createFlags('checkout', 'search');
    const state = await source.load(environment);
    await stage.setOn('checkout', true);
    await stage.publish({ archiveFlag: { projectId: stage.projectId, flagKey: 'search' } });
    const { deltas, headRevision } = await read(state);
    expect(headRevision).toBe(from + 2);
    expect(deltas.map(({ fromRevision, revision }) => [fromRevision, revision])).toEqual([
      [from, from + 1],
      [from + 1, from + 2],
    ]);
    expect(deltas[0]).toMatchObject({
      author: { kind: 'MEMBER', id: stage.owner.id, name: 'Olive Owner' },
      changes: [{ kind: 'FLAG', key: 'checkout', op: 'PUT', version: from + 1 }],
    });
    expect(deltas[1].changes).toMatchObject([{ key: 'search', op: 'DELETE', body: null }]);
    expect(deltas[1].committedAt).toBeGreaterThan(deltas[0].committedAt);
  });

  test('a state in the past is what it was, lists included', async () => {
    const { projectId, environmentId } = stage;
    await stage.createFlags('checkout', 'search');
    await stage.publish({ createList: { projectId, key: 'beta' } });
    const then = await stage.publish({ addToList: { environmentId, listKey: 'beta', ids: ['ada', 'bob'] } });
    const was = await source.load(environment);
    await stage.setOn('checkout', true);
    await stage.publish({ archiveFlag: { projectId, flagKey: 'search' } });
    await stage.publish({ addToList: { environmentId, listKey: 'beta', ids: ['cyd'] } });
    await stage.publish({ removeFromList: { environmentId, listKey: 'beta', ids: ['ada'] } });
    for (const at of [{ revision: then }, { time: was.committedAt }]) {
      const state = await source.load(environment, at);
      expect(new Map([...state.objects].sort())).toEqual(new Map([...was.objects].sort()));
      expect(state.lists).toEqual(new Map([['beta', new Set(['ada', 'bob'])]]));
      expect(state).toMatchObject({ revision: then, committedAt: was.committedAt, chainHash: was.chainHash });
    }
    const now = await source.load(environment);
    expect(now.lists.get('beta')).toEqual(new Set(['bob', 'cyd']));
  });

  test('before the first revision there is nothing', async () => {
    await stage.createFlags('checkout');
    for (const at of [{ revision: 0 }, { time: 1 }]) {
      const state = await source.load(environment, at);
      expect(state).toMatchObject({ revision: 0, chainHash: noChain });
      expect(state.objects.size).toBe(0);
    }
  });

  test('an environment of another tenant, or a revision that has not been, is not found', async () => {
    const other = await aStage(theatre);
    const foreign = { organizationId: other.organizationId, environmentId: stage.rowId };
    await expect(source.load(foreign)).rejects.toMatchObject({ kind: 'NOT_FOUND' });
    await expect(source.load(environment, { revision: 99 })).rejects.toMatchObject({ kind: 'NOT_FOUND' });
    expect(await source.read(foreign, await source.load(environment))).toBe('gone');
  });

  test('a log that has a hole, was rewritten or was compacted is gone', async () => {
    await stage.createFlags('checkout');
    const state = await source.load(environment);
    await stage.setOn('checkout', true);
    await stage.setOn('checkout', false);
    expect(await source.read(environment, { ...state, chainHash: 'f'.repeat(16) })).toBe('gone');
    expect(await source.read(environment, { ...state, epoch: 'another' })).toBe('gone');
    expect((await read(state)).deltas).toHaveLength(2);
    await write('DELETE FROM audit_entries WHERE chain_id = ? AND sequence = ?', [
      stage.rowId,
      state.revision + 1,
    ]);
    expect(await source.read(environment, state)).toBe('gone');
    await write('UPDATE environment_heads SET min_revision = ? WHERE environment_id = ?', [
      state.revision + 2,
      stage.rowId,
    ]);
    expect(await source.read(environment, state)).toBe('gone');
  });

  test('a database that is behind what was read of it tells nothing, and takes nothing back', async () => {
    await stage.createFlags('checkout');
    const state = await source.load(environment);
    const ahead = { ...state, revision: state.revision + 4 };
    expect(await read(ahead)).toMatchObject({ deltas: [], headRevision: state.revision });
  });

  test('a watched environment is announced by a hint at once, and without one within a second', async () => {
    await stage.createFlags('checkout');
    const notices: HeadNotice[] = [];
    const state = await source.load(environment);
    source.watch(environment, () => state);
    source.onChange((notice) => notices.push(notice));
    const { epoch, revision } = state;
    await stage.setOn('checkout', true);
    expect(notices).toEqual([{ ...environment, epoch, revision: revision + 1 }]);
    notices.length = 0;
    theatre.clock.advance(1_000);
    await until(() => notices.length > 0);
    expect(notices).toEqual([{ ...environment, epoch, revision: revision + 1 }]);
  });

  test('a hint that comes twice, late or about nobody’s environment announces nothing', async () => {
    await stage.createFlags('checkout');
    const state = await source.load(environment);
    const notices: HeadNotice[] = [];
    source.watch(environment, () => state);
    source.onChange((notice) => notices.push(notice));
    const { environmentId, epoch, revision } = state;
    const { hints } = theatre.harness;
    hints.notify({ environmentId, epoch, revision, from: 'ANOTHER_NODE' });
    hints.notify({ environmentId, epoch, revision: revision - 1, from: 'ANOTHER_NODE' });
    hints.notify({ environmentId: 'unknown', epoch, revision: revision + 1, from: 'ANOTHER_NODE' });
    expect(notices).toEqual([]);
    hints.notify({ environmentId, epoch: 'another life', revision: 1, from: 'ANOTHER_NODE' });
    expect(notices).toEqual([{ ...environment, epoch: 'another life', revision: 1 }]);
  });

  test('what somebody else has read is announced until the watcher has read it too', async () => {
    const from = await stage.createFlags('checkout');
    const state = await source.load(environment);
    const earlier = await source.load(environment, { revision: from - 1 });
    await stage.setOn('checkout', true);
    const notices: HeadNotice[] = [];
    source.watch(environment, () => state);
    source.onChange((notice) => notices.push(notice));
    await read(earlier);
    theatre.clock.advance(1_000);
    await until(() => notices.length > 0);
    expect(notices[0].revision).toBe(from + 1);
  });

  test('what was read is not announced again, nor is what nobody watches', async () => {
    await stage.createFlags('checkout');
    const notices: HeadNotice[] = [];
    source.onChange((notice) => notices.push(notice));
    const state = await source.load(environment);
    source.watch(environment, () => state);
    const { statements } = await theatre.harness.statementsDuring(async () => {
      theatre.clock.advance(1_000);
      await source.load(environment, { revision: 1 });
    });
    expect(statements.filter((statement) => statement.includes('FROM environment_heads\n'))).not.toEqual([]);
    source.unwatch(environment);
    await stage.setOn('checkout', true);
    expect(notices).toEqual([]);
  });

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise(setImmediate);
  }
});
