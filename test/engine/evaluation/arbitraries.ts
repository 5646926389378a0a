import fc from 'fast-check';
import type {
  Bucketing,
  Condition,
  Flag,
  Json,
  Ref,
  Ruleset,
  Segment,
  Serve,
  Split,
  Subject,
} from '../../../src/engine/evaluation';
import { gateBucketing } from '../../../src/engine/evaluation';
import { aFlag, aRuleset } from '../../support/builders';

/** Few names, so that references meet, form cycles, and sometimes lead nowhere. */
const flagKey = fc.constantFrom('f0', 'f1', 'f2', 'f3', 'f1', 'f2', 'f3', 'f2', 'f3', 'gone');
const segmentKey = fc.constantFrom('s0', 's1', 's2', 's1', 's2', 's2', 'gone');
const variant = fc.constantFrom('on', 'on', 'on', 'off', 'off', 'off', 'unknown', null);
const attribute = fc.constantFrom('key', 'country', 'plan', 'tags');
const word = fc.constantFrom('ada', 'bob', 'NL', 'pro', '1', '');

const bucketing: fc.Arbitrary<Bucketing | string> = fc.oneof(
  word.map((seed) => gateBucketing(seed)),
  fc.constantFrom('l0', 'l0', 'l0', 'gone'),
);

const range = fc
  .tuple(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 100_000 }))
  .map(([a, b]): [number, number] => (a < b ? [a, b] : [b, a]));

const { condition, serve } = fc.letrec<{ condition: Condition; serve: Serve }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.boolean(),
    fc.record({
      attr: attribute.map((name) => ({ path: [name] })),
      op: fc.constantFrom('eq', 'lt', 'contains', 'exists', 'matches'),
      values: fc.array(word, { maxLength: 3 }),
    }) as fc.Arbitrary<Condition>,
    fc.record({ segment: segmentKey }),
    fc.record({ list: fc.constantFrom('x0', 'x0', 'x0', 'gone') }),
    fc.record({ within: bucketing, ranges: fc.array(range, { maxLength: 2 }) }),
    fc.constant({ attr: { builtin: 'random' }, op: 'lt', as: 'number', values: [0.5] } as Condition),
    fc.constant({ logic: { '==': [{ var: 'country' }, 'NL'] } } as Condition),
    fc.constant({ logic: { nonsense: [] } } as Condition),
    fc.record({ flag: flagKey, where: tie('condition') }),
    fc.record({
      flag: flagKey,
      where: fc.constant({
        attr: { kind: 'flag', path: ['variant'] },
        op: 'eq',
        values: ['on'],
      } as Condition),
    }),
    fc.record({
      some: fc.constant<Ref>({ path: ['tags'] }),
      where: fc.constant({ attr: { builtin: 'item' }, op: 'eq', values: ['pro'] } as Condition),
    }),
    fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
  serve: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    variant,
    fc.constant({ logic: { if: [{ var: 'plan' }, 'on', null] } } as Serve),
    fc.record({
      split: bucketing,
      arms: fc.array(fc.record({ variant, range }), { maxLength: 3 }),
      otherwise: fc.oneof(fc.constant('next' as const), tie('serve')),
    }) as fc.Arbitrary<Split>,
    fc.record({
      first: fc.array(fc.record({ when: tie('condition'), serve: tie('serve') }), { maxLength: 2 }),
      serve: tie('serve'),
    }),
  ),
}));

const rules: fc.Arbitrary<Flag['rules']> = fc
  .array(fc.record({ when: condition, serve }), { maxLength: 4 })
  .map((list) => list.map((rule, at) => ({ id: `r${at}`, ...rule })));

export const someFlag = (key: string): fc.Arbitrary<Flag> =>
  fc
    .record({ on: fc.boolean(), rules, fallthrough: serve })
    .map((parts) => aFlag({ key, ...parts, on: parts.on || parts.rules.length > 1 }));

export const someSegment: fc.Arbitrary<Segment> = fc.record({ when: condition });

export const someRuleset: fc.Arbitrary<Ruleset> = fc
  .record({
    flags: fc.tuple(...['f0', 'f1', 'f2', 'f3'].map(someFlag)),
    segments: fc.record({ s0: someSegment, s1: someSegment, s2: someSegment }),
  })
  .map((parts) =>
    aRuleset({
      ...parts,
      layers: { l0: gateBucketing('layer') },
      lists: { x0: { unit: { path: ['key'] }, size: 1 } },
    }),
  );

export const listContents = { x0: new Set(['ada']) };

/** Users as the conditions above expect them. */
export const someSubject: fc.Arbitrary<Subject> = fc
  .record(
    {
      key: word,
      country: word,
      plan: word,
      tags: fc.array(word, { maxLength: 3 }),
    },
    { requiredKeys: [] },
  )
  .map((user) => ({ contexts: { user } }));

/** Anything that fits the type of a subject, and what only JavaScript lets through. */
export const anySubject: fc.Arbitrary<Subject> = fc.oneof(
  fc
    .dictionary(
      fc.constantFrom('user', 'company', '__proto__', 'constructor'),
      fc.dictionary(fc.oneof(attribute, fc.string()), fc.jsonValue() as fc.Arbitrary<Json>),
    )
    .map((contexts) => ({ contexts })),
  fc.anything().map((contexts) => ({ contexts }) as unknown as Subject),
  fc.anything() as fc.Arbitrary<Subject>,
);
