import { systemClock, type Clock } from '../../src/server/foundation/clock';
import { limitDefaults, type Limits } from '../../src/server/foundation/settings';
import { aProject } from '../support/changes';
import { post, TestSocket } from '../support/requests';
import { askOver, many, openDoors, transports, type OpenDoors } from './doors';

const withLimits = (limits: Partial<Limits>): Promise<OpenDoors> =>
  openDoors({ settings: { limits: { ...limitDefaults, ...limits } } });

const createProject = 'mutation { createProject(input: { key: "slow", name: "Slow" }) { project { id } } }';
const tenNodes = `{ ${many(10, (i) => `n${i}: node(id: "x") { id }`)} }`;

describe.each(transports)('over %s', (transport) => {
  test('A13, B12 what a credential asks is counted by cost, on either transport, and refused for a while', async () => {
    const doors = await withLimits({ rateBurst: 25, rateRestorePerSecond: 1 });
    const [first, second, third] = [
      await askOver(transport, doors, tenNodes),
      await askOver(transport, doors, tenNodes),
      await askOver(transport, doors, tenNodes),
    ];
    expect([first.errors, second.errors]).toEqual([undefined, undefined]);
    expect(third.errors?.[0]).toMatchObject({ extensions: { code: 'RATE_LIMITED', reason: 'RATE' } });
    const other = { ...doors, ...(await doors.harness.anOrganization()) };
    expect((await askOver(transport, other, tenNodes)).errors).toBeUndefined();
    await doors.close();
  });

  test('A17 an operation that takes too long is given up', async () => {
    const limitMs = limitDefaults.operationMs;
    const clock: Clock = {
      ...systemClock,
      after: (ms, task) => (ms === limitMs ? systemClock.after(0, task) : systemClock.after(ms, task)),
    };
    const doors = await openDoors({ clock });
    // A write transaction that does not end until the answer is there.
    let end = (): void => undefined;
    const writing = doors.harness.database.transaction(() => new Promise<void>((resolve) => (end = resolve)));
    const { data, errors } = await askOver(transport, doors, createProject);
    end();
    await writing;
    expect(data).toBeUndefined();
    expect(errors?.[0]).toMatchObject({
      message: 'The operation took longer than 10 s and was given up',
      extensions: { code: 'UNAVAILABLE', reason: 'TIME_LIMIT' },
    });
    await doors.close();
  });
});

test('over HTTP a refusal by rate is a 429 that says when to come back', async () => {
  const doors = await withLimits({ rateBurst: 15, rateRestorePerSecond: 1 });
  await post(doors.server.url, doors.ownerToken, { query: tenNodes });
  const answer = await post(doors.server.url, doors.ownerToken, { query: tenNodes });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  await doors.close();
});

test('B7 a socket without connection_init closes with 4408', async () => {
  const doors = await withLimits({ socketInitMs: 20 });
  const socket = await TestSocket.open(doors.server.url);
  expect((await socket.closed).code).toBe(4408);
  await doors.close();
});

test('B13 one operation too many on a socket is refused by name, and the others go on', async () => {
  const doors = await withLimits({ socketOperations: 2 });
  const { environments } = await aProject(doors.harness, doors, 'production');
  const stream = `subscription { configStream(input: { environmentId: "${environments.production}" }) { __typename } }`;
  const socket = await TestSocket.connected(doors.server.url, doors.ownerToken);
  socket.subscribe('1', stream);
  await socket.next('next', '1');
  socket.subscribe('2', stream);
  await socket.next('next', '2');
  socket.subscribe('3', stream);
  expect((await socket.next('error', '3')).payload[0]).toMatchObject({
    message: 'A socket runs at most 2 operations at once',
    extensions: { code: 'RATE_LIMITED', reason: 'SOCKET_OPERATIONS' },
  });
  socket.send({ type: 'complete', id: '1' });
  const answer = await socket.ask('4', '{ __typename }');
  expect(answer.payload).toEqual({ data: { __typename: 'Query' } });
  socket.close();
  await doors.close();
});

test('B13 one socket too many for an address, and for the node, is refused, and the others go on', async () => {
  const doors = await withLimits({ socketsPerAddress: 2 });
  const sockets = [
    await TestSocket.connected(doors.server.url, doors.ownerToken),
    await TestSocket.connected(doors.server.url, doors.ownerToken),
  ];
  await expect(TestSocket.open(doors.server.url)).rejects.toThrow('refused with 429');
  expect((await sockets[0].ask('1', '{ __typename }')).payload.data.__typename).toBe('Query');
  await doors.close();

  const small = await withLimits({ sockets: 1 });
  await TestSocket.connected(small.server.url, small.ownerToken);
  await expect(TestSocket.open(small.server.url)).rejects.toThrow('refused with 503');
  await small.close();
});
