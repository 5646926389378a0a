import type { GoodbyeReason } from '../../engine/protocol/messages';
import type { Clock } from '../foundation/clock';
import { RenderedEvents, stepKey, type Render, type Rendered } from './rendered-events';
import type { RestartReason, ScopedFeed } from './scoped-feed';
import { hasStopped, isFull, nextStep, type SharedStep, type Stream } from './stream';
import type { StreamEvents } from './stream-events';

export interface Farewell {
  reason: GoodbyeReason;
  jitterMs: number;
  /** The connection ends with it. */
  close?: { code: number; reason: string };
}

interface Batch<Body> {
  step: SharedStep;
  streams: Stream<Body>[];
}

const streamsPerTurn = 500;

/**
 * The streams that are told the same in the same words: one environment, scope, document and selection. Each event is
 * rendered once, and a merged delta once for all who stand at the same revision.
 */
export class StreamGroup<Body> {
  private readonly streams = new Set<Stream<Body>>();
  /** Those that may need something. */
  private readonly due = new Set<Stream<Body>>();
  /** Those that wait for a snapshot, which may take a while to build. */
  private readonly waiting = new Set<Stream<Body>>();
  /** Those that cannot take anything until they have drained. */
  private readonly full = new Set<Stream<Body>>();
  private readonly rendered: RenderedEvents<Body>;
  private readonly unsubscribe: () => void;
  private isPumping = false;

  constructor(
    private readonly feed: ScopedFeed,
    events: StreamEvents,
    render: Render<Body>,
    private readonly clock: Clock,
  ) {
    this.rendered = new RenderedEvents(feed, events, render);
    this.unsubscribe = feed.subscribe({
      advanced: () => this.wakeAll(),
      restarted: (reason) => this.restart(reason),
    });
  }

  get size(): number {
    return this.streams.size;
  }

  close(): void {
    this.unsubscribe();
  }

  add(stream: Stream<Body>): void {
    this.streams.add(stream);
    this.wake(stream);
  }

  /** Whether it was still here. */
  remove(stream: Stream<Body>): boolean {
    this.due.delete(stream);
    this.full.delete(stream);
    if (!this.streams.delete(stream)) return false;
    stream.isOpened = false;
    stream.onGone();
    return true;
  }

  /** The stream may take something again. */
  wake(stream: Stream<Body>): void {
    this.full.delete(stream);
    if (this.streams.has(stream)) this.due.add(stream);
    void this.pump();
  }

  /** Looks which of the full ones have drained. */
  wakeDrained(): void {
    for (const stream of this.full) if (!isFull(stream)) this.wake(stream);
  }

  /** Bookmarks, and clients that read nothing any more. */
  sweep(): void {
    const now = this.clock.monotonic();
    const head = this.feed.state.revision;
    const stopped: Stream<Body>[] = [];
    for (const stream of this.streams) {
      if (hasStopped(stream, now)) stopped.push(stream);
      else if (nextStep(stream, head, now) && !this.full.has(stream)) this.due.add(stream);
    }
    const close = { code: 4290, reason: 'Slow consumer' };
    void this.dismiss(stopped, { reason: 'SLOW_CONSUMER', jitterMs: 10_000, close });
    this.rendered.forgetOld(this.clock.now());
    void this.pump();
  }

  /** Says goodbye to as many; the answer is how many there were. */
  async dismissSome(most: number, farewell: Farewell): Promise<number> {
    const some = [...this.streams].slice(0, most);
    await this.dismiss(some, farewell);
    return some.length;
  }

  /** Says goodbye; whatever was still to come is not sent any more. */
  async dismiss(streams: readonly Stream<Body>[], { reason, jitterMs, close }: Farewell): Promise<void> {
    const leaving = streams.filter((stream) => this.remove(stream));
    if (leaving.length === 0) return;
    const body = await this.rendered.goodbye(reason, jitterMs).catch(() => null);
    await inTurns(leaving, ({ outlet }) => {
      if (body !== null) outlet.send(body);
      if (close) outlet.close(close.code, close.reason);
      else outlet.end();
    });
  }

  private restart(reason: RestartReason): void {
    for (const stream of this.streams) beginAnew(stream, reason);
    this.wakeAll();
  }

