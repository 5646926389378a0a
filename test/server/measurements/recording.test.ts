import { fromGlobalId, newId } from '../../../src/server/foundation/ids';
import { aMember, refusalOf } from '../../support/ask';
import { dialects, startHarness, type Caller, type Harness } from '../../support/harness';
import { heldClock, type HeldClock } from '../../support/held-clock';
import { mutate, mutationOf } from '../../support/mutate';
import { aWorld, type World } from '../../support/world';

const dayMs = 86_400_000;

describe.each(dialects)('recordMeasurements on %s', (dialect) => {
  let clock: HeldClock;
  let harness: Harness;
  let world: World;

  beforeAll(async () => {
    clock = heldClock();
    harness = await startHarness(dialect, { clock });
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    world = await aWorld(harness);
  });

  const ago = (ms: number): string => new Date(clock.now() - ms).toISOString();
  const anExposure = (parts: object = {}) => ({
    eventId: newId(),
    flagKey: 'checkout',
    variant: 'on',
    unit: { key: 'ada' },
    at: ago(1_000),
    ...parts,
  });
  const aMetricEvent = (parts: object = {}) => ({
    eventId: newId(),
    key: 'purchase',
    unit: { key: 'ada' },
    at: ago(1_000),
    ...parts,
  });
  const record = (input: object, caller: Caller = world.aKey()) =>
    mutate(harness, caller, 'recordMeasurements', input, 'accepted duplicates rejected');
  const refusal = (input: object, caller: Caller) =>
    refusalOf(harness, caller, mutationOf(harness, 'recordMeasurements', 'accepted'), { input });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- rows as the database gives them
  const rowsOf = async (table: string): Promise<any[]> => {
    const rows = await harness.database.read.query<Record<string, unknown>[]>(
      `SELECT * FROM ${table} WHERE organization_id = ? AND environment_id = ? ORDER BY event_id`,
      [world.organizationId, fromGlobalId('Environment', world.production)],
    );
    const numbers = ['client_at', 'occurred_at', 'received_at', 'revision'];
    return rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          numbers.includes(name) && value !== null ? Number(value) : value,
        ]),
      ),
    );
  };

  it('stores an exposure whole, with the times of both clocks', async () => {
    const exposure = anExposure({
      eventId: 'e1',
      unit: { kind: 'company', key: 'acme' },
      experiment: 'new-checkout',
      ruleId: 'beta',
      revision: '7',
      at: ago(90_000),
    });
    const receivedAt = clock.now();
    const clientIsBehindMs = 60_000;
    expect(await record({ exposures: [exposure], sentAt: ago(clientIsBehindMs) })).toEqual({
      accepted: 1,
      duplicates: 0,
      rejected: 0,
      userErrors: [],
    });
    expect(await rowsOf('exposures')).toEqual([
      {
        organization_id: world.organizationId,
        environment_id: fromGlobalId('Environment', world.production),
        event_id: 'e1',
        flag_key: 'checkout',
        variant: 'on',
        unit_kind: 'company',
        unit_key: 'acme',
        experiment: 'new-checkout',
        rule_id: 'beta',
        revision: 7,
        client_at: receivedAt - 90_000,
        occurred_at: receivedAt - 90_000 + clientIsBehindMs,
        received_at: receivedAt,
      },
    ]);
  });

  it('stores a metric event with its value and properties', async () => {
    const properties = { currency: 'EUR', items: 2, gift: true, coupon: null };
    await record({ metrics: [aMetricEvent({ value: 19.99, properties })] });
    const [row] = await rowsOf('metric_events');
    expect(row).toMatchObject({
      metric_key: 'purchase',
      unit_kind: 'user',
      unit_key: 'ada',
      value: 19.99,
      occurred_at: clock.now() - 1_000,
    });
    expect(JSON.parse(row.properties)).toEqual(properties);
  });

  it('takes an event id once, however often it is sent, and tells the new ones from the others', async () => {
    const exposures = ['a', 'b', 'c'].map((eventId) => anExposure({ eventId }));
    const metrics = [aMetricEvent({ eventId: 'a' })];
    expect(await record({ exposures, metrics })).toMatchObject({ accepted: 4, duplicates: 0 });
    const again = [anExposure({ eventId: 'b', variant: 'off' }), anExposure({ eventId: 'd' })];
    expect(await record({ exposures: [...again, again[1]], metrics })).toMatchObject({
      accepted: 1,
      duplicates: 3,
    });
    const rows = await rowsOf('exposures');
    expect(rows.map(({ event_id, variant }) => [event_id, variant])).toEqual([
      ['a', 'on'],
      ['b', 'on'],
      ['c', 'on'],
      ['d', 'on'],
    ]);
    expect(await rowsOf('metric_events')).toHaveLength(1);
  });

  it('tells event ids apart by case and by spaces at their end', async () => {
    const exposures = ['a', 'A', 'a '].map((eventId) => anExposure({ eventId }));
    expect(await record({ exposures })).toMatchObject({ accepted: 3, duplicates: 0 });
  });

  it('the same event id in another environment is another event', async () => {
    const exposures = [anExposure({ eventId: 'same' })];
    const staging = world.aKey({ environmentId: fromGlobalId('Environment', world.staging) });
    expect(await record({ exposures })).toMatchObject({ accepted: 1 });
    expect(await record({ exposures }, staging)).toMatchObject({ accepted: 1, duplicates: 0 });
  });

  it('a call that is sent by many at once is recorded once', async () => {
    const exposures = Array.from({ length: 50 }, () => anExposure());
    const payloads = await Promise.all(Array.from({ length: 8 }, () => record({ exposures })));
    expect(payloads.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(50);
    expect(await rowsOf('exposures')).toHaveLength(50);
  });

  it('takes 1,000 entries, and no more', async () => {
    const exposures = Array.from({ length: 600 }, () => anExposure());
    const metrics = Array.from({ length: 400 }, () => aMetricEvent());
    expect(await record({ exposures, metrics })).toMatchObject({ accepted: 1_000, rejected: 0 });
    const one = { evaluations: [{ flagKey: 'checkout', count: 1, minute: ago(0) }] };
    expect(await refusal({ exposures, metrics, ...one }, world.aKey())).toEqual({
      code: 'BAD_USER_INPUT',
      message:
        'A call takes at most 1000 exposures, metrics, evaluations and attributes together, 1001 were given',
    });
  });

  it('leaves out what cannot be recorded, says why and where, and records the rest', async () => {
    const long = 'x'.repeat(256);
    const payload = await record({
      exposures: [
        anExposure(),
        anExposure({ eventId: '' }),
        anExposure({ eventId: 'x'.repeat(65) }),
        anExposure({ variant: long }),
        anExposure({ unit: { kind: '', key: 'ada' } }),
        anExposure({ unit: { key: long } }),
        anExposure({ unit: { key: 'a\u0000b' } }),
        anExposure({ eventId: '\ud800' }),
        anExposure({ at: ago(-dayMs - 60_000) }),
        anExposure({ at: ago(91 * dayMs) }),
      ],
      metrics: [
        aMetricEvent({ properties: { list: [1] } }),
        aMetricEvent({ properties: 'text' }),
        aMetricEvent({ properties: { note: long } }),
      ],
      evaluations: [{ flagKey: 'checkout', count: 0, minute: ago(0) }],
      attributes: [{ names: ['plan', ''] }],
    });
    const { accepted, duplicates, rejected, userErrors } = payload;
    expect({ accepted, duplicates, rejected }).toEqual({ accepted: 1, duplicates: 0, rejected: 14 });
    const told = userErrors.map(({ code, field, message }: Record<string, string>) => [
      code,
      (field as unknown as string[]).join('.'),
      message,
    ]);
    expect(told).toEqual([
      ['INVALID_INPUT', 'input.exposures.1.eventId', '`eventId` must not be empty'],
      ['INVALID_INPUT', 'input.exposures.2.eventId', '`eventId` takes at most 64 characters, 65 were given'],
      [
        'INVALID_INPUT',
        'input.exposures.3.variant',
        '`variant` takes at most 255 characters, 256 were given',
      ],
      ['INVALID_INPUT', 'input.exposures.4.unit.kind', '`unit.kind` must not be empty'],
      [
        'INVALID_INPUT',
        'input.exposures.5.unit.key',
        '`unit.key` takes at most 255 characters, 256 were given',
      ],
      [
        'INVALID_INPUT',
        'input.exposures.6.unit.key',
        '`unit.key` must have neither U+0000 nor half a character',
      ],
      [
        'INVALID_INPUT',
        'input.exposures.7.eventId',
        '`eventId` must have neither U+0000 nor half a character',
      ],
      ['TIME_AHEAD', 'input.exposures.8.at', expect.stringMatching(/^`at`, .*Z, is more than a day ahead/)],
      [
        'TIME_BEHIND',
        'input.exposures.9.at',
        expect.stringMatching(/is older than the 90 days that are kept$/),
      ],
      [
        'INVALID_INPUT',
        'input.metrics.0.properties.list',
        '`properties.list` must be a text, a number, true, false or null',
      ],
      ['INVALID_INPUT', 'input.metrics.1.properties', '`properties` must be an object'],
      [
        'INVALID_INPUT',
        'input.metrics.2.properties.note',
        '`properties.note` takes at most 255 characters, 256 were given',
      ],
      ['INVALID_INPUT', 'input.evaluations.0.count', '`count` must be 1 or more, 0 was given'],
      ['INVALID_INPUT', 'input.attributes.0.names', '`names` must not be empty'],
    ]);
    expect(await rowsOf('exposures')).toHaveLength(1);
  });

  it('keeps texts of any script as they are', async () => {
    const key = "Zoë's 🚩 ' \" \\ %_";
    await record({ exposures: [anExposure({ unit: { key } })] });
    expect((await rowsOf('exposures'))[0].unit_key).toBe(key);
  });

  it('a client key tells of the flags that it shows, and of others as of those that do not exist', async () => {
    await world.publishFlag('shown', { clientSide: true });
    await world.publishFlag('hidden');
    const key = world.aKey({ keyKind: 'CLIENT' });
    const payload = await record(
      { exposures: ['shown', 'hidden', 'missing'].map((flagKey) => anExposure({ flagKey })) },
      key,
    );
    expect(payload).toMatchObject({ accepted: 1, rejected: 2 });
    expect(payload.userErrors).toEqual(
      ['hidden', 'missing'].map((flagKey, position) => ({
        code: 'FLAG_NOT_FOUND',
        field: ['input', 'exposures', `${position + 1}`, 'flagKey'],
        message: `The key shows no flag \`${flagKey}\``,
      })),
    );
  });

  it('a server key may tell of a flag that is there no more', async () => {
    expect(await record({ exposures: [anExposure({ flagKey: 'archived-since' })] })).toMatchObject({
      accepted: 1,
    });
  });

  it.each(['SERVER', 'CLIENT'] as const)(
    'a %s key records nothing for another environment',
    async (keyKind) => {
      const exposures = [anExposure()];
      const elsewhere = await refusal({ exposures, environmentId: world.staging }, world.aKey({ keyKind }));
      expect(elsewhere).toEqual({ code: 'NOT_FOUND', message: 'Environment not found' });
      const another = await aWorld(harness);
      expect(
        await refusal({ exposures, environmentId: another.production }, world.aKey({ keyKind })),
      ).toEqual(elsewhere);
    },
  );

  it('an editor records for an environment that it names, a viewer does not', async () => {
    const input = { environmentId: world.production, metrics: [aMetricEvent()] };
    expect(await record(input, aMember(world, 'EDITOR'))).toMatchObject({ accepted: 1 });
    expect(await refusal(input, aMember(world, 'VIEWER'))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusal(input, null)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await refusal({ metrics: [aMetricEvent()] }, world.owner)).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  it('takes no lock that a change of configuration waits for', async () => {
    const { statements } = await harness.statementsOf(() => record({ exposures: [anExposure()] }));
    expect(statements.filter((statement) => !statement.startsWith('SELECT'))).toEqual([
      expect.stringMatching(/^INSERT (OR )?IGNORE INTO exposures /),
    ]);
  });
});
