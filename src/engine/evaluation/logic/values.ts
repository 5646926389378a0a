import { primitiveOf } from '../text-of';
import type { Json } from '../types';

/** JSONLogic's own truth: as JavaScript's, but an empty list is false. */
export function isTrue(value: Json): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** JavaScript's `==` on plain data. */
export function looselyEqual(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (typeof left === 'object' && typeof right === 'object') return false;
  const [first, second] = [primitiveOf(left), primitiveOf(right)];
  return typeof first === typeof second ? first === second : Number(first) === Number(second);
}

/** JavaScript's `<`, or `<=`, on plain data. */
export function isBefore(left: Json, right: Json, orEqual: boolean): boolean {
  const [first, second] = [primitiveOf(left), primitiveOf(right)];
  if (typeof first === 'string' && typeof second === 'string')
    return orEqual ? first <= second : first < second;
  return orEqual ? Number(first) <= Number(second) : Number(first) < Number(second);
}

/** A member at a path like `user.roles.0`; undefined where there is none. */
export function memberAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  let member = value;
  for (const name of path) {
    if (typeof member !== 'object' || member === null || !Object.hasOwn(member, name)) return undefined;
    member = (member as { [key: string]: Json })[name];
  }
  return member;
}
