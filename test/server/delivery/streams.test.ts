import fc from 'fast-check';
import {
  checksumOf,
  initialState,
  openingOf,
  payloadOf,
  receive,
  type ReceiverState,
} from '../../../src/engine/protocol';
import type { ConfigStreamEvent } from '../../../src/engine/protocol/messages';
import { ConfigStreams } from '../../../src/server/delivery/config-streams';
import { Feeds } from '../../../src/server/delivery/feeds';
import { ResumeTokens } from '../../../src/server/delivery/resume-token';
import { Snapshots } from '../../../src/server/delivery/snapshots';
import { ListChunks } from '../../../src/server/delivery/list-chunks';
import { inScope, scopeOf } from '../../../src/server/delivery/scope';
import { StreamHub, type JoinedStream } from '../../../src/server/delivery/stream-hub';
import { putOf } from '../../../src/server/delivery/wire-change';
import type { SdkKeyActor } from '../../../src/server/foundation/actor';
import { newId } from '../../../src/server/foundation/ids';
import { createLogger } from '../../../src/server/foundation/logger';
import { createOperation } from '../../../src/server/foundation/operation';
import { aFlag, aRule } from '../../support/builders';
import { heldClock } from '../../support/held-clock';
import { MemoryLog, type MemoryWrite } from './memory-log';

const logger = createLogger('silent');

/** A node with everything that delivery is made of, over a log in memory. */
function aNode(log: MemoryLog) {
  const clock = heldClock();
  const tokens = new ResumeTokens('a secret');
  const feeds = new Feeds(log, clock, logger);
  const hub = new StreamHub(tokens, new Snapshots(tokens, new ListChunks()), clock);
  const access = { environmentOf: async () => log.environment, onRevoked: () => () => undefined };
  const watch = { opened: () => () => undefined };
  const streams = new ConfigStreams({ feeds, hub, tokens, access, watch, clock, logger });
  const stop = (): void => {
    hub.close();
    feeds.stop();
  };
  return { clock, feeds, hub, streams, stop };
}

type Node = ReturnType<typeof aNode>;

const aKey = (tags: string[] | null): SdkKeyActor => ({
  kind: 'SDK_KEY',
  keyKind: 'SERVER',
  id: newId(),
  credentialId: newId(),
  name: 'A key',
  expiresAt: null,
  organizationId: newId(),
  projectId: newId(),
  environmentId: newId(),
  tags,
});

const audience = { key: 'everybody', canRefer: false, render: async (event: ConfigStreamEvent) => event };

/** A client that follows the protocol, on a line that loses nothing. */
class Client {
  readonly actor: SdkKeyActor;
  readonly seen: ConfigStreamEvent[] = [];
  state: ReceiverState = initialState();
  isReading = true;
  wasSentAway = false;
  /** What the protocol's rules found wrong with what was sent. */
  readonly complaints: unknown[] = [];
  private stream: JoinedStream | null = null;

  constructor(
    tags: string[] | null,
    private readonly coalesce = true,
  ) {
    this.actor = aKey(tags);
  }

  async open({ streams }: Node): Promise<void> {
    this.stream?.leave();
    this.wasSentAway = false;
    const isReading = (): boolean => this.isReading;
    const operation = createOperation({ actor: this.actor, now: 0, requestId: newId() });
    const input = { protocol: 1, coalesce: this.coalesce, ...openingOf(this.state) };
    this.stream = await streams.open(operation, input, audience, {
      get pendingBytes() {
        return isReading() ? 0 : 1_000_000;
      },
      send: (event) => this.take(event),
      end: () => undefined,
      fail: (error) => this.complaints.push(error),
      close: () => undefined,
    });
  }

  wake(): void {
    this.stream?.wake();
  }

  /** Everything it holds, as text. */
  get view(): string[] {
    const objects = [...(this.state.held?.view.objects.values() ?? [])];
    return objects
      .map((object) => `${object.kind} ${object.key} ${object.version} ${payloadOf(object)}`)
      .sort();
  }

  private take(event: ConfigStreamEvent): void {
    this.seen.push(event);
    const { state, action } = receive(this.state, event);
    this.state = state;
    if (action.type === 'waitThenReopen') this.wasSentAway = true;
    else if (!['opened', 'applied', 'ignored'].includes(action.type)) this.complaints.push(action);
  }
}

