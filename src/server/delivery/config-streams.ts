import type { ConfigStreamInput } from '../../engine/protocol/messages';
import type { Actor } from '../foundation/actor';
import type { Clock } from '../foundation/clock';
import { newId } from '../foundation/ids';
import type { Logger } from '../foundation/logger';
import type { Operation } from '../foundation/operation';
import type { EnvironmentRef } from './configuration-source';
import type { EnvironmentFeed } from './environment-feed';
import type { Feeds } from './feeds';
import { readToken, startAt, type Start } from './resume';
import type { ResumeTokens } from './resume-token';
import { scopeOf } from './scope';
import type { ScopedFeed } from './scoped-feed';
import { formOf, readStreamOptions } from './stream';
import type { SnapshotForm, StreamOptions, StreamOutlet } from './stream';
import type { Farewell } from './stream-group';
import type { Audience, JoinedStream, StreamHub } from './stream-hub';
import type { StreamWatch } from './stream-watch';

/** Who may connect: delivery knows neither credentials nor roles. */
export interface StreamAccess {
  /** The environment that a caller means and may stream; throws as it would for any other question about it. */
  environmentOf(operation: Operation, environmentId: string | null): Promise<EnvironmentRef>;
  /** Calls `listener` once, when what the actor holds open must end; the answer takes it back. */
  onRevoked(actor: Actor, listener: (end: AccessEnd) => void): () => void;
}

/** CHANGED: the actor is still let in, but what it may see is different now. */
export type AccessEnd = 'EXPIRED' | 'REVOKED' | 'CHANGED';

export const farewells: Record<AccessEnd, Farewell> = {
  EXPIRED: { reason: 'KEY_EXPIRED', jitterMs: 0 },
  REVOKED: { reason: 'KEY_REVOKED', jitterMs: 0 },
  CHANGED: { reason: 'REBALANCE', jitterMs: 1_000 },
};

const waitForRevisionMs = 5_000;

export interface ConfigStreamNeeds {
  feeds: Feeds;
  hub: StreamHub;
  tokens: ResumeTokens;
  access: StreamAccess;
  watch: StreamWatch;
  clock: Clock;
  logger: Logger;
}

/** Opens streams of an environment's configuration. */
export class ConfigStreams {
  constructor(private readonly needs: ConfigStreamNeeds) {}

  async open<Body>(
    operation: Operation,
    input: ConfigStreamInput,
    audience: Audience<Body>,
    outlet: StreamOutlet<Body>,
  ): Promise<JoinedStream> {
    const { feeds, access } = this.needs;
    const environment = await access.environmentOf(operation, input.environmentId ?? null);
    const options = readStreamOptions(input);
    const form = formOf(options, audience.canRefer);
    const feed = await feeds.open(environment);
    await feed.upToDate();
    const scoped = feed.inScope(scopeOf(operation.actor, input.protocol));
    await this.bringTo(feed, scoped, options);
    // Nothing may happen between the look at where the feed stands and the joining.
    return this.join(operation.actor, feed, scoped, audience, outlet, { ...options, form });
  }

  private join<Body>(
    actor: Actor,
    feed: EnvironmentFeed,
    scoped: ScopedFeed,
    audience: Audience<Body>,
    outlet: StreamOutlet<Body>,
    options: StreamOptions & { form: SnapshotForm },
  ): JoinedStream {
    const { hub, access, clock } = this.needs;
    const id = newId();
    const stopWatching = this.watched(id, actor, feed, options);
    const stopFollowing = access.onRevoked(actor, (end) => joined.dismiss(farewells[end]));
    const now = clock.monotonic();
    const joined = hub.join(scoped, audience, {
      id,
      outlet,
      coalesce: options.coalesce,
      bookmarkEveryMs: options.bookmarkEveryMs,
      form: options.form,
      onGone: () => (stopFollowing(), stopWatching()),
      standing: this.startOf(scoped, options),
      isOpened: false,
      lastSentAt: now,
      drained: { pendingBytes: 0, at: now },
    });
    return joined;
  }

  private watched(id: string, actor: Actor, feed: EnvironmentFeed, { client }: StreamOptions): () => void {
    if (actor.kind !== 'SDK_KEY') return () => undefined;
    const { organizationId, environmentId } = feed.state;
    const environment = { organizationId, environmentId };
    return this.needs.watch.opened({ streamId: id, sdkKeyId: actor.id, environment, feed, client });
  }

  private startOf(scoped: ScopedFeed, { resume, localChecksum }: StreamOptions): Start {
    const position = readToken(this.needs.tokens, resume, scoped);
    if ('snapshot' in position) return position;
    const { revision, minRevision } = scoped.state;
    if (position.revision > revision) return { snapshot: 'REVISION_AHEAD' };
    return startAt(position, scoped.at(position.revision), { minRevision, localChecksum });
  }

  /** A client's revision may be ahead of what this node has read, or behind what it remembers. */
  private async bringTo(feed: EnvironmentFeed, scoped: ScopedFeed, { resume }: StreamOptions): Promise<void> {
    const { tokens, clock, logger } = this.needs;
    const position = readToken(tokens, resume, scoped);
    if ('snapshot' in position) return;
    const { revision } = position;
    const { state } = scoped;
    if (revision > state.revision) return waitForRevision(feed, revision, clock);
    if (revision < state.minRevision - 1) return;
    await scoped.reach(revision).catch((error: unknown) => {
      const { environmentId } = state;
      logger.warn({ err: error, environmentId, revision }, 'the log could not be read back');
    });
  }
}

/** Resolves when the feed is there, or it has had its time. */
function waitForRevision(feed: EnvironmentFeed, revision: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const stops = [
      feed.subscribe((_delta, _before, after) => {
        if (after.revision >= revision) end();
      }),
      clock.after(waitForRevisionMs, () => end()),
    ];
    const end = (): void => {
      for (const stop of stops) stop();
      resolve();
    };
    feed.notice({ ...feed.state, revision });
  });
}
