import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { Connection } from '../../../src/server/api/connection';
import { heldClock } from '../../support/held-clock';
import { startHarness } from '../../support/harness';
import { TestSocket } from '../../support/requests';

const init = (token: string) => ({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });

test('a client that gives no sign of life for 45 s is cut off, and one that speaks is not', async () => {
  const clock = heldClock();
  const harness = await startHarness('sqlite', { clock });
  const { url } = await harness.listen();
  const { ownerToken } = await harness.anOrganization();
  const alive = await TestSocket.connected(url, ownerToken);
  const silent = await TestSocket.open(url, 'graphql-transport-ws', { autoPong: false });
  silent.send(init(ownerToken));
  await silent.next('connection_ack');

  for (let round = 0; round < 4; round += 1) {
    const answered = new Promise((resolve) => alive.socket.once('ping', resolve));
    clock.advance(15_000);
    await answered;
    // The pong has been sent by now; a round trip behind it shows that the server has it.
    await alive.ask(`round ${round}`, '{ __typename }');
  }
  expect((await silent.closed).code).toBe(1006);
  expect((await alive.ask('last', '{ __typename }')).payload.data.__typename).toBe('Query');
  await harness.close();
});

test('a client that reads slowly is alive while bytes go out, whatever it does not answer', async () => {
  const { raw, connection } = aStuckConnection();
  raw.writableLength = 900;
  connection.keepAlive(15_000, 45_000);
  for (const now of [30_000, 45_000, 60_000, 75_000]) {
    raw.writableLength -= 100;
    connection.keepAlive(now, 45_000);
  }
  expect(connection.isTerminated()).toBe(false);
  connection.keepAlive(90_000, 45_000);
  connection.keepAlive(105_000, 45_000);
  expect(connection.isTerminated()).toBe(false);
  connection.keepAlive(120_000, 45_000);
  expect(connection.isTerminated()).toBe(true);
});

/** A connection whose socket takes nothing but what the test lets out. */
function aStuckConnection() {
  let isTerminated = false;
  const socket = Object.assign(new EventEmitter(), {
    ping: () => undefined,
    terminate: () => (isTerminated = true),
  });
  const raw = { bytesWritten: 1_000, writableLength: 0 };
  const connection = new Connection(socket as unknown as WebSocket, raw as unknown as Duplex, '', 0);
  return { raw, connection: Object.assign(connection, { isTerminated: () => isTerminated }) };
}
