import fc from 'fast-check';
import type { Json, Subject } from '../../../src/engine/evaluation';

/** Values that JavaScript's conversions treat in surprising ways. */
const oddities: Json[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  29,
  1.5,
  '',
  ' ',
  '0',
  '1',
  '29',
  '029',
  '1.5',
  'true',
  'false',
  'null',
  'ada',
  '[object Object]',
  'v1.2.3',
  '1.2',
  '1.2.3-rc.1',
  '2.0.0',
  'not a version',
  [],
  [0],
  [1],
  ['ada'],
  ['ada', 'bob'],
  [null],
  [[]],
  {},
  { '0': 'ada' },
  { deep: 'ada' },
];
/** A list as the unit is left out: flagd takes it for an arm, where a bucketing sees no unit. */
const units = oddities.filter((value) => !Array.isArray(value));
const attributes = ['name', 'age', 'targetingKey', 'user.deep'];

const variable = fc.constantFrom<Json[]>(
  ...attributes.map((path) => ({ var: path })),
  { var: ['name'] },
  { var: ['age', null] },
);
const literal = fc.constantFrom(...oddities.filter((value) => typeof value !== 'object' || value === null));
const textLiteral = fc.constantFrom('ada', '', 'a', '29', '1.2');
const seconds = fc.constantFrom(1_768_478_399, 1_768_478_400, 1_768_478_401, 1.5);

const comparison = fc.oneof(
  fc
    .tuple(fc.constantFrom('==', '!=', '===', '!==', '<', '<=', '>', '>='), variable, literal, fc.boolean())
    .map(([operator, left, right, isSwapped]) => ({ [operator]: isSwapped ? [right, left] : [left, right] })),
  fc
    .tuple(fc.constantFrom('<', '<='), literal, variable, literal)
    .map(([operator, ...args]) => ({ [operator]: args })),
  fc
    .tuple(fc.constantFrom('<', '<=', '>', '>=', '=='), seconds, fc.boolean())
    .map(([operator, second, isSwapped]) => {
      const clock = { var: '$flagd.timestamp' };
      return { [operator]: isSwapped ? [second, clock] : [clock, second] };
    }),
  fc.tuple(variable, fc.array(literal, { maxLength: 3 })).map(([left, list]) => ({ in: [left, list] })),
  fc.tuple(literal, variable).map((args) => ({ in: args })),
  fc
    .tuple(fc.constantFrom('starts_with', 'ends_with'), variable, textLiteral)
    .map(([operator, ...args]) => ({ [operator]: args })),
  fc
    .tuple(
      variable,
      fc.constantFrom('=', '!=', '<', '<=', '>', '>=', '^', '~', '?'),
      fc.constantFrom<Json[]>('1.2.3', '1', 'v1.2', '1.2.3-rc.1', '0.0.0', 1.2, 'none'),
    )
    .map((args) => ({ sem_ver: args })),
  variable,
  fc.boolean(),
) as fc.Arbitrary<Json>;

const weight = fc.constantFrom<Json[]>(0, 1, 25, -3, 1.5, 2 ** 31 - 1);
const unit = fc.constantFrom<Json[]>(
  { var: 'targetingKey' },
  { var: 'company' },
  { cat: [{ var: '$flagd.flagKey' }, { var: 'name' }] },
  { cat: ['seed', null, 1, { var: 'user.deep' }, 'end'] },
  { cat: [{ var: 'name' }, { var: 'age' }] },
);
const arm = fc.tuple(
  fc.constantFrom<Json[]>('on', 'off', 'true', true, false, null, 'gone', { var: 'name' }),
  weight,
);
const fractional = fc
  .tuple(
    fc.option(unit),
    fc.array(
      fc.oneof(
        arm,
        arm.map(([variant]) => [variant]),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([by, arms]) => ({ fractional: by === null ? arms : [by, ...arms] })) as fc.Arbitrary<Json>;

/** What a flag's `targeting` may be, or a part of it. */
export const { targeting } = fc.letrec<{ condition: Json; targeting: Json }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    comparison,
    fractional,
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('condition'), { maxLength: 3 }))
      .map(([operator, args]) => ({ [operator]: args })),
    fc.tuple(fc.constantFrom('!', '!!'), tie('condition')).map(([operator, arg]) => ({ [operator]: [arg] })),
  ),
  targeting: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json[]>('on', 'off', true, false, null, 'gone', 0),
    fractional,
    fc
      .array(fc.oneof(tie('condition'), tie('targeting')), { minLength: 1, maxLength: 5 })
      .map((args) => ({ if: args })),
  ),
}));

/** Users whose attributes may be anything. */
export const subject: fc.Arbitrary<Subject> = fc
  .record(
    {
      name: fc.constantFrom(...oddities),
      age: fc.constantFrom(...oddities),
      company: fc.constantFrom(...units),
      key: fc.constantFrom('ada', '', 'user-7', 'ünal'),
      user: fc.constantFrom(...oddities),
    },
    { requiredKeys: [] },
  )
  .map((user) => ({ contexts: { user }, now: 1_768_478_400_500 }));
