import { compileCidr } from '../operators/cidr';
import { parseModulo, typesOfValues } from '../operators/matcher';
import { compilePattern } from '../operators/patterns';
import { compileComparison } from '../operators/readings';
import type { Json, Op, Problem, Reading, Test } from '../types';
import { json } from './json';
import { ref } from './ref';
import { exactly, listOf, memberPath, objectOf, oneOf, optional, problem, type Validator } from './shape';

const textReadings = ['strict', 'string', 'text', 'lower', 'js', 'trait'] as const;
const readings: readonly Reading[] = [
  ...textReadings,
  'number',
  'numeric',
  'date',
  'date.rfc3339',
  'date.unix',
  'semver',
  'semver.partial',
  'semver.prefixed',
  'version.padded',
  'version.dotted',
];

/** The readings that each operator takes; an operator without any takes no `as`. */
const readingsOf: Record<Op, readonly Reading[]> = {
  exists: [],
  eq: readings,
  lt: readings,
  lte: readings,
  gt: readings,
  gte: readings,
  contains: textReadings,
  startsWith: textReadings,
  endsWith: textReadings,
  matches: textReadings,
  'matches.re2': textReadings,
  cidr: ['strict', 'string', 'text'],
  type: [],
  json: [],
  modulo: ['strict', 'number', 'numeric', 'trait'],
};

const operatorNames = Object.keys(readingsOf) as Op[];

/** A comparison of what is read with literals. */
export function test(insideSome: boolean): Validator {
  const shape = objectOf({
    attr: ref(insideSome),
    op: oneOf(operatorNames),
    as: optional(oneOf(readings)),
    values: optional(listOf(json)),
    each: optional(exactly(true)),
    of: optional(exactly('length')),
    fold: optional(exactly(true)),
    missing: optional(exactly(null)),
  });
  return (value, path) => {
    const problems = shape(value, path);
    return problems.length > 0 ? problems : combinationProblems(value as Test, path);
  };
}

function combinationProblems(test: Test, path: string): Problem[] {
  const { op, as, values, fold } = test;
  const problems: Problem[] = [];
  const add = (field: string, message: string): unknown =>
    problems.push({ path: memberPath(path, field), message });
  if (as !== undefined && !readingsOf[op].includes(as)) add('as', `${op} does not read ${as}${instead(op)}`);
  if (fold === true && !foldable(op, as)) add('fold', `${op} of ${as ?? 'this'} has no letters to fold`);
  if (op === 'exists' && values !== undefined) add('values', 'exists takes no values');
  if (op !== 'exists' && values === undefined) add('values', `${op} needs values`);
  if (problems.length > 0) return problems;
  return (values ?? []).flatMap((literal, at) =>
    literalProblems(test, literal, `${memberPath(path, 'values')}[${at}]`),
  );
}

function instead(op: Op): string {
  return readingsOf[op].length === 0 ? '' : `: use ${readingsOf[op].join(', ')}`;
}

function foldable(op: Op, as: Reading = 'strict'): boolean {
  return (
    (textReadings as readonly Reading[]).includes(as) &&
    !['exists', 'type', 'json', 'cidr', 'modulo'].includes(op)
  );
}

function literalProblems(test: Test, literal: Json, path: string): Problem[] {
  const fault = literalFault(test, literal);
  return fault === undefined ? [] : problem(path, fault);
}

function literalFault(test: Test, literal: Json): string | undefined {
  switch (test.op) {
    case 'eq':
      return compileComparison(test, literal) === undefined
        ? `does not read as ${test.as ?? 'strict'}`
        : undefined;
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return orderFault(test, literal);
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return typeof literal === 'string' ? undefined : 'must be a text';
    case 'matches':
    case 'matches.re2':
      return patternFault(test, test.op, literal);
    case 'cidr':
      return typeof literal === 'string' && compileCidr(literal) ? undefined : 'is no IP address or network';
    case 'type':
      return typesOfValues.some((name) => name === literal)
        ? undefined
        : `must be one of ${typesOfValues.join(', ')}`;
    case 'modulo':
      return parseModulo(literal)?.divisor
        ? undefined
        : 'must be "divisor|remainder" with a divisor other than 0';
    case 'exists':
    case 'json':
      return undefined;
  }
}

function orderFault(test: Test, literal: Json): string | undefined {
  if (typeof literal !== 'string' && typeof literal !== 'number')
    return 'must be a text or a number to be ordered';
  return compileComparison(test, literal) === undefined
    ? `does not read as ${test.as ?? 'strict'}`
    : undefined;
}

const longestPattern = 1000;

function patternFault(test: Test, dialect: 'matches' | 'matches.re2', literal: Json): string | undefined {
  if (typeof literal !== 'string') return 'must be a pattern';
  if (literal.length > longestPattern) return `must have at most ${longestPattern} characters`;
  try {
    compilePattern(literal, dialect, test.fold === true);
    return undefined;
  } catch (error) {
    return `is no pattern that runs in linear time: ${error instanceof Error ? error.message : String(error)}`;
  }
}
