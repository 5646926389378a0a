import { pino } from 'pino';
import { post, send, TestSocket } from '../support/requests';
import { openDoors } from './doors';

test('D11, B18 no credential reaches the log, however it was sent, and every operation has a line', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const { server, ownerToken, owner, close } = await openDoors({ logger });
  const query = 'query Name($secret: String) { __typename @include(if: true) organization { id } }';

  await post(server.url, ownerToken, {
    query: query.replace('($secret: String)', ''),
    variables: { secret: ownerToken },
  });
  await post(server.url, `${ownerToken}x`, { query: '{ __typename }' });
  await send(`${server.url}/graphql?token=${ownerToken}`, { headers: { cookie: `token=${ownerToken}` } });
  const socket = await TestSocket.connected(server.url, ownerToken);
  await socket.ask('1', '{ organization { id } }');
  await socket.ask('2', '{ nothing }');
  await close();

  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter((line) => line.includes(ownerToken.slice(0, -4)))).toEqual([]);
  const operations = lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === 'operation');
  expect(operations).toEqual([
    expect.objectContaining({
      transport: 'http',
      operation: 'Name',
      credentialId: owner.credentialId,
      cost: 2,
      codes: [],
    }),
    expect.objectContaining({ transport: 'websocket', operation: null, credentialId: owner.credentialId }),
  ]);
});
