import { isObject, key, listOf, objectOf, oneOf, optional, problem, type Validator } from './shape';

const path = objectOf({ kind: optional(key), path: listOf(key, 1) });
const builtin = objectOf({ builtin: oneOf(['now', 'kinds', 'item', 'random']) });

/** Where a value is read; `item` exists inside `some` only. */
export function ref(insideSome: boolean): Validator {
  return (value, at) => {
    if (!isObject(value) || !('builtin' in value)) return path(value, at);
    if (value.builtin === 'item' && !insideSome) return problem(at, 'item is known inside `some` only');
    return builtin(value, at);
  };
}
