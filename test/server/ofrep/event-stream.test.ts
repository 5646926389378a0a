import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { Admission } from '../../../src/server/api/admission';
import { EventStreams } from '../../../src/server/api/ofrep/event-streams';
import { OpenConnections } from '../../../src/server/api/open-connections';
import type { EvaluationSignals } from '../../../src/server/delivery/evaluation-signals';
import { anonymous } from '../../../src/server/foundation/actor';
import type { Clock } from '../../../src/server/foundation/clock';
import { createOperation } from '../../../src/server/foundation/operation';
import { limitDefaults } from '../../../src/server/foundation/settings';
import { dialects } from '../../support/databases';
import { TestEventStream } from '../../support/event-stream';
import { heldClock } from '../../support/held-clock';
import { succeed } from '../../support/mutate';
import { ofrepClient } from '../../support/ofrep';
import { assertOfrepEvent, hasOfrepSchema, withoutOfrepSchema } from '../../support/ofrep-schema';
import { aStage, openTheatre, whileTimePasses, type Stage, type Theatre } from '../delivery/stage';

if (!hasOfrepSchema) test.skip(withoutOfrepSchema, () => undefined);

/** Where a bulk answer tells its client to listen. */
async function addressOf(theatre: Theatre, key: string): Promise<string> {
  const { json } = await ofrepClient(theatre.server.url, key).flags();
  return theatre.server.url + String(json.eventStreams[0].endpoint.requestUri);
}