/** What a key should hold, worked out from nothing but the newest state. */
function viewOf({ head }: MemoryLog, { actor }: Client): string[] {
  const { objects } = inScope(head, scopeOf(actor, 1));
  return [...objects.values()]
    .map((object) => putOf(object, head.lists))
    .map(({ kind, key, version, payload }) => `${kind} ${key} ${version} ${payload}`)
    .sort();
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn += 1) await new Promise(setImmediate);
};

const flag = (key: string, tags: string[] = []): MemoryWrite => ({
  kind: 'FLAG',
  key,
  body: aFlag({ key, tags }),
});

describe('a stream that is far behind', () => {
  test('begins anew with a snapshot when the ring no longer leads to it', async () => {
    const log = new MemoryLog();
    log.commit(flag('checkout'));
    const node = aNode(log);
    const client = new Client(null);
    await client.open(node);
    await settled();
    client.isReading = false;
    for (let revision = 0; revision < 1_100; revision += 1) log.commit(flag('checkout', [`${revision}`]));
    log.announce();
    await settled();
    client.isReading = true;
    node.clock.advance(250);
    await settled();
    expect(client.seen.map(({ __typename }) => __typename)).toEqual([
      'StreamOpened',
      'ConfigSnapshot',
      'StreamOpened',
      'ConfigSnapshot',
    ]);
    expect(client.seen.at(-1)).toMatchObject({ resyncReason: 'COMPACTED', revision: '1101' });
    expect(client.view).toEqual(viewOf(log, client));
    node.stop();
  });

  test('resumes by deltas from further back than the ring reaches, while the log allows it', async () => {
    const log = new MemoryLog();
    log.commit(flag('checkout'));
    const node = aNode(log);
    const client = new Client(null);
    await client.open(node);
    await settled();
    for (let revision = 0; revision < 1_100; revision += 1) log.commit(flag('checkout', [`${revision}`]));
    node.stop();
    const restarted = aNode(log);
    await client.open(restarted);
    await settled();
    expect(client.seen.at(-1)).toMatchObject({ __typename: 'ConfigDelta', coalesced: 1_100 });
    expect(client.view).toEqual(viewOf(log, client));
    restarted.stop();
  });
});

describe('a node that stops', () => {
  /** How many have been sent away after each tenth of a second. */
  async function goodbyesOf(count: number): Promise<number[]> {
    const log = new MemoryLog();
    const node = aNode(log);
    let sentAway = 0;
    const operation = createOperation({ actor: aKey(null), now: 0, requestId: newId() });
    for (let each = 0; each < count; each += 1) {
      await node.streams.open(operation, { protocol: 1 }, audience, {
        pendingBytes: 0,
        send: ({ __typename }) => void (__typename === 'Goodbye' && (sentAway += 1)),
        end: () => undefined,
        fail: () => undefined,
        close: () => undefined,
      });
    }
    await settled();
    const after: number[] = [];
    let isDrained = false;
    const draining = node.hub.drain(10_000).then(() => (isDrained = true));
    for (await settled(); !isDrained; await settled()) {
      after.push(sentAway);
      node.clock.advance(100);
    }
    await draining;
    after.push(sentAway);
    expect(node.hub.size).toBe(0);
    node.stop();
    return after;
  }

  test('sends its clients away few at a time, at once when they are few', async () => {
    expect(await goodbyesOf(30)).toEqual([30]);
    const fewHundred = await goodbyesOf(220);
    expect([...new Set(fewHundred)]).toEqual([50, 100, 150, 200, 220]);
  });

  test('has sent them all away within ten seconds, however many there are', async () => {
    const after = await goodbyesOf(6_000);
    expect(after.length).toBeLessThanOrEqual(101);
    const sizes = after.map((sentAway, turn) => sentAway - (after[turn - 1] ?? 0));
    expect(Math.max(...sizes)).toBe(60);
    expect(after.at(-1)).toBe(6_000);
  });
});

test('an event that cannot be rendered ends the streams that need it, and no others', async () => {
  const log = new MemoryLog();
  log.commit(flag('checkout'));
  const node = aNode(log);
  const client = new Client(null);
  const failed: unknown[] = [];
  const failing = {
    key: 'failing',
    canRefer: false,
    render: async () => {
      throw new Error('It cannot be rendered');
    },
  };
  const outlet = { pendingBytes: 0, send: () => undefined, end: () => undefined, close: () => undefined };
  const operation = createOperation({ actor: aKey(null), now: 0, requestId: newId() });
  await node.streams.open(operation, { protocol: 1 }, failing, {
    ...outlet,
    fail: (error) => failed.push(error),
  });
  await client.open(node);
  await settled();
  expect(failed).toEqual([new Error('It cannot be rendered')]);
  expect(node.hub.size).toBe(1);
  expect(client.view).toEqual(viewOf(log, client));
  node.stop();
});

