import type { ConfigurationObject, EnvironmentState } from '../delivery/configuration-source';
import { inScope, isMatch, scopeOf } from '../delivery/scope';
import type { Actor, SdkKeyActor } from '../foundation/actor';

/** The keys of the flags that a caller may evaluate; null: all of them. */
export type VisibleFlags = ReadonlySet<string> | null;

/**
 * A server key with a tag filter sees the flags that it would be sent to evaluate locally: its own and their
 * prerequisites. A client key sees what is marked for clients and nothing behind it.
 */
export function visibleFlags(actor: Actor, state: EnvironmentState): VisibleFlags {
  if (actor.kind !== 'SDK_KEY' || (actor.keyKind === 'SERVER' && actor.tags === null)) return null;
  const scopes = knownScopes(state);
  const scope = JSON.stringify([actor.keyKind, actor.tags]);
  let visible = scopes.get(scope);
  if (visible === undefined) scopes.set(scope, (visible = visibleTo(actor, state)));
  return visible;
}

/** Which rule served is part of how a flag works, and that never leaves through a client key. */
export const seesRules = (actor: Actor): boolean => !(actor.kind === 'SDK_KEY' && actor.keyKind === 'CLIENT');

const known = new WeakMap<EnvironmentState, Map<string, ReadonlySet<string>>>();

function knownScopes(state: EnvironmentState): Map<string, ReadonlySet<string>> {
  let scopes = known.get(state);
  if (scopes === undefined) known.set(state, (scopes = new Map()));
  return scopes;
}

function visibleTo(key: SdkKeyActor, state: EnvironmentState): ReadonlySet<string> {
  const scope = scopeOf(key, 1);
  const isShown = (object: ConfigurationObject): boolean =>
    object.kind === 'FLAG' && (key.keyKind === 'SERVER' || isMatch(object, scope));
  return new Set([...inScope(state, scope).objects.values()].filter(isShown).map((flag) => flag.key));
}