describe.each(dialects)('event streams on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;
  let key: string;
  let sdkKeyId: string;
  const streams: TestEventStream[] = [];

  beforeAll(async () => {
    theatre = await openTheatre(dialect);
  });
  beforeEach(async () => {
    stage = await aStage(theatre);
    const { sdkKey, secret } = await succeed(
      theatre.harness,
      stage.owner,
      'createSdkKey',
      { environmentId: stage.environmentId, kind: 'CLIENT', name: 'web' },
      'sdkKey { id } secret',
    );
    [sdkKeyId, key] = [sdkKey.id, secret];
    const { projectId } = stage;
    await stage.publish(
      { createFlag: { projectId, key: 'banner', type: 'BOOLEAN', clientSide: true } },
      { createFlag: { projectId, key: 'secret', type: 'BOOLEAN' } },
    );
  });
  afterEach(() => streams.splice(0).forEach((stream) => stream.close()));
  afterAll(() => theatre.close());

  async function listen(url?: string, headers: Record<string, string> = {}): Promise<TestEventStream> {
    const stream = await TestEventStream.open(url ?? (await addressOf(theatre, key)), headers);
    streams.push(stream);
    return stream;
  }

  /** The data of the next event, which is one that the protocol knows. */
  async function told(stream: TestEventStream): Promise<{ id: string; etag: string; type: string }> {
    const { id, event, data } = await whileTimePasses(theatre.clock, stream.next('data'));
    expect(event).toBe('message');
    const read = JSON.parse(String(data)) as { etag: string; type: string };
    assertOfrepEvent(read);
    return { id: String(id), ...read };
  }

  test('a client is told to ask again when a flag that it sees may answer something else', async () => {
    const stream = await listen();
    expect(stream).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
    });
    expect(Number((await stream.next('retry')).retry)).toBeGreaterThanOrEqual(1_000);
    await stage.setOn('banner', true);
    const { id, etag, type } = await told(stream);
    expect({ type, etag }).toEqual({ type: 'refetchEvaluation', etag: id });
  });

  test('a client that is up to date when it comes is told nothing, but where it stands', async () => {
    const stream = await listen();
    expect(await stream.next('id')).toEqual({ id: expect.any(String) });
    await stage.setOn('secret', true);
    await stage.setOn('banner', true);
    await told(stream);
    expect(stream.unread.filter(({ data }) => data !== undefined)).toEqual([]);
  });

  test('what happens between the answer and the stream is not lost', async () => {
    const address = await addressOf(theatre, key);
    await stage.setOn('banner', true);
    expect(await told(await listen(address))).toMatchObject({ type: 'refetchEvaluation' });
  });

  test('a client that comes back says what it heard last, and is told whether it missed anything', async () => {
    const address = await addressOf(theatre, key);
    await stage.setOn('banner', true);
    const { id } = await told(await listen(address));
    const back = await listen(address, { 'last-event-id': id });
    expect(await back.next('id')).not.toHaveProperty('data');
    await stage.setOn('banner', false);
    await told(await listen(address, { 'last-event-id': id }));
    await told(await listen(address, { 'last-event-id': 'forged' }));
  });

  test('neither rules nor flags are in any word of it', async () => {
    const { environmentId } = stage;
    const stream = await listen();
    const when = { attr: { path: ['plan'] }, op: 'eq', values: ['gold'] };
    await stage.publish({ addRule: { environmentId, flagKey: 'banner', when, serve: 'on' } });
    const words = JSON.stringify(await told(stream));
    expect(words).not.toMatch(/banner|plan|gold|flag/i);
    const [text] = /\{.*\}|\[.*\]/.exec(Buffer.from(JSON.parse(words).etag, 'base64url').toString()) ?? [];
    expect(text).not.toMatch(/banner|plan|gold|flag/i);
  });

  test('the address is the same for an hour, and lives for two at most', async () => {
    const token = (url: string) => new URL(url).searchParams.get('token');
    const address = await addressOf(theatre, key);
    await stage.setOn('banner', true);
    expect(token(await addressOf(theatre, key))).toBe(token(address));
    const stream = await listen(address);
    await stream.next('id');
    theatre.clock.advance(2 * 3_600_000);
    const refused = await listen(address);
    expect(refused.status).toBe(401);
    expect((await listen()).status).toBe(200);
    await stage.setOn('banner', false);
    await told(stream);
  });

  test.each([
    ['no token', (url: URL) => url.searchParams.delete('token')],
    ['an altered one', (url: URL) => url.searchParams.set('token', `A${url.searchParams.get('token')}`)],
    [
      'a position for a token',
      (url: URL) => url.searchParams.set('token', String(url.searchParams.get('since'))),
    ],
    ['a key for a token', (url: URL) => url.searchParams.set('token', key)],
  ])('an address with %s is refused', async (_with, alter) => {
    const url = new URL(await addressOf(theatre, key));
    alter(url);
    expect((await listen(url.href)).status).toBe(401);
    expect((await listen(url.href, { authorization: `Bearer ${key}` })).status).toBe(401);
  });

  test('a page of a foreign origin gets none, and one of ours may read it', async () => {
    const address = await addressOf(theatre, key);
    expect((await listen(address, { origin: 'https://evil.example' })).status).toBe(403);
    const { url } = theatre.server;
    const stream = await listen(address, { origin: url });
    expect(stream).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': url } });
  });

  test('an idle stream shows that it lives', async () => {
    const stream = await listen();
    await stream.next('id');
    expect(await whileTimePasses(theatre.clock, stream.next('comment'))).toEqual({ comment: '' });
    expect(await whileTimePasses(theatre.clock, stream.next('id'))).toEqual({ id: expect.any(String) });
  });

  test('a revoked key ends its streams, and opens no other', async () => {
    const address = await addressOf(theatre, key);
    const stream = await listen(address);
    await stream.next('id');
    await succeed(theatre.harness, stage.owner, 'revokeSdkKey', { sdkKeyId });
    theatre.clock.advance(1_000);
    await stream.ended;
    expect(stream.unread.filter(({ data }) => data !== undefined)).toEqual([]);
    expect((await listen(address)).status).toBe(401);
  });

  test('a client that leaves is forgotten', async () => {
    const opened = async (): Promise<number> =>
      Number(/^signalbox_event_streams (\d+)$/m.exec(await theatre.harness.metrics.text())?.[1]);
    const before = await opened();
    const stream = await listen();
    await stream.next('id');
    expect(await opened()).toBe(before + 1);
    stream.close();
    while ((await opened()) > before) await new Promise(setImmediate);
  });
});

