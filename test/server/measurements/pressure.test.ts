import { newId } from '../../../src/server/foundation/ids';
import { limitDefaults } from '../../../src/server/foundation/settings';
import type { RunningServer } from '../../../src/server/main';
import { dialects, startHarness, type Harness } from '../../support/harness';
import { mutationOf, succeed } from '../../support/mutate';
import { aWorld, type World } from '../../support/world';

describe.each(dialects)('pressure on %s', (dialect) => {
  let harness: Harness;
  let server: RunningServer;
  let world: World;
  let key: string;

  beforeAll(async () => {
    const limits = { ...limitDefaults, operationMs: 600_000 };
    harness = await startHarness(dialect, { settings: { limits } });
    server = await harness.listen();
    world = await aWorld(harness);
    const made = { environmentId: world.production, kind: 'SERVER', name: 'Backend' };
    key = (await succeed(harness, world.owner, 'createSdkKey', made, 'secret')).secret;
  });
  afterAll(() => harness.close());

  const aCall = () => ({
    exposures: Array.from({ length: 1_000 }, () => ({
      eventId: newId(),
      flagKey: 'checkout',
      variant: 'on',
      unit: { key: 'ada' },
      at: new Date().toISOString(),
    })),
    evaluations: [],
  });
  const post = (input: object): Promise<Response> =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({
        query: mutationOf(harness, 'recordMeasurements', 'accepted duplicates'),
        variables: { input },
      }),
    });
  const isRecorded = async (input: ReturnType<typeof aCall>): Promise<boolean> => {
    const [{ found }] = await harness.database.read.query<{ found: string | number }[]>(
      'SELECT COUNT(*) AS found FROM exposures WHERE organization_id = ? AND event_id = ?',
      [world.organizationId, input.exposures[0].eventId],
    );
    return Number(found) === 1;
  };

  it('is told with 429 and a delay, records nothing of the call, and is over when the writes are', async () => {
    const { database } = harness;
    const transaction = database.transaction.bind(database);
    let goOn = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => (goOn = resolve));
    database.transaction = async (work) => {
      await isHeld;
      return transaction(work);
    };
    const calls: Promise<Response>[] = [];
    let refused: { response: Response; input: ReturnType<typeof aCall> } | null = null;
    try {
      while (!refused) {
        const input = aCall();
        const call = post(input);
        const first = await answerOrRoom(call, harness.writeQueue.size);
        if (first === null) calls.push(call);
        else refused = { response: first, input };
      }
    } finally {
      database.transaction = transaction;
      goOn();
    }
    expect(calls).toHaveLength(10);
    const { response, input } = refused;
    const { data, errors } = await response.json();
    expect(response.status).toBe(429);
    expect(data).toBeNull();
    const { code, reason, retryAfterMs } = errors[0].extensions;
    expect({ code, reason }).toEqual({ code: 'RATE_LIMITED', reason: 'PRESSURE' });
    expect(retryAfterMs).toBeGreaterThanOrEqual(250);
    expect(response.headers.get('retry-after')).toBe(String(Math.ceil(retryAfterMs / 1000)));

    for (const call of calls) {
      expect((await (await call).json()).data.recordMeasurements).toMatchObject({ accepted: 1_000 });
    }
    expect(await isRecorded(input)).toBe(false);
    expect((await post(input)).status).toBe(200);
    expect(await isRecorded(input)).toBe(true);
  });

  /** What is answered at once; null for a call that waits in the queue, which held `before` rows. */
  async function answerOrRoom(call: Promise<Response>, before: number): Promise<Response | null> {
    let answer: Response | null = null;
    void call.then((response) => (answer = response));
    while (answer === null && harness.writeQueue.size <= before) await new Promise(setImmediate);
    return answer;
  }
});
