import fc from 'fast-check';
import type { Condition, Json, Subject, Test } from '../../src/engine/evaluation';

const op = fc.constantFrom<Test['op']>(
  'eq',
  'lt',
  'contains',
  'matches',
  'matches.re2',
  'cidr',
  'json',
  'modulo',
);
const reading = fc.constantFrom<Test['as']>(
  undefined,
  'text',
  'js',
  'numeric',
  'trait',
  'date',
  'semver',
  'version.padded',
);

const names = fc.constantFrom('key', 'plan', '__proto__', 'constructor', 'toString', 'length');
const patterns = fc.constantFrom('(a+)+$', '(?:a|a)*b', '.{1000}.{900}', '[', '(?=x)', '\\1', '(a|b)*c{20}');
const longTexts = fc.constantFrom(
  'a'.repeat(4096),
  'ab'.repeat(2048),
  '1.'.repeat(2048),
  '\ud800'.repeat(4096),
);

const literal: fc.Arbitrary<Json> = fc.oneof(
  patterns,
  longTexts,
  fc.string({ unit: 'binary' }),
  fc.constantFrom<Json>(NaN, Infinity, -0, null, true, '\ud800', '__proto__', 1e308),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

/** A test of anything with anything, valid or not. */
export const hostileTest: fc.Arbitrary<Condition> = fc.record({
  attr: names.map((name) => ({ path: [name] })),
  op,
  as: reading,
  values: fc.array(literal, { maxLength: 3 }),
  fold: fc.constantFrom(undefined, true as const),
  each: fc.constantFrom(undefined, true as const),
});

/** Conditions that nest ten thousand levels, or contain themselves. */
export const monstrousCondition: fc.Arbitrary<Condition> = fc
  .tuple(hostileTest, fc.constantFrom('not', 'all', 'any', 'cycle'))
  .map(([innermost, form]) => (form === 'cycle' ? cyclic() : nested(innermost, form as 'not', 10_000)));

function nested(innermost: Condition, form: 'not' | 'all' | 'any', levels: number): Condition {
  let condition = innermost;
  for (let i = 0; i < levels; i += 1) {
    condition = (form === 'not' ? { not: condition } : { [form]: [condition] }) as Condition;
  }
  return condition;
}

function cyclic(): Condition {
  const condition: { not: Condition } = { not: true };
  condition.not = condition;
  return condition;
}

/** Attributes as an attacker would choose them; texts of at most 4 KB. */
export const hostileSubject: fc.Arbitrary<Subject> = fc
  .array(fc.tuple(names, fc.oneof(literal, fc.array(literal, { maxLength: 3 }))), { maxLength: 5 })
  .map((members) => {
    const user: Record<string, Json> = {};
    for (const [name, value] of members) {
      Object.defineProperty(user, name, { value, enumerable: true, configurable: true, writable: true });
    }
    return { contexts: { user } };
  });

const megabyte = 'a'.repeat(1_000_000);

/** What plain data cannot be, and what is too much of it. */
export const monstrousSubject: fc.Arbitrary<Subject> = fc
  .constantFrom<() => unknown>(
    () => ({ contexts: { user: { key: megabyte, plan: megabyte } } }),
    () => {
      const user: Record<string, unknown> = { key: 'ada' };
      user.plan = user;
      return { contexts: { user } };
    },
    () => ({ contexts: { user: { key: Symbol('ada'), plan: 10n } } }),
    () => ({ contexts: null, now: NaN, assignments: 7 }),
    () => null,
  )
  .map((make) => make() as Subject);
