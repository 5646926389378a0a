import {
  validateCondition,
  type Json,
  type Op,
  type Reading,
  type Test,
} from '../../../src/engine/evaluation';
import { compileMatcher } from '../../../src/engine/evaluation/operators/matcher';

const missing = undefined;

type Case = [
  op: Op,
  as: Reading | undefined,
  read: Json | undefined,
  values: Json[] | undefined,
  holds: boolean,
];

function holds(test: Omit<Test, 'attr'>, read: Json | undefined): boolean {
  return compileMatcher({ attr: { path: ['attribute'] }, ...test })(read);
}

function check([op, as, read, values, expected]: Case): void {
  const test = { attr: { path: ['attribute'] }, op, ...(as && { as }), ...(values && { values }) };
  expect(validateCondition(test)).toEqual([]);
  expect(compileMatcher(test)(read)).toBe(expected);
}

describe('equality', () => {
  it.each<Case>([
    ['eq', 'strict', 'NL', ['NL'], true],
    ['eq', undefined, 'NL', ['BE', 'NL'], true],
    ['eq', 'strict', 'nl', ['NL'], false],
    ['eq', 'strict', 1, ['1'], false],
    ['eq', 'strict', true, [1], false],
    ['eq', 'strict', null, [null], true],
    ['eq', 'strict', ['NL'], ['NL'], false],
    ['eq', 'strict', 'e', ['a', 'b', 'c', 'd', 'e'], true],
    ['eq', 'strict', 'f', ['a', 'b', 'c', 'd', 'e'], false],
    ['eq', 'strict', missing, ['NL'], false],
    ['eq', 'strict', 'NL', [], false],
    ['eq', 'text', 1, ['1'], true],
    ['eq', 'text', true, ['true'], true],
    ['eq', 'text', null, ['null'], false],
    ['eq', 'text', [1, null, 2], ['1,,2'], true],
    ['eq', 'text', missing, ['undefined'], false],
    ['eq', 'lower', 'NL', ['nl'], true],
    ['eq', 'lower', 'nl', ['NL'], true],
    ['eq', 'lower', missing, ['nl'], false],
    ['eq', 'string', 'a', ['a'], true],
    ['eq', 'string', 1, ['1'], false],
    ['eq', 'string', missing, ['a'], false],
    ['eq', 'number', 1, [1], true],
    ['eq', 'number', '1', [1], false],
    ['eq', 'number', missing, [0], false],
    ['eq', 'numeric', '1.0', [1], true],
    ['eq', 'numeric', 'one', [1], false],
    ['eq', 'numeric', null, [0], false],
    ['eq', 'numeric', missing, [0], false],
    ['eq', 'js', 1, ['1'], true],
    ['eq', 'js', '1', [1], true],
    ['eq', 'js', 'yes', [true], true],
    ['eq', 'js', null, [false], false],
    ['eq', 'js', 0, [false], true],
    ['eq', 'js', null, [null], true],
    ['eq', 'js', { a: 1 }, [{ a: 1 }], true],
    ['eq', 'js', { a: 1 }, [{ a: 2 }], false],
    ['eq', 'js', { b: 2, a: 1 }, [{ a: 1, b: 2 }], true],
    ['eq', 'js', missing, [null], false],
    ['eq', 'trait', true, ['1'], true],
    ['eq', 'trait', true, ['False'], false],
    ['eq', 'trait', 1, ['1.0'], true],
    ['eq', 'trait', 1, ['True'], false],
    ['eq', 'trait', 'a', ['a'], true],
    ['eq', 'trait', ['a'], ['a'], false],
    ['eq', 'trait', missing, ['a'], false],
    ['eq', 'date', '2026-01-15T12:00:00Z', ['2026-01-15T13:00:00+01:00'], true],
    ['eq', 'date', '2026-01-15 12:00:00', ['2026-01-15T12:00:00Z'], true],
    ['eq', 'date', '2026-01-15', ['2026-01-15T00:00:00Z'], true],
    ['eq', 'date', 'noon', ['2026-01-15'], false],
    ['eq', 'date', missing, ['2026-01-15'], false],
    ['eq', 'date.rfc3339', 1768478400000, ['2026-01-15T12:00:00Z'], true],
    ['eq', 'date.rfc3339', '2026-01-15', [1768435200000], false],
    ['eq', 'date.rfc3339', missing, [0], false],
    ['eq', 'date.unix', 1768478400, [1768478400000], true],
    ['eq', 'date.unix', '1768478400', ['2026-01-15T12:00:00Z'], true],
    ['eq', 'date.unix', 9_999_999_999, ['2286-11-20T17:46:39Z'], true],
    ['eq', 'date.unix', 10_000_000_000, ['1970-04-26T17:46:40Z'], true],
    ['eq', 'date.unix', missing, [0], false],
    ['eq', 'semver', '1.2.3', ['1.2.3'], true],
    ['eq', 'semver', '1.2.3+build', ['1.2.3'], true],
    ['eq', 'semver', 'v1.2.3', ['1.2.3'], false],
    ['eq', 'semver', '1.2', ['1.2.0'], false],
    ['eq', 'semver', missing, ['0.0.0'], false],
    ['eq', 'semver.partial', '2', ['2.0.0'], true],
    ['eq', 'semver.partial', '2-rc', ['2.0.0-rc'], true],
    ['eq', 'semver.partial', '1.2.3.4', ['1.2.3'], false],
    ['eq', 'semver.partial', '01.2.3', ['1.2.3'], false],
    ['eq', 'semver.partial', missing, ['0'], false],
    ['eq', 'semver.prefixed', 'V1.2', ['1.2.0'], true],
    ['eq', 'semver.prefixed', 2, ['2.0.0'], true],
    ['eq', 'semver.prefixed', missing, ['0'], false],
    ['eq', 'version.padded', 'v1.2.3+5', ['1.2.3'], true],
    ['eq', 'version.padded', null, ['0'], true],
    ['eq', 'version.padded', missing, ['0'], false],
    ['eq', 'version.dotted', '1.2', ['1.2.0.0'], true],
    ['eq', 'version.dotted', '1.x', ['1.0'], false],
    ['eq', 'version.dotted', missing, ['0'], false],
    ['eq', 'version.dotted', 1, ['1'], false],
    ['eq', 'version.dotted', '', ['0'], false],
    ['eq', 'version.dotted', '-1', ['0'], false],
  ])('%s as %s: %j against %j', (...row) => check(row));
});

