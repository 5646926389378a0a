import fc from 'fast-check';
import type { Bucketing, Condition, Json, Ref, Rule, Serve, Subject } from '../../src/engine/evaluation';
import { vocabulary } from '../conformance/vocabulary';

/** What an attacker would write into a rule or send as a subject: attribute texts of at most 4 KB, and plain data. */

const names = fc.constantFrom('key', 'plan', '__proto__', 'constructor', 'toString', 'length');
const patterns = fc.constantFrom('(a+)+$', '(?:a|a)*b', '.{1000}.{900}', '[', '(?=x)', '\\1', '(a|b)*c{20}');
const longTexts = fc.constantFrom(
  'a'.repeat(4096),
  'ab'.repeat(2048),
  '1.'.repeat(2048),
  `1.0.0-${'0a.'.repeat(1363)}`,
  `${'+'.repeat(4095)}\n`,
  ':'.repeat(4096),
  '\ud800'.repeat(4096),
);

const literal: fc.Arbitrary<Json> = fc.oneof(
  patterns,
  longTexts,
  fc.string({ unit: 'binary' }),
  fc.constantFrom<Json>(NaN, Infinity, -0, null, true, '\ud800', '__proto__', 1e308),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

export const hostileSubject: fc.Arbitrary<Subject> = fc
  .array(fc.tuple(names, fc.oneof(literal, fc.array(literal, { maxLength: 3 }))), { maxLength: 5 })
  .map((members) => ({ contexts: { user: recordOf(members) } }));

/** Also with an own member `__proto__`. */
function recordOf(members: [name: string, value: Json][]): Record<string, Json> {
  return Object.fromEntries(members) as Record<string, Json>;
}

const wordOf = (field: string): fc.Arbitrary<string> => fc.constantFrom(...Object.keys(vocabulary[field]));
const perhaps = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const ref: fc.Arbitrary<Ref> = fc.oneof(
  { weight: 5, arbitrary: names.map((name) => ({ path: [name] })) },
  { weight: 1, arbitrary: wordOf('builtin').map((builtin) => ({ builtin }) as Ref) },
);

const test = fc.record({
  attr: ref,
  op: wordOf('op'),
  as: perhaps(wordOf('as')),
  values: fc.array(literal, { maxLength: 3 }),
  fold: perhaps(fc.constant(true)),
  each: perhaps(fc.constant(true)),
  of: perhaps(fc.constant('length')),
  missing: perhaps(fc.constant(null)),
}) as fc.Arbitrary<Condition>;

const bucketing = fc.record({
  unit: fc.array(ref, { maxLength: 2 }),
  usable: wordOf('usable'),
  absent: wordOf('absent'),
  text: fc.constant(['seed', { unit: true }]),
  bytes: wordOf('bytes'),
  hash: wordOf('hash'),
  seed: perhaps(fc.constantFrom(0, NaN, 2 ** 40)),
  map: wordOf('map'),
  span: fc.constantFrom(100, 1, 0, NaN, 2 ** 31),
  max: perhaps(fc.constantFrom(0, 1)),
  again: perhaps(fc.constant(',')),
}) as fc.Arbitrary<Bucketing>;

const operators =
  'var missing missing_some if and or ! !! == != === !== < <= > >= + * - / % min max cat substr in map filter all some none reduce merge starts_with ends_with sem_ver fractional __proto__ nonsense';

const { logic } = fc.letrec<{ logic: Json }>((tie) => ({
  logic: fc.oneof(
    { depthSize: 'small' },
    literal,
    names.map((name) => ({ var: name })),
    fc
      .tuple(fc.constantFrom(...operators.split(' ')), fc.array(tie('logic'), { maxLength: 3 }))
      .map((member) => recordOf([member])),
  ),
}));

const when: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 6, arbitrary: test },
  { weight: 1, arbitrary: fc.record({ some: ref, where: test }) },
  { weight: 1, arbitrary: bucketing.map((within) => ({ within, ranges: [[0, 50]] }) as Condition) },
  { weight: 2, arbitrary: logic.map((expression) => ({ logic: expression })) },
);

const serve: fc.Arbitrary<Serve> = fc.oneof(
  fc.constant('on'),
  logic.map((expression) => ({ logic: expression })),
  bucketing.map(
    (split) => ({ split, arms: [{ variant: 'on', range: [0, 50] }], otherwise: 'next' }) as Serve,
  ),
);

export const hostileRule: fc.Arbitrary<Rule> = fc.record({ id: fc.constant('hostile'), when, serve });
