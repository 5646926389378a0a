import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { configStreamDocument } from '../../../src/clients/sdk/config-stream-document';
import { checksumOf } from '../../../src/engine/protocol';
import { bookmark, delta, goodbye, opened, patchOf, snapshot } from '../../engine/protocol/builders';
import { schemaText } from './scripted-server';
import { aFlag, aList, change, key, next, nextStatus, Session } from './session';

let session: Session;
beforeEach(() => {
  session = new Session();
});
afterEach(() => session.end());

const flag1 = aFlag('checkout', '1');
const flag2 = aFlag('checkout', '2', { on: false });
const delta2 = delta('1', '2', [flag2], [flag2]);

test('the subscription document asks for fields that exist', () => {
  expect(validate(buildSchema(schemaText), parse(configStreamDocument))).toEqual([]);
});

test('the subscription document is the one in PROTOCOL.md', () => {
  const specification = readFileSync(join(__dirname, '../../../schema/PROTOCOL.md'), 'utf8');
  expect(specification).toContain(configStreamDocument);
});

test('a client evaluates with the snapshot, and then with each delta', async () => {
  const { client, stream, server } = await session.live([flag1]);
  expect(server.authorizations).toEqual([`Bearer ${key}`]);
  expect(stream.input).toMatchObject({
    protocol: 1,
    resume: null,
    localChecksum: null,
    bookmarkEveryMs: 15_000,
  });
  expect(client.variation('checkout', { targetingKey: 'ann' }, false)).toBe(true);
  await change(client, stream, delta2);
  expect(client.variation('checkout', { targetingKey: 'ann' }, true)).toBe(false);
  expect(client.revision).toBe('2');
});

test('a change tells what changed and how long it took from the commit', async () => {
  const { client, stream } = await session.live([flag1]);
  const committedAt = new Date(session.clock.now() - 40).toISOString();
  expect(await change(client, stream, { ...delta2, committedAt })).toEqual({
    revision: '2',
    changed: [{ kind: 'FLAG', key: 'checkout' }],
    committedAt,
    delayMs: 40,
  });
});

test('a flag sees the segment that changed under it, and the list under that', async () => {
  const flag = aFlag('beta', '1', {
    rules: [{ id: 'beta', when: { segment: 'testers' }, serve: 'yes' }],
    fallthrough: 'no',
  });
  const segment = { ...flag, kind: 'SEGMENT' as const, key: 'testers', payload: '{"when":false}' };
  const { client, stream } = await session.live([flag, segment, aList('ids', '1', ['ann'])]);
  const isIn = (user: string) => client.variation('beta', { targetingKey: user }, false);
  expect([isIn('ann'), isIn('bob')]).toEqual([false, false]);
  const segment2 = { ...segment, version: '2', payload: '{"when":{"list":"ids"}}' };
  await change(client, stream, delta('1', '2', [segment2], [flag, segment2, aList('ids', '1', [])]));
  expect([isIn('ann'), isIn('bob')]).toEqual([true, false]);
  const patch = patchOf('ids', '3', { from: '1', added: ['bob'], removed: ['ann'] });
  await change(client, stream, delta('2', '3', [patch], [flag, segment2, patch]));
  expect([isIn('ann'), isIn('bob')]).toEqual([false, true]);
});

test('after a cut the client serves on and resumes where it was', async () => {
  const { client, stream, server } = await session.live([flag1]);
  await change(client, stream, delta2);
  const isStale = next(client, 'stale');
  stream.cut();
  expect((await isStale).cause).toContain('1006');
  expect(client.variation('checkout', {}, true)).toBe(false);
  session.clock.advance(1_000);
  const resumed = await server.nextStream();
  expect(resumed.input).toMatchObject({ resume: 'token-2', localChecksum: null });
  const isLive = nextStatus(client, 'live');
  resumed.send(opened({ willSend: 'UP_TO_DATE', headRevision: '2' }));
  await isLive;
});

test('a gap makes the client open a new stream with its resume token', async () => {
  const { client, stream, server } = await session.live([flag1]);
  const isStale = next(client, 'stale');
  stream.send(delta('2', '3', [], [flag2]));
  expect((await isStale).cause).toBe('revisions 1 to 2 were lost');
  await stream.closed;
  session.clock.advance(1_000);
  const repair = await server.nextStream();
  expect(repair.input).toMatchObject({ resume: 'token-1', localChecksum: null });
  await change(
    client,
    repair,
    opened({ willSend: 'DELTAS', headRevision: '3' }),
    delta('1', '3', [flag2], [flag2]),
  );
  expect(client.revision).toBe('3');
  expect(client.status).toBe('live');
});

test('a bookmark with another checksum makes the client send its own', async () => {
  const { client, stream, server } = await session.live([flag1]);
  const isStale = next(client, 'stale');
  stream.send(bookmark('2', [flag2]));
  await isStale;
  session.clock.advance(1_000);
  expect((await server.nextStream()).input).toMatchObject({
    resume: 'token-1',
    localChecksum: checksumOf([flag1]),
  });
});

test('a goodbye is waited for as told', async () => {
  const { client, stream, server } = await session.live([flag1]);
  const isStale = next(client, 'stale');
  stream.send(goodbye({ retryAfterMs: 4_000, jitterMs: 30_000 }));
  expect((await isStale).cause).toBe('DRAINING');
  expect(session.clock.pendingMs).toContain(19_000);
  session.clock.advance(19_000);
  expect((await server.nextStream()).input).toMatchObject({ resume: 'token-1' });
});

test('R11: a stream that falls silent is given up', async () => {
  const { client, stream, server } = await session.live([flag1]);
  session.clock.advance(37_499);
  expect(client.status).toBe('live');
  session.clock.advance(1);
  expect(client.status).toBe('stale');
  await stream.closed;
  session.clock.advance(1_000);
  await server.nextStream();
});

test('a bookmark is not silence', async () => {
  const { client, stream } = await session.live([flag1]);
  session.clock.advance(30_000);
  stream.send(bookmark('2', [flag1]));
  await change(client, stream, delta('2', '3', [flag2], [flag2]));
  session.clock.advance(30_000);
  expect(client.status).toBe('live');
});

test("somebody else's stream is refused, and the last state serves on", async () => {
  const { client, stream, server } = await session.live([flag1]);
  const isStale = next(client, 'stale');
  stream.cut();
  await isStale;
  session.clock.advance(1_000);
  const isRefused = nextStatus(client, 'refused');
  (await server.nextStream()).send(opened({ environmentId: 'staging' }), snapshot('7', []));
  await isRefused;
  expect(client.variation('checkout', {}, false)).toBe(true);
  expect(client.revision).toBe('1');
});

test('a flag that this version cannot read keeps its last version', async () => {
  const { client, stream } = await session.live([flag1]);
  const bad = aFlag('checkout', '2', { fallthrough: 'no such variant' });
  const other = aFlag('other', '2');
  expect((await change(client, stream, delta('1', '2', [bad, other], [bad, other]))).changed).toEqual([
    { kind: 'FLAG', key: 'other' },
  ]);
  expect(client.variation('checkout', {}, false)).toBe(true);
  expect(session.messages.join()).toContain('FLAG checkout of revision 2 cannot be read');
});

test('what a listener throws stays with the listener', async () => {
  const { client, stream } = await session.live([flag1]);
  client.on('change', () => {
    throw new Error('mine');
  });
  await change(client, stream, delta2);
  expect(client.status).toBe('live');
  expect(session.messages.join()).toContain('a listener of "change" threw: Error: mine');
});