describe('order', () => {
  it.each<Case>([
    ['lt', 'strict', 1, [2], true],
    ['lt', 'strict', '1', [2], false],
    ['gte', 'strict', 'b', ['a'], true],
    ['lt', 'strict', true, [2], false],
    ['gt', 'text', 10, ['9'], false],
    ['gt', 'lower', 'B', ['a'], true],
    ['lte', 'string', 'a', ['a'], true],
    ['gt', 'number', 2, [1], true],
    ['gt', 'number', '2', [1], false],
    ['gt', 'number', missing, [-1], false],
    ['gt', 'numeric', '10', ['9'], true],
    ['lte', 'numeric', 'NaN', [1], false],
    ['lt', 'js', null, [10], true],
    ['gt', 'js', null, [-10], true],
    ['lt', 'js', 'a', [10], false],
    ['gt', 'js', '10', [9], true],
    ['gt', 'js', '10', ['9'], false],
    ['gt', 'trait', 10, ['9'], true],
    ['gt', 'trait', '10', ['9'], false],
    ['lt', 'trait', 10, ['x'], false],
    ['gt', 'trait', true, ['false'], true],
    ['gt', 'trait', true, ['true'], false],
    ['lte', 'trait', false, ['true'], true],
    ['gte', 'date', '2026-01-15T12:00:00Z', ['2026-01-15T12:00:00.001Z'], false],
    ['lt', 'date', 0, ['1970-01-02'], true],
    ['lt', 'date.rfc3339', '2026-01-15T11:59:59Z', ['2026-01-15T12:00:00Z'], true],
    ['gt', 'date.unix', 1768478401, [1768478400000], true],
    ['lt', 'semver', '1.0.0-alpha', ['1.0.0-alpha.1'], true],
    ['lt', 'semver', '1.0.0-alpha.1', ['1.0.0-alpha.beta'], true],
    ['lt', 'semver', '1.0.0-beta.2', ['1.0.0-beta.11'], true],
    ['lt', 'semver', '1.0.0-rc.1', ['1.0.0'], true],
    ['gt', 'semver', '1.10.0', ['1.9.0'], true],
    ['gte', 'semver', 'latest', ['1.0.0'], false],
    ['gt', 'semver.partial', '2', ['1.9'], true],
    ['lt', 'semver.prefixed', 'v1.9', ['1.10'], true],
    ['lt', 'version.padded', '1.2.3-beta', ['1.2.3'], true],
    ['gt', 'version.padded', '1.10.0', ['1.9.0'], true],
    ['gt', 'version.dotted', '1.2.3.4', ['1.2.3'], true],
    ['lte', 'version.dotted', '1.2.3-beta', ['1.2.3'], true],
    ['gt', 'version.dotted', '2.0.rc1', ['1.9.0'], true],
    ['gt', 'version.dotted', '2.0.rc1', ['2.0.0'], false],
    ['lte', 'version.dotted', '2.0.rc1', ['2.0.0'], false],
    ['gt', 'number', 5, [1, 9], true],
    ['gt', 'number', 5, [9, 10], false],
  ])('%s as %s: %j against %j', (...row) => check(row));
});

