import { Admission } from '../../../src/server/api/admission';
import { limitDefaults } from '../../../src/server/foundation/settings';
import { send, TestSocket, type HttpAnswer, type Message } from '../../support/requests';
import { heldClock } from '../../support/held-clock';
import { aStage, openTheatre, type Stage, type Theatre } from '../delivery/stage';

test('when ten thousand come at once all are in within half a minute, none at the third try or later', () => {
  const clock = heldClock();
  const admission = new Admission(500, clock);
  const tries = Array<number>(10_000).fill(0);
  const due = tries.map(() => 0);
  let waiting = tries.map((_, client) => client);
  let worst = 0;
  for (let ms = 0; waiting.length > 0; ms += 50) {
    waiting = waiting.filter((client) => {
      if (due[client] > ms) return true;
      tries[client] += 1;
      const retryAfterMs = admission.retryAfterMs();
      due[client] = ms + retryAfterMs;
      if (retryAfterMs === 0) worst = ms;
      return retryAfterMs > 0;
    });
    clock.advance(50);
  }
  expect(worst).toBeLessThanOrEqual(30_000);
  expect(Math.max(...tries)).toBeLessThanOrEqual(3);
  expect(tries.filter((count) => count > 2).length).toBeLessThan(1_000);
});

test('a node that nobody comes to for a second lets the next burst in', () => {
  const clock = heldClock();
  const admission = new Admission(3, clock);
  const admitted = (): number =>
    Array.from({ length: 5 }, () => admission.retryAfterMs()).filter((ms) => ms === 0).length;
  expect(admitted()).toBe(3);
  expect(admitted()).toBe(0);
  clock.advance(1_000);
  expect(admitted()).toBe(3);
});

const subscription = `subscription ($input: ConfigStreamInput!) {
  configStream(input: $input) { __typename }
}`;

describe('a node that lets two streams in per second', () => {
  let theatre: Theatre;
  let stage: Stage;

  beforeAll(async () => {
    theatre = await openTheatre('sqlite', {
      settings: { limits: { ...limitDefaults, streamsPerSecond: 2 } },
    });
    stage = await aStage(theatre);
    await stage.createFlags('checkout');
  });
  afterAll(() => theatre.close());

  const upgrade = (): Promise<HttpAnswer> =>
    send(`${theatre.server.url}/graphql`, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-protocol': 'graphql-transport-ws',
      },
    });

  test('refuses a third socket before any work is done, and says when to come back', async () => {
    theatre.clock.advance(1_000);
    const sockets = [await TestSocket.open(theatre.server.url), await TestSocket.open(theatre.server.url)];
    const { statements, result } = await theatre.harness.statementsDuring(upgrade);
    expect([result.status, statements]).toEqual([503, []]);
    expect(Number(result.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(result.headers['retry-after'])).toBeLessThanOrEqual(3);
    for (const socket of sockets) socket.close();
    theatre.clock.advance(1_000);
    (await TestSocket.open(theatre.server.url)).close();
  });

  test('lets a socket’s first stream in with it, and counts each other one', async () => {
    theatre.clock.advance(1_000);
    const { environmentId, ownerToken } = stage;
    const socket = await TestSocket.connected(theatre.server.url, ownerToken);
    const open = async (id: string): Promise<Message> => {
      const answer = await socket.ask(id, subscription, { input: { environmentId } });
      return answer.payload;
    };
    expect(await open('1')).toMatchObject({ data: { configStream: { __typename: 'StreamOpened' } } });
    expect(await open('2')).toMatchObject({ data: { configStream: { __typename: 'StreamOpened' } } });
    const [error] = (await open('3')) as unknown as { extensions: Record<string, unknown> }[];
    expect(error.extensions).toMatchObject({ code: 'RATE_LIMITED', reason: 'STREAMS' });
    expect(error.extensions.retryAfterMs).toBeGreaterThan(0);
    expect(error.extensions.retryAfterMs).toBeLessThanOrEqual(2_000);
    expect(await socket.ask('4', '{ __typename }')).toMatchObject({
      payload: { data: { __typename: 'Query' } },
    });
    theatre.clock.advance(1_000);
    expect(await open('5')).toMatchObject({ data: { configStream: { __typename: 'StreamOpened' } } });
    socket.close();
  });
});

test('two hundred streams at once cost one load and one snapshot', async () => {
  const first = await openTheatre('sqlite');
  const stage = await aStage(first);
  await stage.createFlags('checkout', 'search');
  const { databaseUrl } = first.harness.settings;
  // It has read nothing of the environment yet.
  const theatre = await openTheatre('sqlite', { databaseUrl });
  const there = stage.at(theatre);
  const { statements } = await theatre.harness.statementsDuring(async () => {
    const streams = Array.from({ length: 200 }, () => there.subscribe());
    const snapshots = await Promise.all(streams.map((stream) => stream.opening()));
    expect(new Set(snapshots.map((snapshot) => JSON.stringify(snapshot))).size).toBe(1);
  });
  expect(statements.filter((statement) => statement.includes('configuration_items'))).toHaveLength(1);
  expect(theatre.harness.lane.counts.executions).toBe(200 + 1);
  there.closeAll();
  await theatre.close();
  await first.close();
});
