import { canonicalJson } from '../canonical-json';
import { dateReadings, type DateReading } from './dates';
import { compareVersions, paddedVersion, versionReadings, type VersionReading } from './versions';
import { primitiveOf, textOf } from '../text-of';
import type { Json, Reading, Test } from '../types';

type Primitive = string | number | boolean | null;
type PlainReading = Exclude<Reading, VersionReading | 'js' | 'trait'>;

/** Negative, 0 or positive as the value lies before, at or after a literal; NaN when the two cannot be compared. */
export type Comparison = (value: Json) => number;

/** Readings that turn each side, on its own, into something that `===` and `<` compare. */
export const plainReadings: Record<PlainReading, (value: Json) => Primitive | undefined> = {
  strict: (value) => (typeof value === 'object' && value !== null ? undefined : value),
  text: (value) => (value === null ? undefined : textOf(value)),
  lower: (value) => (value === null ? undefined : textOf(value).toLowerCase()),
  string: (value) => (typeof value === 'string' ? value : undefined),
  number: (value) => (typeof value === 'number' ? value : undefined),
  numeric: (value) => numeric(value),
  'version.padded': paddedVersion,
  ...(dateReadings satisfies Record<DateReading, unknown>),
};

export function isPlainReading(reading: Reading): reading is PlainReading {
  return Object.hasOwn(plainReadings, reading);
}

/** How a test reads its texts: with `fold` in lower case. */
export function plainReader(reading: PlainReading, fold: boolean): (value: Json) => Primitive | undefined {
  const read = plainReadings[reading];
  return fold ? (value) => folded(read(value)) : read;
}

export function folded<T>(value: T): T | string {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** How a value compares with one literal; undefined when the literal itself does not fit the reading. */
export function compileComparison(test: Test, literal: Json): Comparison | undefined {
  const reading = test.as ?? 'strict';
  const fold = test.fold === true;
  if (reading === 'js') return compareAsJavaScript(literal, fold);
  if (reading === 'trait') return compareAsTrait(literal, fold);
  if (isPlainReading(reading)) return comparePlain(plainReader(reading, fold), literal);
  return compareAsVersion(versionReadings[reading], literal);
}

function comparePlain(read: (value: Json) => Primitive | undefined, literal: Json): Comparison | undefined {
  const expected = read(literal);
  return expected === undefined ? undefined : (value) => order(read(value), expected);
}

/** Values of different types are neither before nor after one another; flags and null have no order at all. */
function order(value: Primitive | undefined, expected: Primitive): number {
  if (value === expected) return 0;
  if (typeof value !== typeof expected || typeof value === 'boolean') return NaN;
  return javaScriptOrder(value as Primitive, expected);
}

function javaScriptOrder(value: Primitive, expected: Primitive): number {
  // null counts as 0 here, as it does in JavaScript, where the types call it an error
  const left = value as number;
  const right = expected as number;
  if (left < right) return -1;
  if (left > right) return 1;
  return left >= right ? 0 : NaN;
}

function compareAsVersion(
  read: (typeof versionReadings)[VersionReading],
  literal: Json,
): Comparison | undefined {
  const expected = read(literal);
  if (expected === undefined) return undefined;
  return (value) => {
    const version = read(value);
    return version === undefined ? NaN : compareVersions(version, expected);
  };
}

/** JavaScript's relational operators: texts by code units, everything else as numbers, null as 0. */
function compareAsJavaScript(literal: Json, fold: boolean): Comparison {
  const expected = fold ? folded(primitiveOf(literal)) : primitiveOf(literal);
  return (value) => javaScriptOrder(fold ? folded(primitiveOf(value)) : primitiveOf(value), expected);
}

/** GrowthBook's equality with a literal: the literal's type decides how the value is taken. */
export function equalsAsJavaScript(literal: Json, fold: boolean): (value: Json) => boolean {
  if (typeof literal === 'string') {
    const expected = fold ? literal.toLowerCase() : literal;
    return (value) => (fold ? textOf(value).toLowerCase() : textOf(value)) === expected;
  }
  if (typeof literal === 'number') return (value) => Number(primitiveOf(value)) === literal;
  if (typeof literal === 'boolean') return (value) => value !== null && Boolean(value) === literal;
  if (literal === null) return (value) => value === null;
  const expected = canonicalJson(literal);
  return (value) => canonicalJson(value) === expected;
}

/** Flagsmith: the literal, a text, is cast to the type that the value has. */
function compareAsTrait(literal: Json, fold: boolean): Comparison {
  const text = fold ? textOf(literal).toLowerCase() : textOf(literal);
  const number = parseFloat(text);
  const isTrue = text !== 'False' && text !== 'false';
  return (value) => {
    if (typeof value === 'boolean') return Number(value) - Number(isTrue);
    if (typeof value === 'number') return javaScriptOrder(value, number);
    return typeof value === 'string' ? order(fold ? value.toLowerCase() : value, text) : NaN;
  };
}

function numeric(value: Json): number | undefined {
  if (value === null || typeof value === 'object') return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}
