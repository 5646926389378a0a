import { Entity } from 'typeorm';
import { KeyId, KeyText, Time, Whole } from '../database/columns';

/** A name that SDKs use: an attribute of a kind of context, or a key that they take for a flag's. Never a value. */
@Entity('seen_names')
export class SeenNameEntity {
  @KeyId('organization_id') organizationId: string;
  @KeyId('environment_id') environmentId: string;
  /** Empty for what was taken for a flag's key. No kind of context has an empty name. */
  @KeyText('context_kind') contextKind: string;
  @KeyText('name') name: string;
  /** How often a key was asked for. Of attributes nobody counts: how often it was noted. */
  @Whole('times_seen') timesSeen: number;
  /** To the minute for keys, to the hour for attributes. */
  @Time('last_seen_at') lastSeenAt: number;
}
