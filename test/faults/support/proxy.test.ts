import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { startProxy, type Proxy } from './proxy';
import { until } from './until';

/** Answers what it is sent. */
let echo: Server;
let accepted: Socket[];
let proxy: Proxy;

beforeEach(async () => {
  accepted = [];
  echo = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startProxy((echo.address() as AddressInfo).port);
});
afterEach(async () => {
  await proxy.close();
  for (const socket of accepted) socket.destroy();
  echo.close();
});

interface Caller {
  socket: Socket;
  /** What came so far. */
  text(): string;
  /** How it ended: `end`, or the code of its error. */
  ended: Promise<string>;
}

async function call(): Promise<Caller> {
  const socket = connect(proxy.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<string>((done) => {
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    socket.on('close', () => done('end'));
  });
  await once(socket, 'connect');
  return { socket, text: () => text, ended };
}

const closed = (socket: Socket): Promise<void> => new Promise((done) => socket.once('close', () => done()));

const arrives = (caller: Caller, text: string): Promise<void> =>
  until(`"${text}" arrives`, () => caller.text() === text, 10_000);

it('carries both ways, and an end', async () => {
  const caller = await call();
  caller.socket.write('hello');
  await arrives(caller, 'hello');
  expect([proxy.size, proxy.bytes]).toEqual([1, 10]);
  caller.socket.end();
  expect(await caller.ended).toBe('end');
});

it('resets both sides when it is cut', async () => {
  const caller = await call();
  caller.socket.write('hello');
  await arrives(caller, 'hello');
  const serverEnded = closed(accepted[0]);
  proxy.cut();
  expect(await caller.ended).toBe('ECONNRESET');
  await serverEnded;
  expect(proxy.size).toBe(0);
});

it('holds back one direction, and lets it pass when it is healed', async () => {
  const caller = await call();
  proxy.silence('DOWN');
  caller.socket.write('hello');
  await until('the server has it', () => accepted[0]?.bytesRead === 5, 10_000);
  expect(caller.text()).toBe('');
  proxy.heal();
  await arrives(caller, 'hello');
});

it('keeps one side of a connection waiting for a side that is gone', async () => {
  const caller = await call();
  caller.socket.write('hello');
  await arrives(caller, 'hello');
  const serverEnded = closed(accepted[0]);
  proxy.forget('SERVER');
  await serverEnded;
  caller.socket.write('still there?');
  expect([caller.text(), caller.socket.readyState]).toEqual(['hello', 'open']);
  proxy.cut();
  expect(await caller.ended).toBe('ECONNRESET');
});

it('passes nothing more of a connection that is abandoned, and new ones are whole', async () => {
  const abandoned = await call();
  abandoned.socket.write('hello');
  await arrives(abandoned, 'hello');
  proxy.abandon();
  abandoned.socket.write('still there?');
  const caller = await call();
  caller.socket.write('hello');
  await arrives(caller, 'hello');
  expect([abandoned.text(), abandoned.socket.readyState]).toEqual(['hello', 'open']);
  expect(accepted[0].readyState).toBe('open');
});

it.each([
  ['LOSE', 0],
  ['LOSE_ANSWER', 6],
] as const)('can %s what somebody judges so', async (verdict, arrived) => {
  proxy.censor((chunk) => (chunk.includes('COMMIT') ? verdict : 'PASS'));
  const caller = await call();
  caller.socket.write('hello');
  await arrives(caller, 'hello');
  const serverEnded = closed(accepted[0]);
  caller.socket.write('COMMIT');
  expect([await caller.ended, caller.text()]).toEqual(['ECONNRESET', 'hello']);
  await serverEnded;
  expect(accepted[0].bytesRead).toBe(5 + arrived);
});

it('is as slow as it is told', async () => {
  proxy.bandwidth('DOWN', 10_000);
  const caller = await call();
  const startedAt = Date.now();
  caller.socket.write('x'.repeat(5_000));
  await arrives(caller, 'x'.repeat(5_000));
  expect(Date.now() - startedAt).toBeGreaterThan(400);
});

it('goes to the next server when one is gone, and refuses when all are', async () => {
  const { port } = echo.address() as AddressInfo;
  proxy.route(1, port);
  const caller = await call();
  caller.socket.write('hello');
  await arrives(caller, 'hello');
  proxy.route(1);
  expect(await (await call()).ended).toBe('ECONNRESET');
});
