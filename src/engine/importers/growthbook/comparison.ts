import { textOf } from '../../evaluation/text-of';
import type { Condition, Json } from '../../evaluation';
import { not } from '../combine';
import { isJavaScriptSdk } from '../patterns';
import type { Place } from '../place';
import type { Scope } from './condition';
import { patternTest } from './pattern';
import { eachOf, testOf, type Target, type TestTarget } from './target';

type Comparison = (expected: Place, target: Target, scope: Scope) => Condition;

/** What each operator of GrowthBook compares, with JavaScript's own coercions. */
export const comparisons: Record<string, Comparison> = {
  $eq: (expected, target) => membership(target, [expected.json()]),
  $ne: (expected, target) => not(membership(target, [expected.json()])),
  $lt: (expected, target) => ordered(target, 'lt', expected),
  $lte: (expected, target) => ordered(target, 'lte', expected),
  $gt: (expected, target) => ordered(target, 'gt', expected),
  $gte: (expected, target) => ordered(target, 'gte', expected),
  $exists: (expected, target) => (expected.value ? exists(target) : not(exists(target))),
  $in: (expected, target) => isList(expected) && membership(eachOf(target), valuesOf(expected)),
  $nin: (expected, target) => isList(expected) && not(membership(eachOf(target), valuesOf(expected))),
  $ini: (expected, target) => isList(expected) && membership(eachOf(target), valuesOf(expected), true),
  $nini: (expected, target) => isList(expected) && not(membership(eachOf(target), valuesOf(expected), true)),
  $inGroup: (expected, target, scope) => scope.inGroup(expected.json(), target),
  $notInGroup: (expected, target, scope) => not(scope.inGroup(expected.json(), target)),
  $regex: (expected, target, scope) => patternTest(expected, target, scope, false),
  $regexi: (expected, target, scope) => patternTest(expected, target, scope, true),
  $type: (expected, target) => typed(target, expected.json()),
  $veq: (expected, target) => version(target, 'eq', expected),
  $vne: (expected, target) => not(version(target, 'eq', expected)),
  $vgt: (expected, target) => version(target, 'gt', expected),
  $vgte: (expected, target) => version(target, 'gte', expected),
  $vlt: (expected, target) => version(target, 'lt', expected),
  $vlte: (expected, target) => version(target, 'lte', expected),
};

/** What a literal in the place of operators asks for. */
export function literalTest(place: Place, target: Target, scope: Scope, fold: boolean): Condition {
  const expected = place.json();
  if (typeof expected !== 'object' || expected === null) {
    const folds = fold && typeof expected === 'string';
    return testOf(target, { op: 'eq', as: 'js', values: [expected], ...(folds && { fold: true }) });
  }
  if (hasOrder(expected) && (scope.sdk === undefined || isJavaScriptSdk(scope.sdk))) {
    scope.question(
      `are the fields of ${nameOf(target)} always sent in the order of ${JSON.stringify(expected)}? GrowthBook's JavaScript SDK compares JSON as text`,
    );
  }
  return testOf(target, { op: 'json', values: [expected] });
}

/** Whether some object in a value has several fields, so that its text could be another. */
function hasOrder(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const parts = Object.values(value);
  return (!Array.isArray(value) && parts.length > 1) || parts.some(hasOrder);
}

function nameOf({ attr }: Target): string {
  return 'path' in attr ? attr.path.join('.') : 'an element';
}

/** One of some values, of their very type; lists and objects are never the same as others. */
export function membership(target: TestTarget, values: Json[], fold = false): Condition {
  const plain = values.filter((value) => typeof value !== 'object' || value === null);
  return plain.length > 0 && testOf(target, { op: 'eq', values: plain, ...(fold && { fold: true }) });
}

function exists({ attr, of }: Target): Condition {
  return { attr, op: 'exists', ...(of !== undefined && { of }) };
}

function ordered(target: Target, op: 'lt' | 'lte' | 'gt' | 'gte', expected: Place): Condition {
  return testOf(target, { op, as: 'js', values: [comparable(expected.json())] });
}

/** What JavaScript compares with in the place of a literal that is neither text nor number. */
function comparable(literal: Json): string | number {
  if (typeof literal === 'string' || typeof literal === 'number') return literal;
  return typeof literal === 'object' && literal !== null ? textOf(literal) : Number(literal);
}

const typeNames = ['string', 'number', 'boolean', 'object', 'array', 'null'];

function typed(target: Target, expected: Json): Condition {
  return typeNames.some((name) => name === expected) && testOf(target, { op: 'type', values: [expected] });
}

function version(target: Target, op: 'eq' | 'lt' | 'lte' | 'gt' | 'gte', expected: Place): Condition {
  const literal = expected.json();
  const isVersion = typeof literal === 'string' || typeof literal === 'number';
  return testOf(target, { op, as: 'version.padded', values: [isVersion ? literal : '0'] });
}

function isList({ value }: Place): boolean {
  return Array.isArray(value);
}

function valuesOf(place: Place): Json[] {
  return place.elements().map((element) => element.json());
}
