import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { Session } from './session';

let session: Session;
let server: Server;
beforeEach(() => {
  session = new Session();
  server = createServer();
});
afterEach(async () => {
  await session.end();
  server.close();
});

async function listen(): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The wait of a client that this server sent away at its first try. */
async function waitMs(): Promise<number[]> {
  session.client({ url: await listen() });
  await session.ends(1);
  return session.clock.pendingMs;
}

test('R10: a client that is refused the upgrade comes back when it was told to', async () => {
  server.on('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n');
  });
  expect(await waitMs()).toContain(7_000);
});

test('a client that is refused the upgrade without a word backs off by itself', async () => {
  server.on('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n');
  });
  expect(await waitMs()).toContain(500);
});

test('a client whose stream is refused for a while comes back when it was told to', async () => {
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { type, id } = JSON.parse(String(data)) as { type: string; id: string };
      const error = { message: 'Later', extensions: { code: 'RATE_LIMITED', retryAfterMs: 4_321 } };
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
      if (type === 'subscribe') socket.send(JSON.stringify({ id, type: 'error', payload: [error] }));
    });
  });
  expect(await waitMs()).toContain(4_321);
  sockets.close();
});
