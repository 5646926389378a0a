import { initialState, receive } from '../../src/engine/protocol';
import type { ConfigDelta } from '../../src/engine/protocol/messages';
import { configStreamDocument } from '../../src/clients/sdk/config-stream-document';
import type { Subscriber } from '../server/delivery/subscriber';
import { aStage, openTheatre, whileTimePasses, type Stage, type Theatre } from '../server/delivery/stage';

const bigger = 'x'.repeat(250_000);

describe('streams of many subscribers', () => {
  let theatre: Theatre;
  let stage: Stage;

  beforeAll(async () => {
    theatre = await openTheatre('sqlite');
  });
  beforeEach(async () => {
    stage = await aStage(theatre);
    await stage.createFlags('checkout', 'search');
  });
  afterEach(() => stage.closeAll());
  afterAll(() => theatre.close());

  const executions = (): number => theatre.harness.lane.counts.executions;

  async function openMany(count: number, key?: string, query?: string): Promise<Subscriber[]> {
    const streams = Array.from({ length: count }, () => stage.subscribe({}, key, query));
    await Promise.all(streams.map((stream) => stream.opening()));
    return streams;
  }

  const allReceive = (streams: Subscriber[]): Promise<ConfigDelta[]> =>
    Promise.all(streams.map((stream) => stream.next('ConfigDelta')));

  test('a change is executed once for all who select the same', async () => {
    const streams = await openMany(20);
    const before = executions();
    const revision = await stage.setOn('checkout', true);
    const deltas = await allReceive(streams);
    expect(executions() - before).toBe(1);
    expect(new Set(deltas.map((delta) => JSON.stringify(delta))).size).toBe(1);
    expect(deltas[0].revision).toBe(String(revision));
  });

  test('a snapshot is executed once for all who open at one revision, whose openings differ', async () => {
    const before = executions();
    await openMany(10);
    expect(executions() - before).toBe(10 + 1);
  });

  test('what selects or sees something else is a group of its own', async () => {
    const narrowed = (await stage.keyFor('web')).key;
    const shorter = configStreamDocument.replace('coalesced', '');
    const streams = [
      ...(await openMany(3)),
      ...(await openMany(3, narrowed)),
      ...(await openMany(3, stage.key, shorter)),
    ];
    const before = executions();
    await stage.setOn('checkout', true);
    const deltas = await allReceive(streams);
    expect(executions() - before).toBe(3);
    expect(deltas.map(({ changes, coalesced }) => [changes.length, coalesced])).toEqual([
      ...Array(3).fill([1, 1]),
      ...Array(3).fill([0, 1]),
      ...Array(3).fill([1, undefined]),
    ]);
  });

  test('a variable in the selection divides groups, one in the arguments does not', async () => {
    const query = configStreamDocument
      .replace('$input: ConfigStreamInput!', '$input: ConfigStreamInput!, $long: Boolean = true')
      .replace('coalesced', 'coalesced @include(if: $long)');
    const streams = [
      stage.subscribe({}, stage.key, query),
      stage.subscribe({ bookmarkEveryMs: 5_000 }, stage.key, query, { long: true }),
      stage.subscribe({}, stage.key, query, { long: false }),
    ];
    await Promise.all(streams.map((stream) => stream.opening()));
    const before = executions();
    await stage.setOn('checkout', true);
    const deltas = await allReceive(streams);
    expect(executions() - before).toBe(2);
    expect(deltas.map(({ coalesced }) => coalesced)).toEqual([1, 1, undefined]);
  });

  test('a subscription that the lane leaves gets the same events', async () => {
    const query = configStreamDocument.replace('(input: $input)', '(input: $input) @include(if: true)');
    const stream = stage.subscribe({}, stage.key, query);
    const before = executions();
    const { objects } = await stream.opening();
    expect(objects.map(({ key }) => key)).toEqual(['checkout', 'search']);
    await stage.setOn('checkout', true);
    expect((await stream.next('ConfigDelta')).changes.map(({ key }) => key)).toEqual(['checkout']);
    expect(executions()).toBe(before);
    expect(theatre.harness.streams.size).toBe(1);
    stream.close();
    await whileTimePasses(theatre.clock, everyoneHasLeft());
  });

  test('an idle stream is sent a bookmark as often as it asked, and not after a delta', async () => {
    const stream = stage.subscribe({ bookmarkEveryMs: 5_000 });
    const { revision, checksum } = await stream.opening();
    theatre.clock.advance(4_900);
    const moved = await stage.setOn('checkout', true);
    await stream.next('ConfigDelta');
    theatre.clock.advance(4_900);
    expect(stream.unread).toEqual([]);
    theatre.clock.advance(1_000);
    const bookmark = await stream.next('Bookmark');
    expect(bookmark.revision).toBe(String(moved));
    expect(Date.parse(bookmark.serverTime)).toBe(theatre.clock.now());
    expect([bookmark.revision, bookmark.checksum]).not.toEqual([revision, checksum]);
    const again = stage.subscribe({ resume: bookmark.resume });
    expect((await again.next('StreamOpened')).willSend).toBe('UP_TO_DATE');
  });

  test('a stream that ends leaves nothing behind', async () => {
    const streams = await openMany(3);
    expect(theatre.harness.streams.size).toBe(3);
    for (const stream of streams) stream.close();
    await whileTimePasses(theatre.clock, everyoneHasLeft());
    expect(theatre.harness.streams.size).toBe(0);
  });

  describe('when a client does not read', () => {
    const revisions = 50;
    let from: number;

    /** More than the sockets' buffers hold. */
    async function floodWhilePaused(input: { coalesce: boolean }): Promise<Subscriber> {
      const { projectId, environmentId } = stage;
      await stage.publish({
        createFlag: { projectId, key: 'large', type: 'STRING', variants: [{ key: 'large', value: '' }] },
      });
      const stream = stage.subscribe({ ...input, bookmarkEveryMs: 60_000 });
      const opened = await stream.next('StreamOpened');
      const snapshot = await stream.next('ConfigSnapshot');
      from = Number(snapshot.revision);
      expect(receive(receive(initialState(), opened).state, snapshot).action.type).toBe('applied');
      (await stream.socket).pause();
      for (let written = 0; written < revisions; written += 1) {
        const value = `${written} ${bigger}`;
        await stage.publish({
          putVariant: { environmentId, flagKey: 'large', variant: 'large', value },
        });
      }
      return stream;
    }

    async function readAll(stream: Subscriber): Promise<ConfigDelta[]> {
      const deltas: ConfigDelta[] = [];
      while (Number(deltas.at(-1)?.revision ?? 0) < from + revisions) {
        deltas.push(await whileTimePasses(theatre.clock, stream.next('ConfigDelta')));
      }
      return deltas;
    }

    test('it is later sent what it missed as one delta, and others are not kept waiting', async () => {
      const other = stage.subscribe({ bookmarkEveryMs: 60_000 });
      await other.opening();
      const stream = await floodWhilePaused({ coalesce: true });
      expect((await readAll(other)).at(-1)?.revision).toBe(String(from + revisions));
      expect(stream.unread).toEqual([]);
      (await stream.socket).resume();
      const deltas = await readAll(stream);
      expect(deltas.length).toBeLessThan(revisions);
      expect(deltas.at(-1)?.coalesced).toBeGreaterThan(1);
      expect(deltas.reduce((sum, { coalesced }) => sum + coalesced, 0)).toBe(revisions);
      deltas.forEach(({ fromRevision }, position) => {
        expect(fromRevision).toBe(deltas[position - 1]?.revision ?? String(from));
      });
    });

    test('it is sent every revision when it wants every revision', async () => {
      const stream = await floodWhilePaused({ coalesce: false });
      (await stream.socket).resume();
      const deltas = await readAll(stream);
      expect(deltas.map(({ revision, coalesced }) => [Number(revision), coalesced])).toEqual(
        Array.from({ length: revisions }, (_, position) => [from + position + 1, 1]),
      );
    });

    test('its connection is ended when it has read nothing for long', async () => {
      const stream = await floodWhilePaused({ coalesce: true });
      const socket = await stream.socket;
      const closed = new Promise<number>((resolve) => socket.once('close', resolve));
      for (let seconds = 0; seconds < 40; seconds += 1) theatre.clock.advance(1_000);
      expect(theatre.harness.streams.size).toBe(0);
      socket.resume();
      expect(await closed).toBe(4290);
      expect(stream.unread.at(-1)).toMatchObject({ __typename: 'Goodbye', reason: 'SLOW_CONSUMER' });
    });
  });

  async function everyoneHasLeft(): Promise<void> {
    while (theatre.harness.streams.size > 0) await new Promise(setImmediate);
  }
});

test('a node that stops sends its clients elsewhere, each in its own time', async () => {
  const theatre = await openTheatre('sqlite');
  const stage = await aStage(theatre);
  const stream = stage.subscribe();
  await stream.opening();
  const closed = theatre.close();
  expect(await stream.next('Goodbye')).toMatchObject({
    reason: 'DRAINING',
    retryAfterMs: 0,
    jitterMs: 30_000,
  });
  stage.closeAll();
  await closed;
});