describe('texts', () => {
  it.each<Case>([
    ['contains', 'strict', 'signalbox', ['alb'], true],
    ['contains', 'strict', 'signalbox', ['x', 'alb'], true],
    ['contains', 'strict', 12, ['1'], false],
    ['contains', 'text', 12, ['1'], true],
    ['contains', 'lower', 'SIGNAL', ['gna'], true],
    ['contains', 'string', ['alb'], ['alb'], false],
    ['contains', 'trait', 12, ['1'], false],
    ['contains', 'js', null, ['ul'], true],
    ['contains', 'text', null, ['ul'], false],
    ['contains', 'strict', missing, [''], false],
    ['startsWith', 'string', 'signalbox', ['signal'], true],
    ['startsWith', 'string', 'signalbox', ['box'], false],
    ['startsWith', 'string', missing, [''], false],
    ['endsWith', 'string', 'ada@example.org', ['@example.com', '@example.org'], true],
    ['endsWith', 'string', missing, [''], false],
    ['matches', 'string', 'user-42', ['^user-\\d+$'], true],
    ['matches', 'string', 'user', ['^user-\\d+$'], false],
    ['matches', 'string', 42, ['42'], false],
    ['matches', 'text', 42, ['42'], true],
    ['matches', 'js', null, ['^null$'], true],
    ['matches', 'string', 'a/b', ['a\\/b'], true],
    ['matches', 'string', missing, ['.*'], false],
    ['matches.re2', 'string', 'abc', ['[[:alpha:]]+'], true],
    ['matches.re2', 'string', 'ABC', ['(?i)abc'], true],
    ['matches.re2', 'string', missing, ['.*'], false],
  ])('%s as %s: %j with %j', (...row) => check(row));

  it('fold both sides where told to', () => {
    expect(holds({ op: 'eq', values: ['nl'], fold: true }, 'NL')).toBe(true);
    expect(holds({ op: 'contains', values: ['ALB'], fold: true }, 'signalbox')).toBe(true);
    expect(holds({ op: 'matches', values: ['^NL$'], fold: true }, 'nl')).toBe(true);
    expect(holds({ op: 'eq', values: ['nl'] }, 'NL')).toBe(false);
  });

  it('are matched by no pattern beyond 4,096 characters', () => {
    expect(holds({ op: 'matches', values: ['^a*$'] }, 'a'.repeat(4096))).toBe(true);
    expect(holds({ op: 'matches', values: ['^a*$'] }, 'a'.repeat(4097))).toBe(false);
    expect(holds({ op: 'matches', values: ['a'], each: true }, ['a'.repeat(4097), 'a'])).toBe(true);
  });

  it('are matched in linear time by a pattern that would backtrack for ever', () => {
    expect(holds({ op: 'matches', values: ['^(a+)+$'] }, `${'a'.repeat(4000)}!`)).toBe(false);
  });
});

