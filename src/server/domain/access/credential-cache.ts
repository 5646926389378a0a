import type { Database } from '../../database/database';
import type { Clock } from '../../foundation/clock';
import type { ParsedCredential } from './credential-format';
import { readCredential, type StoredCredential } from './stored-credential';

const keptMs = 60_000;
const mostEntries = 50_000;

interface Entry {
  stored: StoredCredential;
  until: number;
}

/**
 * Credentials as they were read, for a minute, or until their organization's access revision moves. No secret is in it.
 * Ids that do not exist are not kept: a caller could make up any number of them.
 */
export class CredentialCache {
  private readonly entries = new Map<string, Entry>();
  private readonly reading = new Map<string, Promise<StoredCredential | null>>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async find(credential: ParsedCredential): Promise<StoredCredential | null> {
    const key = `${credential.kind}:${credential.publicId}`;
    const entry = this.entries.get(key);
    if (entry && entry.until > this.clock.monotonic()) return entry.stored;
    return this.reading.get(key) ?? this.read(key, credential);
  }

  /** The organizations of what is kept and still good, with the oldest access revision among it. */
  revisions(): Map<string, number> {
    const now = this.clock.monotonic();
    const oldest = new Map<string, number>();
    for (const [key, { stored, until }] of this.entries) {
      const { organizationId, accessRevision } = stored;
      if (until <= now) this.entries.delete(key);
      else oldest.set(organizationId, Math.min(accessRevision, oldest.get(organizationId) ?? Infinity));
    }
    return oldest;
  }

  forget(organizationId: string): void {
    for (const [key, { stored }] of this.entries) {
      if (stored.organizationId === organizationId) this.entries.delete(key);
    }
  }

  /** Many callers with one key, as when a fleet reconnects, are one read. */
  private read(key: string, credential: ParsedCredential): Promise<StoredCredential | null> {
    const reading = readCredential(this.database, credential)
      .then((stored) => {
        this.entries.delete(key);
        if (stored) this.keep(key, stored);
        return stored;
      })
      .finally(() => this.reading.delete(key));
    this.reading.set(key, reading);
    return reading;
  }

  private keep(key: string, stored: StoredCredential): void {
    if (this.entries.size >= mostEntries) {
      const [oldest] = this.entries.keys();
      this.entries.delete(oldest);
    }
    this.entries.set(key, { stored, until: this.clock.monotonic() + keptMs });
  }
}
