import type { ConfigStreamEvent, GoodbyeReason } from '../../engine/protocol/messages';
import type { EnvironmentState } from './configuration-source';
import type { ScopedFeed } from './scoped-feed';
import type { SharedStep, Stream } from './stream';
import type { SharedEvent, StreamEvents } from './stream-events';

/** Turns an event into what the streams of a group are sent. */
export type Render<Body> = (event: ConfigStreamEvent) => Promise<Body>;

export interface Rendered<Body> {
  body: Body;
  /** Where it leaves a stream. */
  standing: { from: number };
}

const keptMs = 10_000;

/** What a group's streams are sent, each of it rendered once. */
export class RenderedEvents<Body> {
  private head: EnvironmentState | null = null;
  private usedAt = 0;
  private readonly bodies = new Map<string, Promise<Rendered<Body>>>();

  constructor(
    private readonly feed: ScopedFeed,
    private readonly events: StreamEvents,
    private readonly render: Render<Body>,
  ) {}

  /** null: the feed has moved on since the step was found, and the streams need another. */
  bodyOf(step: SharedStep, now: number): Promise<Rendered<Body>> | null {
    this.forgetOld(now);
    const known = this.bodies.get(stepKey(step));
    if (known) return known;
    const event = this.events.shared(step, now);
    if (event === null) return null;
    const rendered = this.rendered(event);
    if (step.kind !== 'BOOKMARK') this.bodies.set(stepKey(step), rendered);
    this.usedAt = now;
    return rendered;
  }

  opened(stream: Stream<never>): Promise<Body> {
    return this.render(this.events.opened(stream));
  }

  goodbye(reason: GoodbyeReason, jitterMs: number): Promise<Body> {
    return this.render(this.events.goodbye(reason, jitterMs));
  }

  private async rendered(told: SharedEvent | Promise<SharedEvent>): Promise<Rendered<Body>> {
    const event = await told;
    return { body: await this.render(event), standing: { from: Number(event.revision) } };
  }

  /** What leads to an older head than the present one is of no use, and a snapshot nobody asks for is large. */
  forgetOld(now: number): void {
    const head = this.feed.state;
    if (head !== this.head || now - this.usedAt > keptMs) this.bodies.clear();
    this.head = head;
  }
}

export function stepKey(step: SharedStep): string {
  switch (step.kind) {
    case 'SNAPSHOT':
      return `snapshot ${step.reason} ${step.form}`;
    case 'DELTA':
      return `delta ${step.from} ${step.to}`;
    case 'BOOKMARK':
      return `bookmark ${step.revision}`;
  }
}
