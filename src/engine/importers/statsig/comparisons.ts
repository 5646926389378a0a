import { compilePattern } from '../../evaluation/operators/patterns';
import { textOf } from '../../evaluation/text-of';
import { validateCondition, type Condition, type Json, type Op, type Ref, type Test } from '../../evaluation';
import { allOf, anyOf, not } from '../combine';
import { patternOutcome } from '../patterns';
import type { Place } from '../place';
import { looselyEqual } from './loose-equality';
import { dateTest, dayTest } from './dates';

/** What a condition compares with, and where it stands. */
export interface Target {
  value: Json;
  place: Place;
  sdk: string | undefined;
}

type Comparison = (attr: Ref, target: Target) => Condition;

/** By Statsig's names; an operator that is not among them makes a whole spec unsupported. */
export const comparisons: Record<string, Comparison> = {
  gt: number('gt'),
  gte: number('gte'),
  lt: number('lt'),
  lte: number('lte'),
  version_gt: version('gt'),
  version_gte: version('gte'),
  version_lt: version('lt'),
  version_lte: version('lte'),
  version_eq: version('eq'),
  version_neq: (attr, target) => anyOf([version('lt')(attr, target), version('gt')(attr, target)]),
  any: oneOf('lower'),
  none: negated(oneOf('lower')),
  any_case_sensitive: oneOf('text'),
  none_case_sensitive: negated(oneOf('text')),
  str_starts_with_any: text('startsWith'),
  str_ends_with_any: text('endsWith'),
  str_contains_any: text('contains'),
  str_contains_none: negated(text('contains')),
  str_matches: pattern,
  eq: (attr, { value }) => looselyEqual(attr, value),
  neq: (attr, { value }) => not(looselyEqual(attr, value)),
  before: dateTest('lt'),
  after: dateTest('gt'),
  on: dayTest,
  array_contains_any: list((attr, values) => anyOf(values.map((value) => contains(attr, value)))),
  array_contains_none: list((attr, values) => not(anyOf(values.map((value) => contains(attr, value))))),
  array_contains_all: list((attr, values) => allOf(values.map((value) => contains(attr, value)))),
  not_array_contains_all: list((attr, values) => not(allOf(values.map((value) => contains(attr, value))))),
};

function negated(comparison: Comparison): Comparison {
  return (attr, target) => not(comparison(attr, target));
}

/** A list is no number here, where Statsig takes that of its only element. */
function number(op: Op): Comparison {
  return (attr, { value }) => {
    const literal = value === null ? NaN : Number(value);
    return Number.isFinite(literal) ? { attr, op, as: 'numeric', values: [literal] } : false;
  };
}

function version(op: Op): Comparison {
  return (attr, { value }) => readable({ attr, op, as: 'version.dotted' }, [value]);
}

/** What is missing has the text "undefined", which may even be asked for. */
function oneOf(as: 'lower' | 'text'): Comparison {
  return (attr, { value }) => {
    const values = Array.isArray(value) ? value.map(textOf) : [];
    const test: Test = { attr, op: 'eq', as, values };
    const asked = as === 'lower' ? values.map((each) => each.toLowerCase()) : values;
    return asked.includes('undefined') ? anyOf([isMissing(attr), test]) : values.length > 0 && test;
  };
}

function text(op: Op): Comparison {
  return (attr, { value }) => {
    const values = Array.isArray(value) ? value.filter((each) => each !== null).map(textOf) : [];
    return values.length > 0 && { attr, op, as: 'lower', values };
  };
}

function pattern(attr: Ref, { value, place, sdk }: Target): Condition {
  const source = textOf(value);
  const outcome = patternOutcome(source, sdk);
  if (typeof outcome === 'object') throw place.fault(outcome.fault);
  if (outcome === 'never') return false;
  const test: Test = { attr, op: 'matches', as: 'text', values: [source] };
  const matchesMissing = compilePattern(source, 'matches', false)('undefined');
  return matchesMissing ? anyOf([isMissing(attr), test]) : test;
}

/** Of lists only; a list of what is asked for, where a number may be written as a text. */
function list(holds: (attr: Ref, values: Json[]) => Condition): Comparison {
  return (attr, { value }) =>
    Array.isArray(value) && allOf([{ attr, op: 'type', values: ['array'] }, holds(attr, value)]);
}

function contains(attr: Ref, value: Json): Condition {
  const number = parseInt(textOf(value), 10);
  const values = Number.isNaN(number) || number === value ? [value] : [value, number];
  return readable({ attr, op: 'eq', each: true }, values);
}

/** A test of the literals that its reading can read; nothing compares with the others. */
function readable(test: Omit<Test, 'values'>, literals: Json[]): Condition {
  const values = literals.filter((literal) => validateCondition({ ...test, values: [literal] }).length === 0);
  return values.length > 0 && { ...test, values };
}

function isMissing(attr: Ref): Condition {
  return not({ attr, op: 'exists' });
}
