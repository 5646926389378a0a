import { fromGlobalId, newId } from '../../../src/server/foundation/ids';
import { dialects, startHarness, type Harness } from '../../support/harness';
import { heldClock, type HeldClock } from '../../support/held-clock';
import { succeed } from '../../support/mutate';
import { aWorld, type World } from '../../support/world';

const dayMs = 86_400_000;

describe.each(dialects)('retention on %s', (dialect) => {
  let clock: HeldClock;
  let harness: Harness;
  let world: World;

  beforeAll(async () => {
    clock = heldClock();
    harness = await startHarness(dialect, { clock, settings: { measurementDays: 3 } });
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    world = await aWorld(harness);
  });

  const at = () => new Date(clock.now()).toISOString();
  const anEvent = () => ({ eventId: newId(), unit: { key: 'ada' }, at: at() });
  const record = async (events: number) => {
    const exposures = Array.from({ length: events }, () => ({
      ...anEvent(),
      flagKey: 'checkout',
      variant: 'on',
    }));
    const metrics = [{ ...anEvent(), key: 'purchase' }];
    const evaluations = [{ flagKey: 'checkout', variant: 'on', count: 1, minute: at() }];
    await succeed(harness, world.aKey(), 'recordMeasurements', { exposures, metrics, evaluations });
    await harness.usageWriter.flush();
  };
  const numbers = async () => {
    const tables = ['exposures', 'metric_events', 'evaluation_counts', 'flag_usage'];
    const rows = await Promise.all(
      tables.map((table) =>
        harness.database.read.query<{ rows: string | number }[]>(
          `SELECT COUNT(*) AS \`rows\` FROM ${table} WHERE organization_id = ? AND environment_id = ?`,
          [world.organizationId, fromGlobalId('Environment', world.production)],
        ),
      ),
    );
    return Object.fromEntries(tables.map((table, position) => [table, Number(rows[position][0].rows)]));
  };
  const sweep = async (): Promise<number> => {
    let steps = 1;
    while (await harness.retention.step()) steps += 1;
    return steps;
  };

  it('keeps what is young, and deletes what is older a batch at a time', async () => {
    await world.publishFlag('checkout');
    for (let call = 0; call < 3; call += 1) {
      await record(800);
      clock.jump(1);
    }
    await sweep();
    const all = { exposures: 2_400, metric_events: 3, evaluation_counts: 2, flag_usage: 1 };
    expect(await numbers()).toEqual(all);
    clock.jump(3 * dayMs - 1);
    await record(1);
    expect(await sweep()).toBeGreaterThan(1);
    const { exposures, metric_events } = await numbers();
    expect({ exposures, metric_events }).toEqual({ exposures: 801, metric_events: 2 });
  });

  it('keeps hours for longer than minutes, and when a flag was last evaluated for good', async () => {
    await world.publishFlag('checkout');
    await record(1);
    clock.jump(2 * dayMs + 3_600_000);
    await sweep();
    expect(await numbers()).toMatchObject({ exposures: 1, evaluation_counts: 1, flag_usage: 1 });
    clock.jump(400 * dayMs);
    await sweep();
    expect(await numbers()).toEqual({ exposures: 0, metric_events: 0, evaluation_counts: 0, flag_usage: 1 });
  });

  it('writes nothing when there is nothing to delete', async () => {
    await sweep();
    const { statements } = await harness.statementsOf(() => harness.retention.step());
    expect(statements.filter((statement) => !statement.startsWith('SELECT'))).toEqual([]);
  });
});
