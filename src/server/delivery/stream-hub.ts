import type { Clock } from '../foundation/clock';
import type { Render } from './rendered-events';
import type { ResumeTokens } from './resume-token';
import type { ScopedFeed } from './scoped-feed';
import type { Snapshots } from './snapshots';
import type { Stream } from './stream';
import { StreamEvents } from './stream-events';
import { StreamGroup, type Farewell } from './stream-group';

/** Who is told in the same words: `key` names the words. */
export interface Audience<Body> {
  key: string;
  render: Render<Body>;
  /** Whether they can be told where a snapshot is. */
  canRefer: boolean;
}

export interface JoinedStream {
  /** Leaves without a word. */
  leave(): void;
  /** Leaves after a goodbye. */
  dismiss(farewell: Farewell): void;
  /** The outlet can take something again. */
  wake(): void;
}

const sweepEveryMs = 1_000;
const wakeEveryMs = 100;
/** Of a drain: at least 500 a second, as many as another node lets in. */
const turnMs = 100;
const fewestPerTurn = 50;

/** All streams of this node, in groups. Two timers serve them all. */
export class StreamHub {
  private readonly groups = new Map<string, StreamGroup<never>>();
  private readonly stops: (() => void)[];

  constructor(
    private readonly tokens: ResumeTokens,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {
    this.stops = [
      clock.every(sweepEveryMs, () => this.sweep()),
      clock.every(wakeEveryMs, () => {
        for (const group of this.groups.values()) group.wakeDrained();
      }),
    ];
  }

  get size(): number {
    return [...this.groups.values()].reduce((sum, group) => sum + group.size, 0);
  }

  join<Body>(feed: ScopedFeed, audience: Audience<Body>, stream: Stream<Body>): JoinedStream {
    const group = this.groupOf(feed, audience);
    group.add(stream);
    return {
      leave: () => void group.remove(stream),
      dismiss: (farewell) => void group.dismiss([stream], farewell),
      wake: () => group.wake(stream),
    };
  }

  /** Sends every client elsewhere, few at a time and within so many ms: those who leave together arrive together. */
  async drain(withinMs: number): Promise<void> {
    const turns = Math.floor(withinMs / turnMs);
    const perTurn = Math.max(fewestPerTurn, Math.ceil(this.size / turns));
    for (let turn = 0; turn < turns && this.size > 0; turn += 1) {
      if (turn > 0) await new Promise<void>((resolve) => this.clock.after(turnMs, resolve));
      await this.dismiss(perTurn);
    }
    await this.dismiss(this.size);
  }

  private async dismiss(most: number): Promise<void> {
    for (const group of this.groups.values()) {
      if (most <= 0) return;
      most -= await group.dismissSome(most, { reason: 'DRAINING', jitterMs: 30_000 });
    }
  }

  close(): void {
    for (const stop of this.stops) stop();
    for (const group of this.groups.values()) group.close();
    this.groups.clear();
  }

  private groupOf<Body>(feed: ScopedFeed, { key, render }: Audience<Body>): StreamGroup<Body> {
    const place = `${feed.state.environmentId} ${feed.scope.hash} ${key}`;
    let group = this.groups.get(place) as StreamGroup<Body> | undefined;
    if (!group) {
      const events = new StreamEvents(feed, this.tokens, this.snapshots);
      group = new StreamGroup(feed, events, render, this.clock);
      this.groups.set(place, group as StreamGroup<never>);
    }
    return group;
  }

  private sweep(): void {
    for (const [place, group] of this.groups) {
      if (group.size > 0) group.sweep();
      else {
        group.close();
        this.groups.delete(place);
      }
    }
  }
}
