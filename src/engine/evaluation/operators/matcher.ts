import { canonicalJson } from '../canonical-json';
import { compileCidr } from './cidr';
import { compilePattern } from './patterns';
import {
  compileComparison,
  equalsAsJavaScript,
  folded,
  isPlainReading,
  plainReader,
  plainReadings,
} from './readings';
import { malformed } from '../failure';
import { textOf } from '../text-of';
import type { Json, Op, Reading, Test } from '../types';

export type Matcher = (value: Json) => boolean;

/** Whether what was read satisfies a test. `undefined` is a missing attribute: it satisfies no operator but `type`. */
export function compileMatcher(test: Test): (value: Json | undefined) => boolean {
  const compile = Object.hasOwn(operators, test.op) ? operators[test.op] : undefined;
  if (compile === undefined) throw malformed(`unknown operator ${test.op}`);
  const matches = withEach(test, compile(test));
  // literals are never undefined, so that this most common test needs no look at what is missing
  if (test.op === 'eq' && isBare(test)) return matches as (value: Json | undefined) => boolean;
  if (test.of === 'length') return (value) => Array.isArray(value) && matches(value.length);
  if (test.missing === null) return (value) => matches(value === undefined ? null : value);
  if (test.op === 'type')
    return (value) => (value === undefined ? typeNames(test).has('undefined') : matches(value));
  return (value) => value !== undefined && matches(value);
}

function isBare({ as, each, of, fold, missing }: Test): boolean {
  return (as ?? 'strict') === 'strict' && [each, of, fold, missing].every((option) => option === undefined);
}

function withEach(test: Test, matches: Matcher): Matcher {
  if (test.each !== true) return matches;
  return (value) => (Array.isArray(value) ? value.some(matches) : matches(value));
}

const operators: Record<Op, (test: Test) => Matcher> = {
  exists: () => (value) => value !== null,
  eq: compileEquality,
  lt: (test) => anyOrder(test, (order) => order < 0),
  lte: (test) => anyOrder(test, (order) => order <= 0),
  gt: (test) => anyOrder(test, (order) => order > 0),
  gte: (test) => anyOrder(test, (order) => order >= 0),
  contains: (test) => anyText(test, (text, part) => text.includes(part)),
  startsWith: (test) => anyText(test, (text, part) => text.startsWith(part)),
  endsWith: (test) => anyText(test, (text, part) => text.endsWith(part)),
  matches: (test) => anyPattern(test, 'matches'),
  'matches.re2': (test) => anyPattern(test, 'matches.re2'),
  cidr: compileNetworks,
  type: (test) => {
    const names = typeNames(test);
    return (value) => names.has(typeOf(value));
  },
  json: (test) => {
    const texts = new Set(valuesOf(test).map(canonicalJson));
    return (value) => texts.has(canonicalJson(value));
  },
  modulo: (test) => anyOf(valuesOf(test).map((literal) => compileModulo(test, literal))),
};

function compileEquality(test: Test): Matcher {
  const reading = test.as ?? 'strict';
  const fold = test.fold === true;
  if (reading === 'js') return anyOf(valuesOf(test).map((literal) => equalsAsJavaScript(literal, fold)));
  if (!isPlainReading(reading)) return anyOrder(test, (order) => order === 0);
  const read = plainReader(reading, fold);
  const expected = valuesOf(test)
    .map(read)
    .filter((literal) => literal !== undefined);
  const isExpected = oneOf(expected);
  // the value itself is compared where a reading would change nothing: literals are never lists or objects
  if (reading === 'strict' && !fold) return isExpected;
  return (value) => isExpected(read(value) as Json);
}

/** A handful of literals is faster walked than looked up. */
const fewLiterals = 3;

function oneOf(expected: Json[]): Matcher {
  if (expected.length === 1) {
    const [only] = expected;
    return (value) => value === only;
  }
  if (expected.length <= fewLiterals) return (value) => expected.includes(value);
  const set = new Set(expected);
  return (value) => set.has(value);
}

function anyOrder(test: Test, holds: (order: number) => boolean): Matcher {
  const comparisons = valuesOf(test).flatMap((literal) => compileComparison(test, literal) ?? []);
  return anyOf(comparisons.map((compare) => (value) => holds(compare(value))));
}

function anyText(test: Test, holds: (text: string, part: string) => boolean): Matcher {
  const read = textReader(test);
  const parts = valuesOf(test).flatMap((literal) => read(literal) ?? []);
  return (value) => {
    const text = read(value);
    return text !== undefined && parts.some((part) => holds(text, part));
  };
}

function anyPattern(test: Test, dialect: 'matches' | 'matches.re2'): Matcher {
  const read = textReader({ ...test, fold: undefined });
  const patterns = valuesOf(test).map((pattern) =>
    compilePattern(textOf(pattern), dialect, test.fold === true),
  );
  return (value) => {
    const text = read(value);
    return text !== undefined && patterns.some((found) => found(text));
  };
}

function compileNetworks(test: Test): Matcher {
  const networks = valuesOf(test).flatMap((literal) => compileCidr(textOf(literal)) ?? []);
  return (value) => typeof value === 'string' && networks.some((contains) => contains(value));
}

/** Operators on texts read `strict`, `string` and `trait` alike: texts only. */
function textReader(test: Test): (value: Json) => string | undefined {
  const reading = test.as ?? 'strict';
  const read =
    reading === 'js' ? textOf : plainReadings[reading === 'text' || reading === 'lower' ? reading : 'string'];
  return (value) => {
    const text = test.fold === true ? folded(read(value)) : read(value);
    return typeof text === 'string' ? text : undefined;
  };
}

/** `"divisor|remainder"`, as Flagsmith writes it. */
export function parseModulo(literal: Json): { divisor: number; remainder: number } | undefined {
  const match = /^(-?\d+(?:\.\d+)?)\|(-?\d+(?:\.\d+)?)$/.exec(textOf(literal));
  return match === null ? undefined : { divisor: Number(match[1]), remainder: Number(match[2]) };
}

function compileModulo(test: Test, literal: Json): Matcher {
  const modulo = parseModulo(literal);
  if (modulo === undefined) throw malformed(`modulo needs "divisor|remainder", got ${textOf(literal)}`);
  const read = numberReader(test.as);
  return (value) => {
    const number = read(value);
    return typeof number === 'number' && number % modulo.divisor === modulo.remainder;
  };
}

/** Of a text Flagsmith reads the number with which it begins. */
function numberReader(reading: Reading | undefined): (value: Json) => Json | undefined {
  const { number, numeric } = plainReadings;
  if (reading === 'trait') return (value) => (typeof value === 'string' ? parseFloat(value) : number(value));
  return reading === 'numeric' ? numeric : number;
}

export const typesOfValues = ['string', 'number', 'boolean', 'object', 'array', 'null', 'undefined'] as const;

function typeNames(test: Test): Set<Json> {
  return new Set(valuesOf(test));
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function valuesOf(test: Test): Json[] {
  return test.values ?? [];
}

function anyOf(matchers: Matcher[]): Matcher {
  if (matchers.length === 1) return matchers[0];
  return (value) => matchers.some((matches) => matches(value));
}
