import type {
  ConfigurationSource,
  EnvironmentRef,
  EnvironmentState,
  HeadNotice,
  LogPosition,
  LogRead,
} from '../../../src/server/delivery/configuration-source';
import { noChain } from '../../../src/server/delivery/configuration-source';
import type { EnvironmentFeed } from '../../../src/server/delivery/environment-feed';
import { Feeds } from '../../../src/server/delivery/feeds';
import { createLogger } from '../../../src/server/foundation/logger';
import { heldClock, type HeldClock } from '../../support/held-clock';

const environment: EnvironmentRef = { organizationId: 'organization', environmentId: 'environment' };

/** A source in memory: what it would read is set by the test, and reads wait until they are let go. */
class StagedSource implements ConfigurationSource {
  head = 1;
  loads = 0;
  reads = 0;
  readonly watched = new Set<string>();
  isDown = false;
  /** Reads wait for it. */
  gate: Promise<void> = Promise.resolve();
  /** Positions that a feed missed in the log. */
  readonly missed: number[] = [];
  epoch = 'epoch';
  hasLost = false;
  private listener: (notice: HeadNotice) => void = () => undefined;

  async load(): Promise<EnvironmentState> {
    this.loads += 1;
    const position = { epoch: this.epoch, revision: this.head, chainHash: noChain };
    await this.gate;
    if (this.isDown) throw new Error('The database is away');
    return {
      ...environment,
      ...position,
      minRevision: 1,
      committedAt: 0,
      objects: new Map(),
      lists: new Map(),
    };
  }

  async read(_environment: EnvironmentRef, after: LogPosition): Promise<LogRead | 'gone'> {
    this.reads += 1;
    const { head } = this;
    await this.gate;
    if (this.isDown) throw new Error('The database is away');
    if (after.epoch !== this.epoch) return 'gone';
    const deltas = Array.from({ length: Math.max(0, head - after.revision) }, (_, position) => ({
      fromRevision: after.revision + position,
      revision: after.revision + position + 1,
      committedAt: 0,
      changeId: null,
      author: { kind: 'SYSTEM' as const, id: null, name: 'Signalbox' },
      comment: null,
      chainHash: noChain,
      changes: [],
    }));
    return { minRevision: 1, headRevision: head, deltas };
  }

  async renewEpoch(_environment: EnvironmentRef, { revision }: LogPosition): Promise<void> {
    this.missed.push(revision);
    if (this.hasLost) this.epoch = 'another epoch';
  }

  onChange(listener: (notice: HeadNotice) => void): () => void {
    this.listener = listener;
    return () => undefined;
  }

  watch({ environmentId }: EnvironmentRef): void {
    this.watched.add(environmentId);
  }

  unwatch({ environmentId }: EnvironmentRef): void {
    this.watched.delete(environmentId);
  }

  publish(): void {
    this.head += 1;
    this.announce();
  }

  /** As each second does while the feed is elsewhere. */
  announce(): void {
    this.listener({ ...environment, epoch: this.epoch, revision: this.head });
  }
}

let source: StagedSource;
let clock: HeldClock;
let feeds: Feeds;

beforeEach(() => {
  source = new StagedSource();
  clock = heldClock();
  feeds = new Feeds(source, clock, createLogger('silent'));
});
afterEach(() => feeds.stop());

test('all who open an environment at once wait for one load', async () => {
  const opened = await Promise.all([
    feeds.open(environment),
    feeds.open(environment),
    feeds.current(environment),
  ]);
  expect(source.loads).toBe(1);
  expect(opened[0]).toBe(opened[1]);
});

test('what was published on this node is in the next answer', async () => {
  await feeds.open(environment);
  source.publish();
  expect((await feeds.current(environment)).revision).toBe(2);
  const reads = source.reads;
  expect((await feeds.current(environment)).revision).toBe(2);
  expect(source.reads).toBe(reads);
});

test('what is published while the environment is loaded is read after it', async () => {
  let letGo = (): void => undefined;
  source.gate = new Promise((resolve) => (letGo = resolve));
  const current = feeds.current(environment);
  source.publish();
  letGo();
  expect((await current).revision).toBe(2);
});

test('only one read is under way, and what is published during it is read by the next', async () => {
  const feed = await feeds.open(environment);
  let letGo = (): void => undefined;
  source.gate = new Promise((resolve) => (letGo = resolve));
  for (let revision = 2; revision <= 5; revision += 1) source.publish();
  expect(source.reads).toBe(1);
  letGo();
  expect((await feeds.current(environment)).revision).toBe(5);
  expect(source.reads).toBe(2);
  expect(feed.state.revision).toBe(5);
});

test('the last state has to do while the source does not answer', async () => {
  await feeds.open(environment);
  source.isDown = true;
  source.publish();
  expect((await feeds.current(environment)).revision).toBe(1);
  source.isDown = false;
  expect((await feeds.current(environment)).revision).toBe(2);
});

test('a load that fails is tried again by the next who asks', async () => {
  source.isDown = true;
  await expect(feeds.open(environment)).rejects.toThrow('The database is away');
  expect(source.watched.size).toBe(0);
  source.isDown = false;
  expect((await feeds.current(environment)).revision).toBe(1);
});

test('a feed that nobody has asked for in ten minutes is closed, one that is followed is not', async () => {
  const feed = await feeds.open(environment);
  const stopFollowing = feed.subscribe(() => undefined);
  clock.advance(60 * 60_000);
  expect(source.watched).toEqual(new Set(['environment']));
  stopFollowing();
  clock.advance(9 * 60_000);
  expect(source.watched).toEqual(new Set(['environment']));
  clock.advance(2 * 60_000);
  expect(source.watched.size).toBe(0);
  expect(await feeds.open(environment)).not.toBe(feed);
});

describe('a log that ends before what was read of it', () => {
  let feed: EnvironmentFeed;
  let restarts: string[];

  beforeEach(async () => {
    source.head = 10;
    feed = await feeds.open(environment);
    restarts = [];
    feed.inScope({ tags: null, protocol: 1, clientSide: false, hash: 'scope' }).subscribe({
      advanced: () => undefined,
      restarted: (reason) => restarts.push(reason),
    });
    source.head = 7;
  });

  async function poll(): Promise<void> {
    source.announce();
    await feed.refresh();
  }

  test('is waited for, and has begun another life when it does not come back in 5 s', async () => {
    source.hasLost = true;
    for (let second = 0; second < 5; second += 1) {
      await poll();
      clock.advance(1_000);
    }
    expect([feed.state.revision, source.missed]).toEqual([10, []]);
    await poll();
    expect(source.missed).toEqual([10]);
    expect(feed.state).toMatchObject({ epoch: 'another epoch', revision: 7 });
    expect(restarts).toEqual(['EPOCH_CHANGED']);
  });

  test('is a replica that lags behind, and is waited for as long as the database has what was read', async () => {
    for (let second = 0; second < 12; second += 1) {
      await poll();
      clock.advance(1_000);
    }
    expect(source.missed).toEqual([10, 10]);
    source.head = 11;
    await poll();
    expect(feed.state).toMatchObject({ epoch: 'epoch', revision: 11 });
    expect(restarts).toEqual([]);
  });

  test('is waited for anew each time', async () => {
    source.hasLost = true;
    await poll();
    clock.advance(4_000);
    source.head = 10;
    await poll();
    clock.advance(4_000);
    source.head = 9;
    await poll();
    clock.advance(4_000);
    await poll();
    expect(source.missed).toEqual([]);
  });
});
