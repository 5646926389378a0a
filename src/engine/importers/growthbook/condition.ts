import type { Condition, Json, Ref, Test } from '../../evaluation';
import { allOf, anyOf, not } from '../combine';
import type { Place } from '../place';
import { comparisons, literalTest } from './comparison';
import type { Target } from './target';

/** What a condition is about: a user's attributes, the elements of a list, the value of a prerequisite. */
export interface Scope {
  /** Where regular expressions ran. */
  sdk: string | undefined;
  refOf(path: string, place: Place): Ref;
  /** Whether a value is in a saved group. */
  inGroup(group: Json, target: Target): Condition;
  question(text: string): void;
  warn(text: string): void;
}

/** When a condition holds: every member of it is an attribute's condition, or joins other conditions. */
export function conditionOf(place: Place, scope: Scope): Condition {
  return allOf(
    place.members().map(([name, member]) => {
      const join = Object.hasOwn(joins, name) ? joins[name] : undefined;
      if (join !== undefined) return join(member, scope);
      return valueCondition(member, { attr: scope.refOf(name, member) }, scope);
    }),
  );
}

const joins: Record<string, (place: Place, scope: Scope) => Condition> = {
  $and: (place, scope) => allOf(conditionsOf(place, scope)),
  $or: either,
  $nor: (place, scope) => not(either(place, scope)),
  $not: (place, scope) => not(conditionOf(place, scope)),
};

/** No alternatives at all are no demand. */
function either(place: Place, scope: Scope): Condition {
  return place.elements().length === 0 || anyOf(conditionsOf(place, scope));
}

function conditionsOf(place: Place, scope: Scope): Condition[] {
  return place.elements().map((element) => conditionOf(element, scope));
}

/** When one value is as expected: like a literal, or by all operators of an object that has nothing else. */
function valueCondition(place: Place, target: Target, scope: Scope, fold = false): Condition {
  if (!hasOperators(place)) return literalTest(place, target, scope, fold);
  return allOf(place.members().map(([operator, expected]) => operation(operator, expected, target, scope)));
}

function hasOperators({ value }: Place): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => name.startsWith('$'));
}

function operation(operator: string, expected: Place, target: Target, scope: Scope): Condition {
  if (Object.hasOwn(nested, operator)) return nested[operator](expected, target, scope);
  if (Object.hasOwn(comparisons, operator)) return comparisons[operator](expected, target, scope);
  scope.warn(`${operator} is no operator of GrowthBook: it never holds, as there`);
  return false;
}

type Operator = (expected: Place, target: Target, scope: Scope) => Condition;

/** Operators on conditions. */
const nested: Record<string, Operator> = {
  $not: (expected, target, scope) => not(valueCondition(expected, target, scope)),
  $size: sized,
  $elemMatch: (expected, target, scope) =>
    someElement(target, allOf([present, elementCondition(expected, scope)])),
  $all: (expected, target, scope) => containsAll(expected, target, scope, false),
  $alli: (expected, target, scope) => containsAll(expected, target, scope, true),
};

const element: Target = { attr: { builtin: 'item' } };

/** GrowthBook passes over elements that are empty. */
const present: Test = { attr: element.attr, op: 'eq', as: 'js', values: [true] };

function sized(expected: Place, target: Target, scope: Scope): Condition {
  if (target.of !== undefined) return false;
  const length = valueCondition(expected, { ...target, of: 'length' }, scope);
  // by itself a test of a length is about lists only, but its contrary is not
  return typeof length === 'object' && 'attr' in length ? length : allOf([isList(target), length]);
}

function containsAll(expected: Place, target: Target, scope: Scope, fold: boolean): Condition {
  if (!Array.isArray(expected.value) || target.of !== undefined) return false;
  const parts = expected
    .elements()
    .map((part) => someElement(target, valueCondition(part, element, scope, fold)));
  return parts.length === 0 ? isList(target) : allOf(parts);
}

function isList({ attr }: Target): Test {
  return { attr, op: 'type', values: ['array'] };
}

function someElement({ attr, of }: Target, where: Condition): Condition {
  return of !== undefined || where === false ? false : { some: attr, where };
}

/** The condition of an element: of itself, or of the attributes it has. */
function elementCondition(expected: Place, scope: Scope): Condition {
  if (hasOperators(expected)) return valueCondition(expected, element, scope);
  return conditionOf(expected, {
    ...scope,
    refOf: (path) => ({ kind: 'item', path: path.split('.') }),
  });
}
