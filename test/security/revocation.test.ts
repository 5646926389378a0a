import { aProject } from '../support/changes';
import { heldClock, type HeldClock } from '../support/held-clock';
import { post, TestSocket } from '../support/requests';
import { openDoors, type OpenDoors } from './doors';

let doors: OpenDoors;
let clock: HeldClock;
beforeAll(async () => {
  clock = heldClock();
  doors = await openDoors({ clock });
});
afterAll(() => doors.close());

interface ServiceToken {
  id: string;
  secret: string;
}

async function serviceToken(expiresAt: string | null = null): Promise<ServiceToken> {
  const query = `mutation ($expiresAt: DateTime) {
    createServiceToken(input: { name: "A service", role: EDITOR, expiresAt: $expiresAt }) { secret serviceToken { id } }
  }`;
  const { json } = await post(doors.server.url, doors.ownerToken, { query, variables: { expiresAt } });
  const { secret, serviceToken: made } = json.data.createServiceToken;
  return { id: made.id, secret };
}

/** A second passes, and a node looks whether access has changed. */
async function aSecondPasses(): Promise<void> {
  clock.advance(1_000);
  await doors.harness.accessWatch.tick();
}

async function streaming({ secret }: ServiceToken): Promise<TestSocket> {
  const { environments } = await aProject(doors.harness, doors, 'production');
  const socket = await TestSocket.connected(doors.server.url, secret);
  const input = `{ environmentId: "${environments.production}" }`;
  socket.subscribe(
    '1',
    `subscription { configStream(input: ${input}) { __typename ... on Goodbye { reason } } }`,
  );
  await socket.next('next', '1');
  return socket;
}

async function goodbyeOf(socket: TestSocket): Promise<string> {
  for (;;) {
    const { payload } = await socket.next('next', '1');
    if (payload.data.configStream.__typename === 'Goodbye') return payload.data.configStream.reason;
  }
}

test('D6 a revoked token is refused at once over HTTP, and its streams end with a goodbye within two seconds', async () => {
  const token = await serviceToken();
  const socket = await streaming(token);
  const query = `mutation { revokeServiceToken(input: { serviceTokenId: "${token.id}" }) { userErrors { message } } }`;
  const revoked = await post(doors.server.url, doors.ownerToken, { query });
  expect(revoked.json.data.revokeServiceToken.userErrors).toEqual([]);
  expect((await post(doors.server.url, token.secret, { query: '{ __typename }' })).status).toBe(401);
  socket.subscribe('2', '{ __typename }');
  expect((await socket.next('error', '2')).payload[0].extensions.code).toBe('UNAUTHENTICATED');
  await aSecondPasses();
  expect(await goodbyeOf(socket)).toBe('KEY_REVOKED');
  await aSecondPasses();
  expect(await socket.closed).toEqual({ code: 4403, reason: 'Access revoked' });
});

test('B14 a token that expires while it streams ends with a goodbye within two seconds', async () => {
  const token = await serviceToken(new Date(clock.now() + 60_000).toISOString());
  const socket = await streaming(token);
  clock.advance(60_000);
  expect(await goodbyeOf(socket)).toBe('KEY_EXPIRED');
  await aSecondPasses();
  expect(await socket.closed).toEqual({ code: 4403, reason: 'Access expired' });
  expect((await post(doors.server.url, token.secret, { query: '{ __typename }' })).status).toBe(401);
});
