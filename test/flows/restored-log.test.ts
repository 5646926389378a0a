import { ResumeTokens } from '../../src/server/delivery/resume-token';
import { migrateDatabase } from '../../src/server/commands/migrate';
import { renewEpochWithout } from '../../src/server/domain/configuration/epochs';
import { dialects, emptyDatabase } from '../support/databases';
import { runCommand } from '../support/command';
import { evaluate } from '../support/world';
import { aStage, openTheatre, whileTimePasses, type Stage, type Theatre } from '../server/delivery/stage';

const secret = 'a secret that both nodes of a test have';
const tables = {
  environment_heads: 'environment_id',
  configuration_items: 'environment_id',
  configuration_log: 'environment_id',
  list_entries: 'environment_id',
  audit_entries: 'chain_id',
};

/** Puts one environment's rows back as they are now. */
type Restore = () => Promise<void>;

async function backUp({ harness: { database } }: Theatre, { rowId }: Stage): Promise<Restore> {
  const backup = new Map<string, Record<string, unknown>[]>();
  for (const [table, column] of Object.entries(tables)) {
    backup.set(table, await database.read.query(`SELECT * FROM ${table} WHERE ${column} = ?`, [rowId]));
  }
  return () =>
    database.transaction(async (transaction) => {
      for (const [table, column] of Object.entries(tables)) {
        await transaction.query(`DELETE FROM ${table} WHERE ${column} = ?`, [rowId]);
        for (const row of backup.get(table) ?? []) {
          const names = Object.keys(row);
          await transaction.query(
            `INSERT INTO ${table} (${names.map((name) => `\`${name}\``).join(', ')})
             VALUES (${names.map(() => '?').join(', ')})`,
            Object.values(row),
          );
        }
      }
    });
}

describe.each(dialects)('T6, T7: a log that lost revisions under running nodes, on %s', (dialect) => {
  const tokens = new ResumeTokens(secret);
  let theatre: Theatre;
  let stage: Stage;
  let restore: Restore;
  /** Of the backup. */
  let revision: number;

  beforeAll(async () => {
    theatre = await openTheatre(dialect, { settings: { secret } });
  });
  beforeEach(async () => {
    stage = await aStage(theatre);
    await stage.createFlags('checkout', 'search');
    revision = await stage.setOn('search', true);
    restore = await backUp(theatre, stage);
  });
  afterEach(() => stage.closeAll());
  afterAll(() => theatre.close());

  const isOn = async (flagKey: string): Promise<boolean> => {
    const { environmentId, owner } = stage;
    const [{ evaluations }] = await evaluate(theatre.harness, owner, {
      environmentId,
      subjects: [{}],
      flagKeys: [flagKey],
    });
    return evaluations[0].reason !== 'OFF';
  };

  test('the node waits for what it has seen, and then begins anew with the log as it is', async () => {
    const stream = stage.subscribe();
    const { epoch } = await stream.next('StreamOpened');
    const before = await stream.next('ConfigSnapshot');
    await stage.setOn('checkout', true);
    const lost = await stage.setOn('search', false);
    expect((await stream.next('ConfigDelta')).coalesced).toBe(1);
    await stream.next('ConfigDelta');
    expect([await isOn('checkout'), await isOn('search')]).toEqual([true, false]);

    await restore();
    const restoredAt = theatre.clock.monotonic();
    const opened = await whileTimePasses(theatre.clock, stream.nextButBookmarks('StreamOpened'));
    expect(theatre.clock.monotonic() - restoredAt).toBeGreaterThanOrEqual(5_000);
    expect(opened).toMatchObject({ willSend: 'SNAPSHOT', headRevision: String(revision) });
    expect(opened.epoch).not.toBe(epoch);
    expect(await stream.nextButBookmarks('ConfigSnapshot')).toMatchObject({
      resyncReason: 'EPOCH_CHANGED',
      revision: String(revision),
      checksum: before.checksum,
      objects: before.objects,
    });
    expect([await isOn('checkout'), await isOn('search')]).toEqual([false, true]);

    expect(await stage.setOn('checkout', true)).toBe(revision + 1);
    expect(await stream.nextButBookmarks('ConfigDelta')).toMatchObject({ fromRevision: String(revision) });
    expect(revision + 1).toBeLessThan(lost);
  });

  test('a log that was written on meanwhile is found to be another, at once', async () => {
    const stream = stage.subscribe();
    await stream.opening();
    await stage.setOn('search', false);
    await stream.next('ConfigDelta');
    await restore();
    const { databaseUrl } = theatre.harness.settings;
    const other = await openTheatre(dialect, { databaseUrl, settings: { secret } });
    try {
      const there = stage.at(other);
      await there.setOn('checkout', true);
      await there.createFlags('fresh');
      theatre.clock.advance(1_000);
      await stream.next('StreamOpened');
      const { resyncReason, objects } = await stream.next('ConfigSnapshot');
      expect([resyncReason, objects?.map(({ key }) => key).sort()]).toEqual([
        'EPOCH_CHANGED',
        ['checkout', 'fresh', 'search'],
      ]);
      expect([await isOn('checkout'), await isOn('search')]).toEqual([true, true]);
    } finally {
      await other.close();
    }
  });

  test.each([1, 2])('a node that has written what was lost writes on %i other revisions', async (others) => {
    const { environmentId } = stage;
    await stage.publish({
      putVariant: { environmentId, flagKey: 'checkout', variant: 'lost', value: false },
    });
    await restore();
    const { databaseUrl } = theatre.harness.settings;
    const other = await openTheatre(dialect, { databaseUrl, settings: { secret } });
    try {
      const there = stage.at(other);
      for (let each = 0; each < others; each += 1) {
        await there.publish({
          putVariant: { environmentId, flagKey: 'checkout', variant: `other-${each}`, value: true },
        });
      }
      await stage.setOn('checkout', true);
      const stream = there.subscribe();
      const { objects } = await stream.opening();
      const checkout = objects.find(({ key }) => key === 'checkout');
      const { on, variants } = JSON.parse(checkout?.payload ?? '') as { on: boolean; variants: object };
      expect(on).toBe(true);
      expect(Object.keys(variants).sort()).toEqual(
        ['off', 'on', ...Array.from({ length: others }, (_, each) => `other-${each}`)].sort(),
      );
      there.closeAll();
    } finally {
      await other.close();
    }
  });

  test('a client of what was lost is sent a snapshot by every node', async () => {
    await stage.setOn('checkout', true);
    const { resume } = await stage.subscribe().opening();
    await restore();
    const stream = stage.subscribe();
    await stream.opening();
    await whileTimePasses(theatre.clock, stream.nextButBookmarks('StreamOpened'));
    const { databaseUrl } = theatre.harness.settings;
    const other = await openTheatre(dialect, { databaseUrl, settings: { secret } });
    try {
      const there = stage.at(other);
      const late = there.subscribe({ resume });
      expect((await late.next('StreamOpened')).willSend).toBe('SNAPSHOT');
      expect(await late.next('ConfigSnapshot')).toMatchObject({
        resyncReason: 'EPOCH_CHANGED',
        revision: String(revision),
      });
      there.closeAll();
    } finally {
      await other.close();
    }
  });

  test('a node whose log has what it read keeps its epoch, however often it asks', async () => {
    const { environmentId: _, ...position } = tokens.read((await stage.subscribe().opening()).resume)!;
    const { database } = theatre.harness;
    const { organizationId, rowId: environmentId } = stage;
    await renewEpochWithout(database, { organizationId, environmentId }, position);
    await renewEpochWithout(
      database,
      { organizationId, environmentId },
      { ...position, revision: 0, chainHash: '0' },
    );
    const lost = { ...position, epoch: 'another', revision: 99 };
    await renewEpochWithout(database, { organizationId, environmentId }, lost);
    expect((await stage.subscribe().next('StreamOpened')).epoch).toBe(position.epoch);
  });
});

describe.each(dialects)('T7: a database that comes from a backup, on %s', (dialect) => {
  test('every environment has another epoch, and every client begins with a snapshot', async () => {
    const { url: databaseUrl, drop } = await emptyDatabase(dialect);
    const theatre = await openTheatre(dialect, { databaseUrl, settings: { secret } });
    const stage = await aStage(theatre);
    await stage.createFlags('checkout');
    await stage.publish({
      createEnvironment: { projectId: stage.projectId, key: 'staging', kind: 'STAGING' },
    });
    const { resume } = await stage.subscribe().opening();
    stage.closeAll();
    await theatre.close();

    const { output, exitCode } = await runCommand(['migrate', '--restored'], { DATABASE_URL: databaseUrl });
    expect([output, exitCode]).toEqual(['nothing to migrate\n2 environments have a new epoch\n', 0]);
    expect(await migrateDatabase({}, { DATABASE_URL: databaseUrl })).toEqual({ applied: [], renewed: 0 });

    const again = await openTheatre(dialect, { databaseUrl, settings: { secret } });
    const stream = stage.at(again).subscribe({ resume });
    expect(await stream.opening()).toMatchObject({ resyncReason: 'EPOCH_CHANGED', revision: '1' });
    stream.close();
    await again.close();
    await drop();
  });
});
