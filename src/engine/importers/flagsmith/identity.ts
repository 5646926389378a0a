import type { Json, Subject } from '../../evaluation';
import type { Identities } from './percentage';

export interface FlagsmithIdentity {
  identifier: string;
  key?: string;
  traits?: Record<string, Json>;
}

/** An identity as a subject: its identifier is the user's key, its traits are flat. Without one nobody asks. */
export function flagsmithSubject(
  identity: FlagsmithIdentity | null | undefined,
  { environmentKey, keyAttribute }: Identities,
): Subject {
  if (identity === undefined || identity === null) return { contexts: {} };
  const { key, ...user } = identity.traits ?? {};
  if (key !== undefined) user.traits = { key };
  if (keyAttribute !== undefined)
    user[keyAttribute] = identity.key || `${environmentKey}_${identity.identifier}`;
  return { contexts: { user: { ...user, key: identity.identifier } } };
}
