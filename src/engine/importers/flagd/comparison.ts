import { versionReadings } from '../../evaluation/operators/versions';
import type { Condition, Json, Ref, Test } from '../../evaluation';
import { isLiteral, refOf, variableOf, type Literal } from './expression';

/** A condition that holds for exactly the same subjects as an operation; undefined where there is none. */
export type Form = (args: Json[]) => Condition | undefined;

export const comparisons: Record<string, Form> = {
  '==': (args) => equality(args, looselyEqual),
  '!=': (args) => negated(equality(args, looselyEqual)),
  '===': (args) => equality(args, strictlyEqual),
  '!==': (args) => negated(equality(args, strictlyEqual)),
  '<': (args) => chained(args, 'lt'),
  '<=': (args) => chained(args, 'lte'),
  '>': ([left, right]) => ordered(left, 'gt', right),
  '>=': ([left, right]) => ordered(left, 'gte', right),
  in: membership,
  starts_with: (args) => textTest(args, 'startsWith'),
  ends_with: (args) => textTest(args, 'endsWith'),
  sem_ver: version,
};

function negated(condition: Condition | undefined): Condition | undefined {
  return condition === undefined ? undefined : { not: condition };
}

function equality(
  [left, right]: Json[],
  equal: (attr: Ref, literal: Literal) => Condition | undefined,
): Condition | undefined {
  const attr = refOf(left) ?? refOf(right);
  const literal = refOf(left) === undefined ? left : right;
  return attr !== undefined && isLiteral(literal) ? equal(attr, literal) : undefined;
}

function strictlyEqual(attr: Ref, literal: Literal): Condition {
  return literal === null ? { not: exists(attr) } : { attr, op: 'eq', values: [literal] };
}

function exists(attr: Ref): Test {
  return { attr, op: 'exists' };
}

/** JavaScript's `==`: a truth value is the number 1 or 0, and whatever reads as a number is compared as one. */
function looselyEqual(attr: Ref, literal: Literal): Condition | undefined {
  if (literal === null) return { not: exists(attr) };
  if (typeof literal === 'string')
    return isPlainText(literal) ? { attr, op: 'eq', as: 'text', values: [literal] } : undefined;
  const number = Number(literal);
  const test: Test = { attr, op: 'eq', as: 'js', values: [number] };
  return number === 0 ? { all: [exists(attr), test] } : test;
}

/** A text that equals a number or a truth value only where its own text is the same. */
function isPlainText(text: string): boolean {
  if (['true', 'false', '0', '1'].includes(text)) return false;
  return Number.isNaN(Number(text)) || String(Number(text)) === text;
}

type Order = 'lt' | 'lte' | 'gt' | 'gte';
const flipped: Record<Order, Order> = { lt: 'gt', lte: 'gte', gt: 'lt', gte: 'lte' };

/** With three arguments `<` asks whether the second lies between the others. */
function chained(args: Json[], order: 'lt' | 'lte'): Condition | undefined {
  const [low, middle, high] = args;
  if (args.length === 2) return ordered(low, order, middle);
  const [above, below] = [ordered(low, order, middle), ordered(middle, order, high)];
  return args.length === 3 && above !== undefined && below !== undefined
    ? { all: [above, below] }
    : undefined;
}

function ordered(left: Json | undefined, order: Order, right: Json | undefined): Condition | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (isLiteral(left)) return isLiteral(right) ? undefined : ordered(right, flipped[order], left);
  if (typeof right !== 'string' && typeof right !== 'number') return undefined;
  if (variableOf(left) === '$flagd.timestamp') return timed(order, right);
  const attr = refOf(left);
  // a missing attribute is null, which JavaScript orders as 0
  return attr === undefined ? undefined : { attr, op: order, as: 'js', values: [right], missing: null };
}

/** flagd's clock shows whole seconds: it is past second 5 when the next one begins. */
function timed(order: Order, seconds: string | number): Condition | undefined {
  if (!Number.isSafeInteger(seconds)) return undefined;
  const includesSecond = order === 'lte' || order === 'gt';
  const instant = (Number(seconds) + (includesSecond ? 1 : 0)) * 1000;
  const op = order === 'gt' || order === 'gte' ? 'gte' : 'lt';
  return { attr: { builtin: 'now' }, op, as: 'date', values: [instant] };
}

/** One of a list of values, or a part: of a text, or of the list that an attribute is. */
function membership([needle, whole]: Json[]): Condition | undefined {
  const attr = refOf(needle);
  if (attr !== undefined) return Array.isArray(whole) ? oneOf(attr, whole) : undefined;
  const container = refOf(whole);
  if (container === undefined || typeof needle !== 'string') return undefined;
  return {
    any: [
      { attr: container, op: 'contains', as: 'string', values: [needle] },
      { attr: container, op: 'eq', each: true, values: [needle] },
    ],
  };
}

function oneOf(attr: Ref, values: Json[]): Condition | undefined {
  if (values.length === 0 || !values.every((value) => isLiteral(value) && value !== null)) return undefined;
  return { attr, op: 'eq', values };
}

function textTest([text, part, ...others]: Json[], op: 'startsWith' | 'endsWith'): Condition | undefined {
  const attr = refOf(text);
  if (attr === undefined || typeof part !== 'string' || others.length > 0) return undefined;
  return { attr, op, as: 'string', values: [part] };
}

/** The version before all others. */
const firstVersion = '0.0.0-0';

function version([value, operator, literal, ...others]: Json[]): Condition | undefined {
  const attr = refOf(value);
  const [major, minor = 0] = versionReadings['semver.prefixed'](literal ?? null)?.numbers ?? [];
  if (attr === undefined || major === undefined || others.length > 0) return undefined;
  if (!Number.isSafeInteger(major + 1) || !Number.isSafeInteger(minor + 1)) return undefined;
  const test = (op: Test['op'], version: Json): Test => ({
    attr,
    op,
    as: 'semver.prefixed',
    values: [version],
  });
  const between = (from: string, to: string): Condition => ({ all: [test('gte', from), test('lt', to)] });
  switch (operator) {
    case '=':
      return test('eq', literal);
    case '!=':
      // what is no version at all is not unequal either
      return { all: [test('gte', firstVersion), { not: test('eq', literal) }] };
    case '<':
      return test('lt', literal);
    case '<=':
      return test('lte', literal);
    case '>':
      return test('gt', literal);
    case '>=':
      return test('gte', literal);
    case '^':
      return between(`${major}.0.0-0`, `${major + 1}.0.0-0`);
    case '~':
      return between(`${major}.${minor}.0-0`, `${major}.${minor + 1}.0-0`);
    default:
      return undefined;
  }
}
