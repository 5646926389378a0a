import { validateCondition, type Condition, type Json, type Op, type Ref, type Test } from '../../evaluation';
import { allOf, not } from '../combine';
import { isJavaScriptSdk, patternOutcome } from '../patterns';
import type { Place } from '../place';
import type { SegmentCondition } from './definition';

/**
 * What an operator asks of a value, apart from percentage splits; undefined where Flagsmith cannot read the condition,
 * which then holds for nobody. A missing value satisfies nothing but IS_NOT_SET.
 */
export function comparisonOf(
  { operator, value }: SegmentCondition,
  attr: Ref,
  sdk: string | undefined,
): Condition | undefined {
  return Object.hasOwn(operators, operator) ? operators[operator](attr, value, sdk) : undefined;
}

export function isVersion(value: unknown): value is string {
  return typeof value === 'string' && value.endsWith(versionSuffix);
}

const versionSuffix = ':semver';

type Operator = (attr: Ref, value: Place, sdk: string | undefined) => Condition | undefined;

const operators: Record<string, Operator> = {
  EQUAL: (attr, value) => ordered(attr, 'eq', value),
  NOT_EQUAL: notEqual,
  GREATER_THAN: (attr, value) => ordered(attr, 'gt', value),
  GREATER_THAN_INCLUSIVE: (attr, value) => ordered(attr, 'gte', value),
  LESS_THAN: (attr, value) => ordered(attr, 'lt', value),
  LESS_THAN_INCLUSIVE: (attr, value) => ordered(attr, 'lte', value),
  CONTAINS: (attr, { value }) =>
    allOf([contains(attr, plainText(value)), value === '' ? not(isEmpty(attr)) : true]),
  NOT_CONTAINS: (attr, { value }) =>
    value ? allOf([ofType(attr, 'string'), not(contains(attr, String(value)))]) : undefined,
  REGEX: pattern,
  MODULO: modulo,
  IN: isIn,
  IS_SET: (attr) => ({ attr, op: 'exists' }),
  IS_NOT_SET: (attr) => not({ attr, op: 'exists' }),
};

/** The literal is a text that takes the type of the trait, or a version. */
function ordered(attr: Ref, op: Op, { value }: Place): Test | undefined {
  if (!isVersion(value)) return { attr, op, as: 'trait', values: [String(value)] };
  const test: Test = { attr, op, as: 'semver', values: [plainText(value).trim().replace(/^v/, '')] };
  return validateCondition(test).length === 0 ? test : undefined;
}

/** Versions are unequal as texts: Flagsmith has no comparison of versions for this. */
function notEqual(attr: Ref, { value }: Place): Condition {
  const equal: Test = isVersion(value)
    ? { attr, op: 'eq', as: 'text', values: [plainText(value)] }
    : { attr, op: 'eq', as: 'trait', values: [String(value)] };
  return allOf([{ attr, op: 'exists' }, not(equal)]);
}

function plainText(value: unknown): string {
  return isVersion(value) ? value.slice(0, -versionSuffix.length) : String(value);
}

function contains(attr: Ref, text: string): Test {
  return { attr, op: 'contains', as: 'trait', values: [text] };
}

/** `[:alpha:]` is a class of its own letters to every SDK, and one of names to RE2. */
function pattern(attr: Ref, value: Place, sdk: string | undefined): Test | undefined {
  const source = value.value ? String(value.value) : '';
  if (source === '') return undefined;
  const outcome = patternOutcome(source, sdk);
  if (typeof outcome === 'object') throw value.fault(outcome.fault);
  if (/\[:\w+:\]/.test(source)) throw value.fault(`the pattern ${source} means another thing here`);
  return outcome === 'kept' ? { attr, op: 'matches', as: 'text', values: [source] } : undefined;
}

/**
 * Of numbers, and of texts: those that begin with a number in JavaScript, elsewhere those that are one, which an empty
 * text is not. True and false are none.
 */
function modulo(attr: Ref, { value }: Place, sdk: string | undefined): Condition | undefined {
  const [divisor, remainder, ...others] = String(value ?? '')
    .split('|')
    .map(parseFloat);
  const as = isJavaScriptSdk(sdk) ? 'trait' : 'numeric';
  const test: Test = { attr, op: 'modulo', as, values: [`${divisor}|${remainder}`] };
  if (others.length > 0 || validateCondition(test).length > 0) return undefined;
  if (as === 'trait') return test;
  return allOf([ofType(attr, 'number', 'string'), remainder === 0 ? not(isEmpty(attr)) : true, test]);
}

/** A list, a list in a text, or texts with commas between. True, false, 0 and the empty text are in none. */
function isIn(attr: Ref, { value }: Place): Condition {
  const values = textsIn(value).filter((text) => text !== '');
  const isOne: Test = { attr, op: 'eq', as: 'text', values };
  const refused: Json[] = [true, false, 0].filter((falsy) => values.includes(String(falsy)));
  return refused.length === 0 ? isOne : allOf([isOne, not({ attr, op: 'eq', values: refused })]);
}

function textsIn(value: unknown): string[] {
  const list = Array.isArray(value) ? (value as unknown[]) : listIn(String(value ?? ''));
  return list.filter((entry) => typeof entry === 'string');
}

function listIn(text: string): unknown[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list;
  } catch {
    // no JSON, so it is a plain list
  }
  return text.split(',');
}

function isEmpty(attr: Ref): Test {
  return { attr, op: 'eq', values: [''] };
}

function ofType(attr: Ref, ...values: string[]): Test {
  return { attr, op: 'type', values };
}
