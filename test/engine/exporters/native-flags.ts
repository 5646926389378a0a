import fc from 'fast-check';
import {
  gateBucketing,
  splitBucketing,
  type Bucketing,
  type Condition,
  type Flag,
  type Json,
  type Range,
  type Ruleset,
  type Serve,
  type Subject,
  type Test,
} from '../../../src/engine/evaluation';
import { aBucketing, aFlag, aRuleset } from '../../support/builders';

/** What is read where each value has the type that is expected of it, or where anything may stand anywhere. */
const typed = { texts: ['name', 'company', 'key'], numbers: ['age'], versions: ['version'], lists: ['tags'] };
const all = Object.values(typed).flat();
const untyped = { texts: all, numbers: all, versions: all, lists: all };

const text = fc.constantFrom<Json[]>('ada', 'a', '', '29', '1.5', 'v1.2.3');
const number = fc.constantFrom<Json[]>(0, 1, 29, 1.5, -1);
/** What flagd's own JSON Schema takes for a version, and what it reads as one all the same. */
const versions = ['1.2.3', '1.2.3-rc.1'];
const oddVersions: Json[] = [...versions, 'v1', 2];
const orders: Test['op'][] = ['lt', 'lte', 'gt', 'gte'];

function testsOf(names: typeof typed, literalVersions: Json[]): fc.Arbitrary<Condition> {
  const version = fc.constantFrom(...literalVersions);
  const tests = (
    attributes: string[],
    literal: fc.Arbitrary<Json>,
    ops: Test['op'][],
    ...options: Omit<Test, 'attr' | 'op'>[]
  ): fc.Arbitrary<Test> =>
    fc
      .record({
        attr: fc.constantFrom(...attributes).map((name) => ({ path: [name] })),
        op: fc.constantFrom(...ops),
        values: fc.array(literal, { minLength: 1, maxLength: 2 }),
        options: fc.constantFrom(...options),
      })
      .map(({ options: more, ...test }) => ({ ...test, ...more }));
  return fc.oneof(
    tests(all, fc.oneof(text, number, fc.boolean()), ['eq'], {}, { as: 'strict' }),
    tests(names.lists, text, ['eq'], { each: true }),
    tests(names.texts, text, ['eq'], { as: 'text' }),
    tests(names.texts, text, ['contains', 'startsWith', 'endsWith'], {}, { as: 'string' }),
    tests(names.texts, text, orders, {}),
    tests(names.numbers, number, ['eq'], { as: 'js' }),
    tests(names.numbers, number, orders, {}, { as: 'number' }, { as: 'js', missing: null }),
    tests(names.versions, version, ['eq', ...orders], { as: 'semver.prefixed' }),
    fc.constantFrom(...all).map((name): Test => ({ attr: { path: [name] }, op: 'exists' })),
    fc
      .tuple(fc.constantFrom<Test['op']>('gte', 'lt'), fc.constantFrom(1_768_478_400_000, 1_768_478_401_000))
      .map(([op, instant]): Test => ({ attr: { builtin: 'now' }, op, as: 'date', values: [instant] })),
  );
}

const bucketing = (own: (seed: string) => Bucketing): fc.Arbitrary<Bucketing | string> =>
  fc.oneof(
    fc.constantFrom('x7', 'y8').map(own),
    fc.constantFrom('layer', 'layer-of-hosts'),
    fc.constant(
      aBucketing({ map: 'shift', usable: 'string', text: ['flag', { unit: true }], span: 100_000 }),
    ),
    fc.constant(aBucketing({ map: 'shift', usable: 'any', absent: 'empty', span: 100_000 })),
  );

const range: fc.Arbitrary<Range> = fc
  .tuple(fc.nat(100), fc.nat(100))
  .map(([one, other]) => [Math.min(one, other) * 1_000, Math.max(one, other) * 1_000]);

const variant = fc.constantFrom('on', 'on', 'off', 'true', null);

