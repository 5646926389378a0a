import { isDeepStrictEqual } from 'node:util';
import { In } from 'typeorm';
import type { Database } from '../../database/database';
import type { Clock } from '../../foundation/clock';
import type { Logger } from '../../foundation/logger';
import { OrganizationHeadEntity } from '../audit/organization-head.entity';
import { hasExpired, type Authenticator } from './authenticator';
import type { KnownActor } from './stored-credential';

/** Why what an actor holds open must end. CHANGED: it is still let in, but what it may see is different now. */
export type AccessEnd = 'EXPIRED' | 'REVOKED' | 'CHANGED';

interface Follower {
  actor: KnownActor;
  listener: (end: AccessEnd) => void;
  /** The access revision at which the actor was last known to be right. */
  checkedAt: number | null;
}

const everyMs = 1_000;
const batchSize = 500;

/**
 * Learns within a second when access changes, on this node or another: the organization's access revision moves with
 * each key, token, role and member. Then its remembered credentials are dropped, and those behind open streams are
 * asked about again, each once, however many streams it has.
 */
export class AccessWatch {
  private readonly followers = new Map<string, Set<Follower>>();
  private readonly stop: () => void;
  private polling: Promise<void> | null = null;

  constructor(
    private readonly database: Database,
    private readonly authenticator: Authenticator,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.stop = clock.every(everyMs, () => void this.tick());
  }

  /** Calls `listener` once, when what `actor` holds open must end; the answer takes it back. */
  onRevoked(actor: KnownActor, listener: (end: AccessEnd) => void): () => void {
    const { organizationId } = actor;
    const follower: Follower = { actor, listener, checkedAt: null };
    const followers = this.followers.get(organizationId) ?? new Set();
    this.followers.set(organizationId, followers.add(follower));
    return () => this.unfollow(organizationId, follower);
  }

  /** One round, as each second brings one; a test calls it itself. */
  async tick(): Promise<void> {
    this.endExpired();
    this.polling ??= this.poll().finally(() => (this.polling = null));
    await this.polling;
  }

  async close(): Promise<void> {
    this.stop();
    await this.polling;
  }

  private endExpired(): void {
    const now = this.clock.now();
    for (const follower of [...this.followers.values()].flatMap((followers) => [...followers])) {
      if (hasExpired(follower.actor, now)) this.end(follower, 'EXPIRED');
    }
  }

  /** Without a database nothing is known to have changed: streams live on, and the next round tries again. */
  private async poll(): Promise<void> {
    try {
      const remembered = this.authenticator.remembered();
      const organizationIds = [...new Set([...remembered.keys(), ...this.followers.keys()])];
      for (const [organizationId, revision] of await this.readRevisions(organizationIds)) {
        const known = remembered.get(organizationId) ?? revision;
        if (known !== revision) this.authenticator.forget(organizationId);
        await this.checkFollowers(organizationId, revision);
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'could not look whether access has changed');
    }
  }

  private async readRevisions(organizationIds: string[]): Promise<Map<string, number>> {
    const revisions = new Map<string, number>();
    for (let start = 0; start < organizationIds.length; start += batchSize) {
      const rows = await this.database.read.findBy(OrganizationHeadEntity, {
        organizationId: In(organizationIds.slice(start, start + batchSize)),
      });
      for (const { organizationId, accessRevision } of rows) revisions.set(organizationId, accessRevision);
    }
    return revisions;
  }

  private async checkFollowers(organizationId: string, revision: number): Promise<void> {
    const followers = [...(this.followers.get(organizationId) ?? [])].filter(
      ({ checkedAt }) => checkedAt !== revision,
    );
    const actors = [...new Set(followers.map(({ actor }) => actor))];
    const current = new Map(
      await Promise.all(
        actors.map(async (actor) => [actor, await this.authenticator.current(actor)] as const),
      ),
    );
    for (const follower of followers) {
      this.settle(follower, current.get(follower.actor) ?? null);
      follower.checkedAt = revision;
    }
  }

  private settle(follower: Follower, current: KnownActor | null): void {
    if (!current) this.end(follower, 'REVOKED');
    else if (!isDeepStrictEqual(accessOf(current), accessOf(follower.actor))) this.end(follower, 'CHANGED');
    else follower.actor = current;
  }

  private end(follower: Follower, reason: AccessEnd): void {
    if (this.unfollow(follower.actor.organizationId, follower)) follower.listener(reason);
  }

  private unfollow(organizationId: string, follower: Follower): boolean {
    const followers = this.followers.get(organizationId);
    const wasThere = followers?.delete(follower) ?? false;
    if (followers?.size === 0) this.followers.delete(organizationId);
    return wasThere;
  }
}

/** What decides over what an actor sees; a new name or a later expiry ends nothing. */
const accessOf = (actor: KnownActor): unknown =>
  actor.kind === 'SDK_KEY' ? [actor.environmentId, actor.tags] : actor.grants;
