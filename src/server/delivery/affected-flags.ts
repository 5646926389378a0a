import { isMatch, neededBy, type ObjectMap, type Scope } from './scope';

/**
 * The keys, in order, of the flags that a scope shows and that may evaluate to something else now: those that changed, came
 * or went, and those that need something that did.
 */
export function affectedFlags(before: ObjectMap, now: ObjectMap, scope: Scope): string[] {
  const known = new Map<string, boolean>();
  const isAffected = (place: string): boolean => {
    let affected = known.get(place);
    if (affected === undefined) {
      const object = now.get(place);
      const hasChanged = object !== before.get(place);
      // Settled before it is looked into: what is written never refers to itself, and nothing may hang if it does.
      known.set(place, hasChanged);
      affected = hasChanged || (object !== undefined && neededBy(object).some(isAffected));
      known.set(place, affected);
    }
    return affected;
  };
  const keys = new Set<string>();
  for (const [place, object] of now) {
    if (object.kind === 'FLAG' && isMatch(object, scope) && isAffected(place)) keys.add(object.key);
  }
  for (const [place, object] of before) {
    const wasShown = object.kind === 'FLAG' && isMatch(object, scope);
    if (wasShown && !isMatch(now.get(place), scope)) keys.add(object.key);
  }
  return [...keys].sort();
}
