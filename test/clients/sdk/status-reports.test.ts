import { delta } from '../../engine/protocol/builders';
import { aFlag, change, Session } from './session';

let session: Session;
beforeEach(() => {
  session = new Session();
});
afterEach(() => session.end());

const flag = (version: string) => aFlag('checkout', version);

test('a client says what it runs, and how long it does', async () => {
  const { server, stream } = await session.live([flag('1')]);
  session.clock.advance(125);
  const [report] = await server.reported(1);
  expect(report).toEqual({ streamId: 'stream-1', appliedRevision: '1', appliedMsAgo: 125, rejected: [] });
  expect(stream.input.client).toMatchObject({ name: 'signalbox-sdk' });
});

test('it says the newest state, at most once a second', async () => {
  const { server, client, stream } = await session.live([flag('1')]);
  session.clock.advance(125);
  await server.reported(1);
  await change(client, stream, delta('1', '2', [flag('2')], [flag('2')]));
  session.clock.advance(400);
  await change(client, stream, delta('2', '3', [flag('3')], [flag('3')]));
  session.clock.advance(599);
  expect(server.reports).toHaveLength(1);
  session.clock.advance(1);
  expect((await server.reported(2))[1]).toMatchObject({ appliedRevision: '3', appliedMsAgo: 600 });
});

test('it names what it could not read, until it can', async () => {
  const { server, client, stream } = await session.live([flag('1')]);
  session.clock.advance(125);
  await server.reported(1);
  const broken = { ...flag('2'), payload: '{"key":"checkout"}' };
  stream.send(delta('1', '2', [broken], [broken]));
  while (client.revision !== '2') await new Promise(setImmediate);
  session.clock.advance(1_000);
  const [, second] = await server.reported(2);
  expect(second.rejected).toMatchObject([{ kind: 'FLAG', key: 'checkout', version: '2' }]);
  await change(client, stream, delta('2', '3', [flag('3')], [flag('3')]));
  session.clock.advance(1_000);
  expect((await server.reported(3))[2]).toMatchObject({ appliedRevision: '3', rejected: [] });
});

test('a new stream is told again', async () => {
  const { server, client, stream } = await session.live([flag('1')]);
  session.clock.advance(125);
  await server.reported(1);
  stream.cut();
  await session.ends(1);
  session.clock.advance(1_000);
  await session.feed(server, client, [flag('1')]);
  session.clock.advance(1_000);
  expect((await server.reported(2))[1]).toMatchObject({ appliedRevision: '1' });
});
