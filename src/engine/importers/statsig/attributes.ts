import type { Condition, Ref } from '../../evaluation';
import { allOf, anyOf, not } from '../combine';

const userId: Ref = { path: ['key'] };

/**
 * Where a field of the user is read: by its name, else by its name in lower case. `statsigSubject` lays them out so. The
 * user's id is nowhere but in its own place.
 */
export function fieldRefs(field: string): Ref[] {
  return field === 'userID' ? [userId] : namedRefs([], field);
}

/** Where the id of a type is read. */
export function unitRefs(idType: string): Ref[] {
  return idType.toLowerCase() === 'userid' ? [userId] : namedRefs(['customIDs'], idType);
}

export function environmentRefs(field: string): Ref[] {
  return [{ path: ['statsigEnvironment', field.toLowerCase()] }];
}

/** What holds of the first of several attributes that is there; of the last one where none is. */
export function onFirst([ref, ...others]: Ref[], holds: (attr: Ref) => Condition): Condition {
  if (others.length === 0) return holds(ref);
  const exists: Condition = { attr: ref, op: 'exists' };
  return anyOf([allOf([exists, holds(ref)]), allOf([not(exists), onFirst(others, holds)])]);
}

function namedRefs(parents: string[], name: string): Ref[] {
  const lower = name.toLowerCase();
  const names = lower === name ? [name] : [name, lower];
  return names.map((each) => ({ path: [...parents, each] }));
}