  private wakeAll(): void {
    for (const stream of this.streams) if (!this.full.has(stream)) this.due.add(stream);
    void this.pump();
  }

  /** Until nobody who can take something needs anything. */
  private async pump(): Promise<void> {
    if (this.isPumping) return;
    this.isPumping = true;
    for (let isDone = false; !isDone;) {
      const { opening, batches } = this.findWork();
      for (const stream of opening) await this.open(stream);
      for (const batch of batches) {
        if (batch.step.kind === 'SNAPSHOT') void this.serveLater(batch);
        else await this.serve(batch);
      }
      isDone = opening.length === 0 && batches.length === 0;
    }
    this.isPumping = false;
  }

  private findWork(): { opening: Stream<Body>[]; batches: Batch<Body>[] } {
    const head = this.feed.state.revision;
    const now = this.clock.monotonic();
    const opening: Stream<Body>[] = [];
    const batches = new Map<string, Batch<Body>>();
    for (const stream of this.due) {
      if (this.waiting.has(stream)) continue;
      if (isLost(stream, this.feed)) beginAnew(stream, 'COMPACTED');
      const step = nextStep(stream, head, now);
      if (!step) this.due.delete(stream);
      else if (step.kind === 'OPEN') opening.push(stream);
      else addTo(batches, step, stream);
    }
    return { opening, batches: [...batches.values()] };
  }

  private async open(stream: Stream<Body>): Promise<void> {
    const { standing } = stream;
    try {
      const body = await this.rendered.opened(stream);
      if (!this.streams.has(stream) || stream.standing !== standing) return;
      if (this.send(stream, body)) stream.isOpened = true;
    } catch (error) {
      this.fail([stream], error);
    }
  }

  /** Nobody else waits for a snapshot. What is published meanwhile is needed by those who get it, when they have it. */
  private async serveLater(batch: Batch<Body>): Promise<void> {
    for (const stream of batch.streams) this.waiting.add(stream);
    await this.serve(batch);
    for (const stream of batch.streams) this.waiting.delete(stream);
    void this.pump();
  }

  private async serve({ step, streams }: Batch<Body>): Promise<void> {
    let rendered: Rendered<Body> | null;
    try {
      rendered = await this.rendered.bodyOf(step, this.clock.now());
    } catch (error) {
      return this.fail(streams, error);
    }
    if (rendered === null) return;
    const { body, standing } = rendered;
    await inTurns(streams, (stream) => {
      // One that began anew or left meanwhile needs nothing of this any more.
      if (!stream.isOpened || !this.send(stream, body)) return;
      stream.standing = standing;
      if (standing.from === this.feed.state.revision) this.due.delete(stream);
    });
  }

  /** Whether it could be sent. */
  private send(stream: Stream<Body>, body: Body): boolean {
    if (isFull(stream)) {
      this.due.delete(stream);
      this.full.add(stream);
      return false;
    }
    stream.outlet.send(body);
    stream.lastSentAt = this.clock.monotonic();
    return true;
  }

  private fail(streams: readonly Stream<Body>[], error: unknown): void {
    for (const stream of streams) if (this.remove(stream)) stream.outlet.fail(error);
  }
}

/** From the ring no deltas lead on from where the stream stands. */
const isLost = ({ standing }: Stream<never>, feed: ScopedFeed): boolean =>
  'from' in standing && feed.at(standing.from) === null;

function beginAnew(stream: Stream<never>, reason: RestartReason): void {
  stream.standing = { snapshot: reason };
  stream.isOpened = false;
}

function addTo<Body>(batches: Map<string, Batch<Body>>, step: SharedStep, stream: Stream<Body>): void {
  const key = stepKey(step);
  const batch = batches.get(key);
  if (batch) batch.streams.push(stream);
  else batches.set(key, { step, streams: [stream] });
}

/** A loop over thousands of sockets would hold up everything else on the node. */
async function inTurns<Item>(items: readonly Item[], act: (item: Item) => void): Promise<void> {
  for (let done = 0; done < items.length; done += 1) {
    if (done > 0 && done % streamsPerTurn === 0) await new Promise(setImmediate);
    act(items[done]);
  }
}
