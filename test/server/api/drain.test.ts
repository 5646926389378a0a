import { Agent } from 'node:http';
import { startHarness, type Harness } from '../../support/harness';
import { aProject } from '../../support/changes';
import { post, send, TestSocket, type HttpAnswer } from '../../support/requests';

test('a node that stops says goodbye, ends its sockets, and takes nothing new', async () => {
  const harness = await startHarness('sqlite');
  const { url } = await harness.listen();
  const organization = await harness.anOrganization();
  const { environments } = await aProject(harness, organization, 'production');
  const socket = await TestSocket.connected(url, organization.ownerToken);
  const input = { environmentId: environments.production };
  socket.subscribe(
    '1',
    'subscription ($input: ConfigStreamInput!) { configStream(input: $input) { __typename ... on Goodbye { reason } } }',
    { input },
  );
  expect((await socket.next('next', '1')).payload.data.configStream.__typename).toBe('StreamOpened');

  const stopped = harness.close();
  let message = await socket.next('next', '1');
  while (message.payload.data.configStream.__typename !== 'Goodbye') message = await socket.next('next', '1');
  expect(message.payload.data.configStream.reason).toBe('DRAINING');
  expect((await socket.closed).code).toBe(1001);
  await stopped;
  await expect(send(`${url}/health/live`)).rejects.toThrow('ECONNREFUSED');
});

test('what runs when a node stops is answered', async () => {
  const harness = await startHarness('sqlite');
  const { url } = await harness.listen();
  const { ownerToken } = await harness.anOrganization();
  const createProject =
    'mutation { createProject(input: { key: "last", name: "Last" }) { project { key } } }';
  let end = (): void => undefined;
  const writing = harness.database.transaction(() => new Promise<void>((resolve) => (end = resolve)));
  const arrived = new Promise<void>((resolve) => {
    const { authenticate } = harness.authenticator;
    harness.authenticator.authenticate = (header) => (
      resolve(),
      authenticate.call(harness.authenticator, header)
    );
  });
  const answer = post(url, ownerToken, { query: createProject });
  await arrived;
  const stopped = harness.close();
  end();
  await writing;
  expect((await answer).json).toEqual({ data: { createProject: { project: { key: 'last' } } } });
  await stopped;
});

/** Keeps every writer of the database waiting; the answer lets them go on. */
async function holdWriters({ database }: Harness): Promise<() => Promise<void>> {
  let end = (): void => undefined;
  let isHeld = (): void => undefined;
  const held = new Promise<void>((resolve) => (isHeld = resolve));
  const writing = database.transaction(() => new Promise<void>((resolve) => (isHeld(), (end = resolve))));
  await held;
  return () => (end(), writing);
}

test('what runs on a socket when a node stops is answered before the socket is closed', async () => {
  const harness = await startHarness('sqlite');
  const { url } = await harness.listen();
  const { ownerToken } = await harness.anOrganization();
  const socket = await TestSocket.connected(url, ownerToken);
  const letGo = await holdWriters(harness);
  const createProject =
    'mutation { createProject(input: { key: "last", name: "Last" }) { project { key } } }';
  socket.subscribe('1', createProject);
  expect(await socket.ask('2', '{ __typename }')).toMatchObject({ type: 'next' });
  const stopped = harness.close();
  await letGo();
  expect((await socket.next('next', '1')).payload).toEqual({
    data: { createProject: { project: { key: 'last' } } },
  });
  await socket.next('complete', '1');
  expect((await socket.closed).code).toBe(1001);
  await stopped;
});

test('the next request on a connection that is kept alive is answered, and the connection ends with it', async () => {
  const harness = await startHarness('sqlite');
  const { url } = await harness.listen();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (): Promise<HttpAnswer> => send(`${url}/health/live`, { agent });
  const first = await ask();
  const stopped = harness.close();
  const next = await ask();
  expect([first.headers.connection, next.headers.connection]).toEqual(['keep-alive', 'close']);
  expect(next.json).toEqual({ status: 'live' });
  await expect(ask()).rejects.toThrow('ECONNREFUSED');
  await stopped;
  agent.destroy();
});
