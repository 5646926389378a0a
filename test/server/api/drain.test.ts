import { startHarness } from '../../support/harness';
import { aProject } from '../../support/changes';
import { post, send, TestSocket } from '../../support/requests';

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
