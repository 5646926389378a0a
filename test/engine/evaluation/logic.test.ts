import type { Json } from '../../../src/engine/evaluation';
import { aFlag, aRuleset, aSubject, compiled, everyone, noon } from '../../support/builders';

const ada = {
  key: 'ada',
  age: 36,
  email: 'ada@example.org',
  roles: ['admin', 'dev'],
  address: { city: 'Utrecht' },
  orders: [{ total: 5 }, { total: 50 }],
};

/** The text of what an expression gives: variants are named so. */
function resultOf(logic: Json, user: Record<string, Json> = ada): string | null {
  const texts = [
    'true',
    'false',
    'a',
    'b',
    'c',
    'flag',
    'Utrecht',
    'ada',
    'ada!',
    'da',
    'd',
    '',
    'admin',
    'dev',
  ];
  const lists = ['1,2,3', '10,100'];
  const numbers = [...Array.from({ length: 100 }, (_, number) => number - 10), noon / 1000].map(String);
  const variants = Object.fromEntries(
    [...texts, ...lists, ...numbers].map((name) => [name, { value: name }]),
  );
  const flag = aFlag({
    variants,
    off: null,
    rules: [everyone({ logic })],
    fallthrough: null,
  });
  const evaluation = compiled(aRuleset({ flags: [flag] })).evaluate('flag', aSubject(user));
  return evaluation.reason === 'ERROR' ? `ERROR ${evaluation.error}` : evaluation.variant;
}

describe('JSONLogic', () => {
  it.each<[Json, string | null]>([
    [{ var: 'address.city' }, 'Utrecht'],
    [{ var: 'roles.0' }, 'admin'],
    [{ var: ['nothing', 'a'] }, 'a'],
    [{ var: 'nothing' }, null],
    [{ var: 'constructor' }, null],
    [{ var: 'targetingKey' }, 'ada'],
    [{ var: '$flagd.flagKey' }, 'flag'],
    [{ var: '$flagd.timestamp' }, String(noon / 1000)],
    [{ '==': [{ var: 'age' }, '36'] }, 'true'],
    [{ '===': [{ var: 'age' }, '36'] }, 'false'],
    [{ '!=': [1, 2] }, 'true'],
    [{ '!==': [1, '1'] }, 'true'],
    [{ '<': [1, 2, 3] }, 'true'],
    [{ '<': [1, 3, 3] }, 'false'],
    [{ '<=': [1, 3, 3] }, 'true'],
    [{ '>': ['10', 9] }, 'true'],
    [{ '>': ['10', '9'] }, 'false'],
    [{ '>=': [{ var: 'nothing' }, 0] }, 'true'],
    [{ '!': [[]] }, 'true'],
    [{ '!!': ['0'] }, 'true'],
    [{ and: [1, '', 'a'] }, ''],
    [{ or: [0, 'a', 'b'] }, 'a'],
    [{ if: [false, 'a', true, 'b', 'c'] }, 'b'],
    [{ if: [false, 'a', 'c'] }, 'c'],
    [{ if: [false, 'a'] }, null],
    [{ '?:': [true, 'a', 'b'] }, 'a'],
    [{ '+': ['1', 2, 3] }, '6'],
    [{ '-': [5, 3] }, '2'],
    [{ '-': [5] }, '-5'],
    [{ '*': [3, '4'] }, '12'],
    [{ '/': [8, 2] }, '4'],
    [{ '%': [8, 3] }, '2'],
    [{ min: [3, 1, 2] }, '1'],
    [{ max: [3, 1, 2] }, '3'],
    [{ cat: [{ var: 'targetingKey' }, '!'] }, 'ada!'],
    [{ substr: ['ada', 1] }, 'da'],
    [{ substr: ['ada', -2, 1] }, 'd'],
    [{ substr: ['ada!', 1, -1] }, 'da'],
    [{ in: ['dev', { var: 'roles' }] }, 'true'],
    [{ in: ['example', { var: 'email' }] }, 'true'],
    [{ in: ['a', 7] }, 'false'],
    [{ merge: [[1, 2], 3] }, '1,2,3'],
    [{ map: [{ var: 'orders' }, { '*': [{ var: 'total' }, 2] }] }, '10,100'],
    [{ filter: [{ var: 'roles' }, { '==': [{ var: '' }, 'dev'] }] }, 'dev'],
    [{ some: [{ var: 'orders' }, { '>': [{ var: 'total' }, 40] }] }, 'true'],
    [{ all: [{ var: 'orders' }, { '>': [{ var: 'total' }, 40] }] }, 'false'],
    [{ all: [[], true] }, 'false'],
    [{ none: [{ var: 'orders' }, { '>': [{ var: 'total' }, 400] }] }, 'true'],
    [{ reduce: [{ var: 'orders' }, { '+': [{ var: 'accumulator' }, { var: 'current.total' }] }, 0] }, '55'],
    [{ missing: ['age', 'a'] }, 'a'],
    [{ missing_some: [1, ['age', 'a']] }, ''],
    [{ missing_some: [2, ['age', 'a']] }, 'a'],
  ])('%j gives %j', (logic, expected) => {
    expect(resultOf(logic)).toBe(expected);
  });

  it('names a variant, or serves nothing with null', () => {
    expect(resultOf(null)).toBe(null);
    expect(resultOf('nobody')).toBe('ERROR MALFORMED');
  });

  it('is a parse error with an operator that is none, even where it is not reached', () => {
    expect(resultOf({ if: [true, 'a', { nonsense: [] }] })).toBe('ERROR PARSE_ERROR');
    expect(resultOf({ if: [true, 'a', { constructor: [] }] })).toBe('ERROR PARSE_ERROR');
  });
});

