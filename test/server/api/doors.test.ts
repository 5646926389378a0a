import type { RunningServer } from '../../../src/server/main';
import { startHarness, type Harness } from '../../support/harness';
import { post, send, TestSocket } from '../../support/requests';

let harness: Harness;
let server: RunningServer;
let token: string;

beforeAll(async () => {
  harness = await startHarness('sqlite');
  server = await harness.listen();
  token = (await harness.anOrganization()).ownerToken;
});
afterAll(() => harness.close());

test('a query is answered over HTTP, without a credential too', async () => {
  const answer = await post(server.url, null, { query: '{ __typename }' });
  expect(answer).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
  expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('a query is answered over WebSocket', async () => {
  const socket = await TestSocket.connected(server.url, token);
  const answer = await socket.ask('1', '{ __typename }');
  expect(answer).toEqual({ id: '1', type: 'next', payload: { data: { __typename: 'Query' } } });
  await socket.next('complete', '1');
  socket.close();
});

test('health, metrics and the landing page answer without a credential', async () => {
  expect(await send(`${server.url}/health/live`)).toMatchObject({ status: 200, json: { status: 'live' } });
  expect(await send(`${server.url}/health/ready`)).toMatchObject({ status: 200, json: { status: 'ready' } });
  const metrics = await send(`${server.url}/metrics`);
  expect(metrics.text).toMatch(/^signalbox_operations_total\{transport="http",kind="query"\} \d+$/m);
  expect((await send(`${server.url}/`)).status).toBe(200);
  expect((await send(`${server.url}/nothing`)).status).toBe(404);
});
