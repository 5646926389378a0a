import { canonicalJson } from '../canonical-json';
import { isPlainReading, plainReader } from '../operators/readings';
import type { Json, Test } from '../types';

/**
 * Which values a test can hold for, when that is a set of literals or an interval of numbers as its reading sees them.
 * Every other test has no extent: nothing is concluded from it.
 */
interface Extent {
  /** For `eq`: the only readings of a value that match. */
  literals?: ReadonlySet<Json>;
  from: number;
  to: number;
  /** Whether the end itself is in. */
  includesFrom: boolean;
  includesTo: boolean;
}

/** Whether no value satisfies both tests. */
export function exclude(one: Test, other: Test): boolean {
  if (readsLists(one) || readsLists(other) || !readAlike(one, other)) return false;
  const [left, right] = [extentOf(one), extentOf(other)];
  if (left === undefined || right === undefined) return false;
  if (left.literals && right.literals) return ![...left.literals].some((each) => right.literals!.has(each));
  return isEmpty(left, right) || isEmpty(right, left);
}

/** Whether every value that satisfies `narrow` satisfies `wide`. */
export function isWithin(narrow: Test, wide: Test): boolean {
  if (!readAlike(narrow, wide) || narrow.each !== wide.each) return false;
  if (narrow.op === wide.op && isSubset(narrow, wide)) return true;
  const [inner, outer] = [extentOf(narrow), extentOf(wide)];
  if (inner === undefined || outer === undefined || outer.literals !== undefined) return false;
  const isFromIn =
    outer.from < inner.from || (outer.from === inner.from && reaches(outer, inner, 'includesFrom'));
  const isToIn = outer.to > inner.to || (outer.to === inner.to && reaches(outer, inner, 'includesTo'));
  return isFromIn && isToIn;
}

function reaches(outer: Extent, inner: Extent, end: 'includesFrom' | 'includesTo'): boolean {
  return outer[end] || !inner[end];
}

/** Whether nothing lies above the one's start and below the other's end. */
function isEmpty(above: Extent, below: Extent): boolean {
  return above.from > below.to || (above.from === below.to && !(above.includesFrom && below.includesTo));
}

/** With `each`, different elements may satisfy different tests. */
function readsLists({ each }: Test): boolean {
  return each === true;
}

function readAlike(one: Test, other: Test): boolean {
  return sideOf(one) === sideOf(other);
}

const sides = new WeakMap<Test, string>();

/** What is compared and how, apart from operator and literals. */
function sideOf(test: Test): string {
  const known = sides.get(test);
  if (known !== undefined) return known;
  const { attr, as = 'strict', of = null, fold = false, missing } = test;
  const side = canonicalJson([attr as Json, as, of, fold, missing === null]);
  sides.set(test, side);
  return side;
}

const literalTexts = new WeakMap<Test, ReadonlySet<string>>();

/** More literals take more in, whatever the operator: a test holds when any of them does. */
function isSubset(narrow: Test, wide: Test): boolean {
  if (narrow.op === 'exists') return true;
  const texts = textsOf(wide);
  return [...textsOf(narrow)].every((text) => texts.has(text));
}

function textsOf(test: Test): ReadonlySet<string> {
  const known = literalTexts.get(test);
  if (known) return known;
  const texts = new Set((test.values ?? []).map(canonicalJson));
  literalTexts.set(test, texts);
  return texts;
}

const extents = new WeakMap<Test, Extent | undefined>();

function extentOf(test: Test): Extent | undefined {
  if (!extents.has(test)) extents.set(test, readExtent(test));
  return extents.get(test);
}

function readExtent(test: Test): Extent | undefined {
  const { op, as = 'strict', values = [], fold } = test;
  if (!isPlainReading(as)) return undefined;
  const read = plainReader(as, fold === true);
  const literals = values.map(read).filter((literal) => literal !== undefined);
  const numbers = literals.filter((literal) => typeof literal === 'number');
  const areNumbers = numbers.length === literals.length && numbers.length > 0;
  const least = areNumbers ? numbers.reduce((a, b) => Math.min(a, b)) : NaN;
  const most = areNumbers ? numbers.reduce((a, b) => Math.max(a, b)) : NaN;
  const everything = { from: -Infinity, to: Infinity, includesFrom: false, includesTo: false };
  if (op === 'eq') {
    return { literals: new Set(literals), from: least, to: most, includesFrom: true, includesTo: true };
  }
  if (!areNumbers) return undefined;
  if (op === 'gt' || op === 'gte') return { ...everything, from: least, includesFrom: op === 'gte' };
  if (op === 'lt' || op === 'lte') return { ...everything, to: most, includesTo: op === 'lte' };
  return undefined;
}
