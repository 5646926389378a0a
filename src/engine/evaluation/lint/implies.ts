import type { Condition, Json, Ruleset } from '../types';
import { cover } from './positions';
import { isWithin } from './values';

/**
 * Whether `wide` holds wherever `narrow` does, as far as their forms show it. Within one evaluation a condition always
 * comes to the same, so this needs no look at what the subject is. Both stand in the same surroundings.
 */
export function implies(narrow: Condition, wide: Condition): boolean {
  if (wide === true || narrow === false) return true;
  if (typeof narrow === 'boolean' || typeof wide === 'boolean') return false;
  if (isSame(narrow as Json, wide as Json)) return true;
  if ('any' in narrow) return narrow.any.every((part) => implies(part, wide));
  if ('all' in wide) return wide.all.every((part) => implies(narrow, part));
  if ('any' in wide && wide.any.some((part) => implies(narrow, part))) return true;
  if ('all' in narrow) return narrow.all.some((part) => implies(part, wide));
  return impliesAlike(narrow, wide);
}

/** Two conditions of one kind that differ in how much they let in. */
function impliesAlike(narrow: Exclude<Condition, boolean>, wide: Exclude<Condition, boolean>): boolean {
  if ('attr' in narrow && 'attr' in wide) return isWithin(narrow, wide);
  if ('not' in narrow && 'not' in wide) return implies(wide.not, narrow.not);
  if ('flag' in narrow && 'flag' in wide)
    return narrow.flag === wide.flag && implies(narrow.where, wide.where);
  if ('within' in narrow && 'within' in wide) {
    return isSame(narrow.within as Json, wide.within as Json) && cover(wide.ranges, narrow.ranges);
  }
  if ('some' in narrow && 'some' in wide) {
    return isSame(narrow.some as Json, wide.some as Json) && implies(narrow.where, wide.where);
  }
  return false;
}

/** A rule's condition with the top-level segments written out, so that it can be compared with one that names none. */
export function withSegments(condition: Condition, segments: Ruleset['segments'], levels = 4): Condition {
  if (typeof condition === 'boolean' || levels === 0) return condition;
  const inner = (part: Condition): Condition => withSegments(part, segments, levels);
  if ('all' in condition) return { all: condition.all.map(inner) };
  if ('any' in condition) return { any: condition.any.map(inner) };
  if (!('segment' in condition) || !Object.hasOwn(segments, condition.segment)) return condition;
  return withSegments(segments[condition.segment].when, segments, levels - 1);
}

/** Whether both say the same, whatever the order of their members: seen at the first difference, and without a text. */
export function isSame(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other)) return false;
    return one.length === other.length && one.every((element, at) => isSame(element, other[at]));
  }
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  );
}