test('many clients are spread over the time that their number needs', async () => {
  const clients = 200;
  const clock = heldClock();
  const waits: number[] = [];
  const after: Clock['after'] = (ms, task) => {
    if (ms < clients) waits.push(ms);
    return clock.after(ms, task);
  };
  const theatre = await openTheatre('sqlite', { clock: { ...clock, after } });
  const stage = await aStage(theatre);
  await stage.createFlags('banner');
  const address = await addressOf(theatre, stage.key);
  const streams = await Promise.all(Array.from({ length: clients }, () => TestEventStream.open(address)));
  await Promise.all(streams.map((stream) => stream.next('id')));
  await stage.setOn('banner', true);
  let toldAtOnce = 0;
  const told = Promise.all(streams.map((stream) => stream.next('data').then(() => (toldAtOnce += 1))));
  while (waits.length + toldAtOnce < clients) await new Promise(setImmediate);
  expect(toldAtOnce).toBeLessThan(clients / 4);
  expect(waits.filter((ms) => ms < clients / 2).length).toBeGreaterThan(clients / 4);
  expect(waits.filter((ms) => ms >= clients / 2).length).toBeGreaterThan(clients / 4);
  clock.advance(clients);
  await told;
  streams.forEach((stream) => stream.close());
  await theatre.close();
});

test('a client that reads nothing is let go after half a minute', async () => {
  const clock = heldClock();
  const left = new AbortController();
  const signals = {
    open: async () => ({
      next: () => new Promise<never>((_resolve, reject) => left.signal.addEventListener('abort', reject)),
      [Symbol.asyncIterator]() {
        return this;
      },
    }),
  };
  const streams = new EventStreams(
    signals as unknown as EvaluationSignals,
    new OpenConnections(limitDefaults),
    new Admission(500, clock),
    clock,
  );
  const response = Object.assign(new PassThrough({ highWaterMark: 1 }), { writeHead: () => undefined });
  response.once('close', () => left.abort());
  const operation = createOperation({ actor: anonymous, now: 0, requestId: '', signal: left.signal });
  const served = streams.serve(operation, null, 'here', response as unknown as ServerResponse);
  await new Promise(setImmediate);
  expect(streams.size).toBe(1);
  clock.advance(15_000);
  expect(response.destroyed).toBe(false);
  clock.advance(15_000);
  expect(response.destroyed).toBe(true);
  await served;
  expect(streams.size).toBe(0);
});

test('a node that stops ends its streams, tells when to come back, and takes no new one', async () => {
  const theatre = await openTheatre('sqlite');
  const stage = await aStage(theatre);
  await stage.createFlags('banner');
  const stream = await TestEventStream.open(await addressOf(theatre, stage.key));
  await stream.next('id');
  const stopped = theatre.close();
  const { retry } = await stream.next('retry');
  expect(Number(retry)).toBeLessThan(10_000);
  await stream.ended;
  await stopped;
});

test('streams are counted with the sockets of their address', async () => {
  const limits = { ...limitDefaults, socketsPerAddress: 1 };
  const theatre = await openTheatre('sqlite', { settings: { limits } });
  const stage = await aStage(theatre);
  await stage.createFlags('banner');
  const address = await addressOf(theatre, stage.key);
  const first = await TestEventStream.open(address);
  await first.next('id');
  const second = await TestEventStream.open(address);
  expect(second).toMatchObject({ status: 429, headers: { 'retry-after': '10' } });
  first.close();
  second.close();
  await theatre.close();
});

test('no address of a stream is in any line of the log', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const theatre = await openTheatre('sqlite', { logger });
  const stage = await aStage(theatre);
  await stage.createFlags('banner');
  const address = await addressOf(theatre, stage.key);
  const stream = await TestEventStream.open(address);
  await stream.next('id');
  (await TestEventStream.open(`${address}x`)).close();
  (await TestEventStream.open(address.replace('token=', 'token=x'))).close();
  stream.close();
  await theatre.close();
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join()).not.toContain(String(new URL(address).searchParams.get('token')).slice(4, -4));
  expect(lines.join()).not.toContain('event-stream?');
});