describe('whatever happens', () => {
  const tags = fc.subarray(['web', 'mobile']);
  const flagWrite = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    tags,
    segments: fc.subarray(['s', 't']),
    prerequisites: fc.subarray(['a', 'b']),
    lists: fc.subarray(['l']),
  });
  const write: fc.Arbitrary<MemoryWrite> = fc.oneof(
    flagWrite.map(({ key, tags: own, segments, prerequisites, lists }) => ({
      kind: 'FLAG' as const,
      key,
      body: aFlag({
        key,
        tags: own,
        rules: [
          ...segments.map((segment) => aRule({ id: segment, when: { segment } })),
          ...prerequisites.map((other) => aRule({ id: other, when: { flag: other, where: true } })),
          ...lists.map((list) => aRule({ id: list, when: { list } })),
        ],
      }),
    })),
    fc.record({ key: fc.constantFrom('s', 't'), list: fc.boolean() }).map(({ key, list }) => ({
      kind: 'SEGMENT' as const,
      key,
      body: { when: list ? { list: 'l' } : true },
    })),
    fc.subarray(['ada', 'bob', 'cyd']).map((ids) => ({
      kind: 'LIST' as const,
      key: 'l',
      body: { unit: { path: ['key'] }, size: ids.length },
      ids,
    })),
    fc
      .constantFrom(['FLAG', 'a'], ['FLAG', 'b'], ['SEGMENT', 's'], ['LIST', 'l'])
      .map(([kind, key]) => ({ kind: kind as MemoryWrite['kind'], key, body: null })),
  );
  const client = fc.nat(3);
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ type: fc.constant('commit' as const), write }) },
    { weight: 4, arbitrary: fc.constant({ type: 'announce' as const }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('pause' as const), client }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('reconnect' as const), client }) },
    { weight: 2, arbitrary: fc.constant({ type: 'settle' as const }) },
    { weight: 1, arbitrary: fc.constant({ type: 'pass time' as const }) },
    { weight: 1, arbitrary: fc.constant({ type: 'restart' as const }) },
    { weight: 1, arbitrary: fc.constant({ type: 'compact' as const }) },
    { weight: 1, arbitrary: fc.constant({ type: 'another life' as const }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('restore' as const), lost: fc.integer({ min: 1, max: 4 }) }),
    },
  );

  type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

  test('a client that follows the rules holds what its key may see, and is never sent anything it must refuse', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const log = new MemoryLog();
        const clients = [
          new Client(null),
          new Client(null, false),
          new Client(['web']),
          new Client(['web'], false),
        ];
        let node = aNode(log);
        for (const each of clients) await open(each);
        for (const each of steps) await take(each);
        for (const each of clients) each.isReading = true;
        for (let poll = 0; poll < 3; poll += 1) {
          log.announce();
          await settled();
          node.clock.advance(3_000);
        }
        for (const each of clients) {
          if (each.wasSentAway) await open(each);
          each.wake();
          await settled();
          expect(each.complaints).toEqual([]);
          expect(each.view).toEqual(viewOf(log, each));
          expect(each.state.held?.revision).toBe(String(log.head.revision));
          expect(each.state.held?.view.checksum).toBe(
            checksumOf(each.state.held?.view.objects.values() ?? []),
          );
        }
        node.stop();

        async function take(next: Step): Promise<void> {
          if (next.type === 'commit') log.commit(next.write);
          else if (next.type === 'announce') log.announce();
          else if (next.type === 'pause') clients[next.client].isReading = !clients[next.client].isReading;
          else if (next.type === 'reconnect') await open(clients[next.client]);
          else if (next.type === 'settle') await settled();
          else if (next.type === 'pass time') node.clock.advance(20_000);
          else if (next.type === 'compact') log.minRevision = log.head.revision + 1;
          else if (next.type === 'another life') {
            log.begin();
            log.minRevision = 1;
          } else if (next.type === 'restore') log.rewind(Math.max(0, log.head.revision - next.lost));
          else {
            node.stop();
            node = aNode(log);
            for (const each of clients) await open(each);
          }
        }

        /** What a client has seen and the log has not is waited for. */
        async function open(client: Client): Promise<void> {
          let isOpen = false;
          const opening = client.open(node).then(() => (isOpen = true));
          for (await settled(); !isOpen; await settled()) node.clock.advance(1_000);
          await opening;
        }
      }),
      { numRuns: 300 },
    );
  });
});
