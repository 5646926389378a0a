import { timingSafeEqual } from 'node:crypto';
import type { Database } from '../../database/database';
import { anonymous, type Actor } from '../../foundation/actor';
import type { Clock } from '../../foundation/clock';
import { limitExceeded, unauthenticated, type SignalboxError } from '../../foundation/errors';
import { CredentialCache } from './credential-cache';
import { parseCredential, type ParsedCredential } from './credential-format';
import { FailedAttempts } from './failed-attempts';
import type { LastUse } from './last-use';
import type { KnownActor, StoredCredential, StoredSecret } from './stored-credential';

/** Makes actors of credentials. */
export class Authenticator {
  private readonly cache: CredentialCache;
  private readonly failures: FailedAttempts;
  /** By what an actor came in, so that a stream can be asked about later without keeping its secret. */
  private readonly origins = new WeakMap<Actor, ParsedCredential>();

  constructor(
    database: Database,
    private readonly clock: Clock,
    private readonly lastUse: LastUse,
  ) {
    this.cache = new CredentialCache(database, clock);
    this.failures = new FailedAttempts(clock);
  }

  /** `header`: the text of `Authorization`. Throws UNAUTHENTICATED for one that lets nobody in, whatever the reason. */
  async authenticate(header: string | undefined): Promise<Actor> {
    if (header === undefined) return anonymous;
    const credential = parseCredential(/^Bearer +(\S+)$/i.exec(header)?.[1] ?? '');
    if (!credential) throw unauthenticated();
    return this.identify(credential);
  }

  /** Who comes in by what `credentialOf` told of an actor. Throws as `authenticate`. */
  async identify(credential: ParsedCredential): Promise<KnownActor> {
    const stored = await this.cache.find(credential);
    const secret = stored && matching(stored, credential.hash);
    if (!secret) throw this.refusal(stored, credential);
    const now = this.clock.now();
    if (hasExpired(secret.actor, now)) throw unauthenticated();
    this.origins.set(secret.actor, credential);
    this.lastUse.note(secret.actor, now);
    return secret.actor;
  }

  /** What the actor came in by, without its secret; null for one that this node has not authenticated. */
  credentialOf(actor: Actor): ParsedCredential | null {
    return this.origins.get(actor) ?? null;
  }

  /** Who the actor is by now; null when its credential lets nobody in any more. Others than ours stay as they are. */
  async current(actor: KnownActor): Promise<KnownActor | null> {
    const credential = this.origins.get(actor);
    if (!credential) return actor;
    const stored = await this.cache.find(credential);
    const secret = stored && matching(stored, credential.hash);
    if (!secret || hasExpired(secret.actor, this.clock.now())) return null;
    this.origins.set(secret.actor, credential);
    return secret.actor;
  }

  /** After a change of who may do what, so that it holds on this node at once. */
  forget(organizationId: string): void {
    this.cache.forget(organizationId);
  }

  /** The organizations whose credentials are remembered, each with the access revision it was read at. */
  remembered(): Map<string, number> {
    return this.cache.revisions();
  }

  private refusal(stored: StoredCredential | null, { publicId }: ParsedCredential): SignalboxError {
    const isGuess = stored !== null && stored.secrets.length > 0;
    const retryAfterMs = isGuess ? this.failures.note(publicId) : null;
    if (retryAfterMs === null) return unauthenticated();
    return limitExceeded('Too many wrong secrets for this credential', { retryAfterMs });
  }
}

const matching = ({ secrets }: StoredCredential, hash: string): StoredSecret | null =>
  secrets.find((secret) => secret.hash === null || isEqual(secret.hash, hash)) ?? null;

const isEqual = (stored: string, given: string): boolean =>
  timingSafeEqual(Buffer.from(stored, 'hex'), Buffer.from(given, 'hex'));

export const hasExpired = (actor: KnownActor, now: number): boolean =>
  actor.expiresAt !== null && actor.expiresAt <= now;