/** Side by side, from some position on. */
const arms = fc.uniqueArray(fc.nat(100), { minLength: 2, maxLength: 4 }).chain((edges) => {
  const [first, ...others] = edges.sort((left, right) => left - right).map((edge) => edge * 1_000);
  const ranges = others.map((end, at): Range => [at === 0 ? first : others[at - 1], end]);
  return fc.tuple(...ranges.map((each) => variant.map((served) => ({ variant: served, range: each }))));
});

const parts = (tests: fc.Arbitrary<Condition>) =>
  fc.letrec<{ condition: Condition; serve: Serve }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      tests,
      fc.boolean(),
      fc.record({ segment: fc.constantFrom('staff', 'staff', 'loop') }),
      fc.record({ within: bucketing(gateBucketing), ranges: fc.array(range, { maxLength: 2 }) }),
      fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
      fc.record({ not: tie('condition') }),
      fc.constant<Condition>({ logic: { '==': [{ var: 'name' }, 'ada'] } }),
    ),
    serve: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      variant,
      variant,
      fc.record({
        split: bucketing(splitBucketing),
        arms,
        otherwise: fc.oneof(fc.constant('next' as const), fc.constant('next' as const), tie('serve')),
      }),
      fc.record({
        first: fc.array(fc.record({ when: tie('condition'), serve: tie('serve') }), { maxLength: 2 }),
        serve: tie('serve'),
      }),
      fc.constantFrom<Serve[]>({ logic: { if: [{ var: 'age' }, 'on', null] } }, { logic: { var: 'name' } }),
    ),
  }));

const flagOf = ({ condition, serve }: ReturnType<typeof parts>): fc.Arbitrary<Flag> =>
  fc
    .record({
      on: fc.constantFrom(true, true, true, false),
      off: variant,
      rules: fc.array(fc.record({ when: condition, serve }), { maxLength: 3 }),
      fallthrough: serve,
    })
    .map(({ rules, ...others }) =>
      aFlag({
        ...others,
        variants: { on: { value: 1 }, off: { value: 2 }, true: { value: 3 } },
        type: 'NUMBER',
        rules: rules.map((rule, at) => ({ id: `rule-${at}`, ...rule })),
      }),
    );

const rulesetOf = (made: ReturnType<typeof parts>): fc.Arbitrary<Ruleset> =>
  fc.tuple(flagOf(made), made.condition).map(([flag, staff]) =>
    aRuleset({
      flags: [flag],
      segments: { staff: { when: staff }, loop: { when: { segment: 'loop' } } },
      layers: {
        layer: gateBucketing('layer', [{ kind: 'user', path: ['key'] }]),
        'layer-of-hosts': gateBucketing('hosts', [{ kind: 'host', path: ['key'] }]),
      },
    }),
  );

/**
 * Rulesets whose one flag is called `flag`, as they are made here: of what flagd can say, and of some that it cannot. The
 * typed ones read each attribute as what it is of `typedSubject`.
 */
export const nativeRuleset = rulesetOf(parts(testsOf(untyped, oddVersions)));
export const typedRuleset = rulesetOf(parts(testsOf(typed, versions)));

export const typedSubject: fc.Arbitrary<Subject> = fc
  .record(
    {
      key: fc.constantFrom('ada', 'bob', 'user-7'),
      name: fc.constantFrom('ada', 'a', '', '29', '1.5', 'bob'),
      company: fc.constantFrom('ada', 'acme', ''),
      age: fc.constantFrom(0, 1, 29, 1.5, -1, 30),
      version: fc.constantFrom('1.2.3', 'v1.2', '1.2.3-rc.1', '2.0.0', 'none', ''),
      tags: fc.constantFrom([], ['ada'], ['b', '29'], 'ab', 'ada'),
    },
    { requiredKeys: [] },
  )
  .map((user) => ({ contexts: { user: user as Record<string, Json> } }));