describe('other operators', () => {
  it.each<Case>([
    ['exists', undefined, 'x', undefined, true],
    ['exists', undefined, '', undefined, true],
    ['exists', undefined, false, undefined, true],
    ['exists', undefined, null, undefined, false],
    ['exists', undefined, missing, undefined, false],
    ['cidr', 'string', '10.1.2.3', ['10.1.0.0/16'], true],
    ['cidr', 'string', '10.2.2.3', ['10.1.0.0/16'], false],
    ['cidr', 'string', '10.1.2.3', ['10.1.2.3'], true],
    ['cidr', 'string', '10.1.2.3', ['10.1.2.0/25', '0.0.0.0/0'], true],
    ['cidr', 'string', '10.1.2.129', ['10.1.2.0/25'], false],
    ['cidr', 'string', '2001:db8::1', ['2001:db8::/32'], true],
    ['cidr', 'string', '2001:db9::1', ['2001:db8::/32'], false],
    ['cidr', 'string', '::ffff:10.0.0.1', ['::ffff:0:0/96'], true],
    ['cidr', 'string', '10.1.2.3', ['::/0'], false],
    ['cidr', 'string', 'localhost', ['0.0.0.0/0'], false],
    ['cidr', 'string', '10.1.2', ['0.0.0.0/0'], false],
    ['cidr', 'string', missing, ['0.0.0.0/0'], false],
    ['type', undefined, 'x', ['string'], true],
    ['type', undefined, ['x'], ['object'], false],
    ['type', undefined, ['x'], ['array'], true],
    ['type', undefined, null, ['null'], true],
    ['type', undefined, missing, ['undefined'], true],
    ['type', undefined, missing, ['null'], false],
    ['json', undefined, { a: [1] }, [{ a: [1] }], true],
    ['json', undefined, { a: 1, b: { d: 1, c: 2 } }, [{ b: { c: 2, d: 1 }, a: 1 }], true],
    ['json', undefined, [1, 2], [[2, 1]], false],
    ['json', undefined, missing, [null], false],
    ['modulo', 'number', 7, ['2|1'], true],
    ['modulo', 'number', '7', ['2|1'], false],
    ['modulo', 'numeric', '7', ['2|1'], true],
    ['modulo', 'trait', 8, ['2|1'], false],
    ['modulo', 'trait', '7 days', ['2|1'], true],
    ['modulo', 'trait', 'seven', ['2|1'], false],
    ['modulo', 'trait', true, ['2|1'], false],
    ['modulo', undefined, 2.5, ['2|0.5'], true],
    ['modulo', 'number', missing, ['2|0'], false],
  ])('%s as %s: %j with %j', (...row) => check(row));
});

describe('lists', () => {
  it('are asked by element where told to', () => {
    const test: Parameters<typeof holds>[0] = { op: 'eq', values: ['beta'], each: true };
    expect(holds(test, ['alpha', 'beta'])).toBe(true);
    expect(holds(test, ['alpha'])).toBe(false);
    expect(holds(test, 'beta')).toBe(true);
    expect(holds(test, missing)).toBe(false);
  });

  it('are asked by length where told to', () => {
    const test: Parameters<typeof holds>[0] = { op: 'gte', as: 'number', values: [2], of: 'length' };
    expect(holds(test, ['a', 'b'])).toBe(true);
    expect(holds(test, ['a'])).toBe(false);
    expect(holds(test, 'ab')).toBe(false);
    expect(holds(test, missing)).toBe(false);
  });
});

describe('a missing attribute', () => {
  it('is null where told to be', () => {
    expect(holds({ op: 'lt', as: 'js', values: [10], missing: null }, missing)).toBe(true);
    expect(holds({ op: 'eq', as: 'js', values: [null], missing: null }, missing)).toBe(true);
    expect(holds({ op: 'eq', as: 'version.padded', values: ['0'], missing: null }, missing)).toBe(true);
    expect(holds({ op: 'matches', as: 'js', values: ['null'], missing: null }, missing)).toBe(true);
    expect(holds({ op: 'type', values: ['null'], missing: null }, missing)).toBe(true);
    expect(holds({ op: 'exists', missing: null }, missing)).toBe(false);
  });
});