describe('an expression that multiplies', () => {
  const many = (count: number) => ({ key: 'ada', many: Array.from({ length: count }, () => 'a') });

  it('may walk 200,000 elements of lists', () => {
    const walk: Json = { if: [{ some: [{ var: 'many' }, false] }, 'a', 'b'] };
    expect(resultOf(walk, many(200_000))).toBe('b');
    expect(resultOf(walk, many(200_001))).toBe('ERROR MALFORMED');
  });

  it('may make a text of a million characters', () => {
    const texts = (count: number): Json => ({
      if: [{ in: ['!', { cat: Array.from({ length: count }, () => ({ var: 'text' })) }] }, 'a', 'b'],
    });
    const user = { key: 'ada', text: 'x'.repeat(100_000) };
    expect(resultOf(texts(10), user)).toBe('b');
    expect(resultOf(texts(11), user)).toBe('ERROR MALFORMED');
  });
});

describe('flagd’s operators', () => {
  it.each<[Json, string | null]>([
    [{ starts_with: [{ var: 'email' }, 'ada@'] }, 'true'],
    [{ ends_with: [{ var: 'email' }, '.com'] }, 'false'],
    [{ ends_with: [{ var: 'age' }, '6'] }, null],
    [{ starts_with: ['a'] }, null],
    [{ sem_ver: ['1.2.3', '=', 'v1.2.3+build'] }, 'true'],
    [{ sem_ver: ['1.2', '<', '1.10'] }, 'true'],
    [{ sem_ver: [2, '>=', '1.9.9'] }, 'true'],
    [{ sem_ver: ['1.9.0', '^', '1.2.3'] }, 'true'],
    [{ sem_ver: ['1.9.0', '~', '1.2.3'] }, 'false'],
    [{ sem_ver: ['1.2.9', '~', '1.2.3'] }, 'true'],
    [{ sem_ver: ['1.0.0-rc.1', '!=', '1.0.0'] }, 'true'],
    [{ sem_ver: ['one', '=', '1.0.0'] }, null],
    [{ sem_ver: ['1.0.0', '==', '1.0.0'] }, null],
  ])('%j gives %j', (logic, expected) => {
    expect(resultOf(logic)).toBe(expected);
  });

  const thirds: Json[] = [
    ['a', 25],
    ['b', 25],
    ['c', 50],
  ];

  it.each([
    ['headerColorjack', 'b'],
    ['headerColorten', 'a'],
    ['headerColornine', 'c'],
  ])('fractional puts %s into %s', (unit, variant) => {
    expect(resultOf({ fractional: [unit, ...thirds] })).toBe(variant);
  });

  it('fractional hashes the flag’s key and the targeting key where no unit is given', () => {
    const given = resultOf({
      fractional: [{ cat: [{ var: '$flagd.flagKey' }, { var: 'targetingKey' }] }, ...thirds],
    });
    expect(resultOf({ fractional: thirds })).toBe(given);
    expect(resultOf({ fractional: thirds }, {})).toBe(null);
  });

  it('fractional evaluates variants and weights, and weighs 1 by default', () => {
    expect(resultOf({ fractional: ['x', [{ if: [true, 'a'] }], ['b', { '-': [1, 1] }]] })).toBe('a');
    expect(resultOf({ fractional: ['x', ['a', -5], ['b']] })).toBe('b');
  });

  it.each<[string, Json[]]>([
    ['no weight at all', ['x', ['a', 0], ['b', 0]]],
    ['a weight that is no integer', ['x', ['a', 0.5], ['b', 1]]],
    ['weights above 2^31 - 1', ['x', ['a', 2 ** 31], ['b', 1]]],
    ['an arm that is none', ['x', 'a', ['b', 1]]],
    ['a unit that is no text', [7, ['a', 1]]],
    ['no arms', ['x']],
  ])('fractional serves nothing with %s', (_why, args) => {
    expect(resultOf({ fractional: args })).toBe(null);
  });
});
