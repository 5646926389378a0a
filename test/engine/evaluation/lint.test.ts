import fc from 'fast-check';
import {
  gateBucketing,
  lint,
  rolloutOf,
  splitOf,
  type Bucketing,
  type Condition,
  type Flag,
  type Ruleset,
  type Serve,
} from '../../../src/engine/evaluation';
import { aBucketing, aFlag, aRule, aRuleset, aTest, compiled, everyone } from '../../support/builders';
import { listContents, someRuleset, someSubject } from './arbitraries';

const country = (...values: string[]): Condition => aTest('country', { op: 'eq', values });
const age = (op: 'lt' | 'lte' | 'gt' | 'gte' | 'eq', ...values: number[]): Condition =>
  aTest('age', { op, as: 'number', values });
const now = (op: 'gte' | 'lt', instant: string): Condition => ({
  attr: { builtin: 'now' },
  op,
  as: 'date',
  values: [instant],
});
const gives = (variant: string): Condition => ({
  attr: { kind: 'flag', path: ['variant'] },
  op: 'eq',
  values: [variant],
});
const sure: Bucketing = { ...gateBucketing('all'), absent: 'zero' };
const halves = splitOf('seed', [
  { variant: 'on', weight: 50_000 },
  { variant: 'off', weight: 50_000 },
]);
const nobody: Serve = {
  split: gateBucketing('x'),
  arms: [{ variant: 'on', range: [0, 0] }],
  otherwise: 'next',
};

/** One flag with rules of these conditions, each of which serves `on`. */
const ruled = (...conditions: Condition[]): Ruleset =>
  aRuleset({ flags: [aFlag({ rules: conditions.map((when, at) => aRule({ id: `r${at}`, when })) })] });
const flagged = (parts: Partial<Flag>): Ruleset => aRuleset({ flags: [aFlag(parts)] });
/** A flag that needs the flag `base`, which is this one. */
const needing = (where: Condition, base: Partial<Flag>): Ruleset =>
  aRuleset({
    flags: [aFlag({ key: 'base', ...base }), aFlag({ rules: [aRule({ when: { flag: 'base', where } })] })],
  });
const segmented = (segment: Condition, ...conditions: Condition[]): Ruleset => ({
  ...ruled(...conditions),
  segments: { s: { when: segment } },
});

const found = (ruleset: Ruleset): string[] => lint(ruleset).map(({ rule, path }) => `${rule} ${path}`);

interface Row {
  about: string;
  finds: Ruleset;
  as: string[];
  /** What is silent, though it looks alike. */
  but: string;
  misses: Ruleset;
}

const rows: Row[] = [
  {
    about: 'a rule after one for everybody',
    finds: ruled(true, country('NL')),
    as: ['UNREACHABLE_RULE rules[1]'],
    but: 'one that serves in part of the cases only',
    misses: flagged({
      rules: [everyone(halves), aRule({ id: 'last' })],
    }),
  },
  {
    about: 'a rule after a split that takes everybody',
    finds: flagged({
      rules: [
        everyone({ split: sure, arms: [{ variant: 'on', range: [0, 100_000] }], otherwise: 'next' }),
        aRule(),
      ],
    }),
    as: ['UNREACHABLE_RULE rules[1]'],
    but: 'a split that leaves out the last position',
    misses: flagged({
      rules: [
        everyone({ split: sure, arms: [{ variant: 'on', range: [0, 99_999] }], otherwise: 'next' }),
        aRule(),
      ],
    }),
  },
  {
    about: 'a gate for all, also for those without a unit',
    finds: ruled({
      within: sure,
      ranges: [
        [50, 100_000],
        [0, 50],
      ],
    }),
    as: ['ALWAYS rules[0].when'],
    but: 'a gate for all who have a unit',
    misses: ruled({ within: gateBucketing('all'), ranges: [[0, 100_000]] }),
  },
  {
    about: 'a gate for all of a ratio',
    finds: ruled({ within: aBucketing({ absent: 'empty' }), ranges: [[0, 100]] }),
    as: ['ALWAYS rules[0].when'],
    but: 'the greatest hash, which lies beyond it',
    misses: ruled({
      within: aBucketing({ absent: 'empty', hash: 'murmur3.abs', map: 'ratio', max: 2 ** 31 - 1 }),
      ranges: [[0, 100]],
    }),
  },
  {
    about: 'an alternative to everything',
    finds: ruled({ any: [country('NL', 'BE'), { not: country('NL') }] }),
    as: ['ALWAYS rules[0].when'],
    but: 'an alternative to less',
    misses: ruled({ any: [country('NL'), { not: country('NL', 'BE') }] }),
  },
  {
    about: 'a test without literals',
    finds: ruled({ all: [country('NL'), country()] }),
    as: ['NEVER rules[0].when.all[1]'],
    but: 'a test of existence',
    misses: ruled({ all: [country('NL'), aTest('country', { op: 'exists' })] }),
  },
  {
    about: 'two values of one attribute at once',
    finds: ruled({ all: [country('NL', 'BE'), country('DE')] }),
    as: ['NEVER rules[0].when'],
    but: 'two values of a list',
    misses: ruled({
      all: ['NL', 'DE'].map((value) => aTest('countries', { op: 'eq', each: true, values: [value] })),
    }),
  },
  {
    about: 'numbers at once too great and too small',
    finds: ruled({ all: [age('gte', 18), age('lt', 18)] }),
    as: ['NEVER rules[0].when'],
    but: 'the one number that is both',
    misses: ruled({ all: [age('gte', 18), age('lte', 18)] }),
  },
  {
    about: 'a number outside its bounds',
    finds: ruled({ all: [age('eq', 4, 16), age('gt', 16)] }),
    as: ['NEVER rules[0].when'],
    but: 'a bound that any of two numbers satisfies',
    misses: ruled({ all: [age('eq', 4, 16), age('gt', 18, 12)] }),
  },
  {
    about: 'a window that ends before it begins',
    finds: ruled({ all: [now('gte', '2026-02-01'), now('lt', '2026-01-01')] }),
    as: ['NEVER rules[0].when'],
    but: 'a window that is over',
    misses: ruled({ all: [now('gte', '2000-01-01'), now('lt', '2000-02-01')] }),
  },
  {
    about: 'what is asked for and excluded',
    finds: ruled({ all: [country('NL'), { not: country('BE', 'NL') }] }),
    as: ['NEVER rules[0].when'],
    but: 'what is excluded in part',
    misses: ruled({ all: [country('NL', 'BE'), { not: country('NL') }] }),
  },
  {
    about: 'two slots of one layer at once',
    finds: ruled({
      all: [
        { within: gateBucketing('x'), ranges: [[0, 50]] },
        { within: gateBucketing('x'), ranges: [[50, 100]] },
      ],
    }),
    as: ['NEVER rules[0].when'],
    but: 'slots of two',
    misses: ruled({
      all: [
        { within: gateBucketing('x'), ranges: [[0, 50]] },
        { within: gateBucketing('y'), ranges: [[50, 100]] },
      ],
    }),
  },
  {
    about: 'an element that there cannot be',
    finds: ruled({
      some: { path: ['tags'] },
      where: { all: [country('NL'), { not: country('NL') }] },
    }),
    as: ['NEVER rules[0].when.where'],
    but: 'a condition on any element',
    misses: ruled({ some: { path: ['tags'] }, where: true }),
  },
  {
    about: 'an alternative that never holds',
    finds: ruled({ any: [country('NL'), { any: [] }] }),
    as: ['NEVER rules[0].when.any[1]'],
    but: 'a rule that was written as off or as for all',
    misses: ruled(false, { all: [] }),
  },
  {
    about: 'a segment that nobody is in, and who names it',
    finds: segmented({ any: [] }, { segment: 's' }),
    as: ['NEVER rules[0].when', 'NEVER when'],
    but: 'a segment that does not exist',
    misses: ruled({ segment: 'gone' }),
  },
  {
    about: 'an empty list',
    finds: { ...ruled({ list: 'l' }), lists: { l: { unit: { path: ['key'] }, size: 0 } } },
    as: ['NEVER rules[0].when'],
    but: 'a list of one',
    misses: { ...ruled({ list: 'l' }), lists: { l: { unit: { path: ['key'] }, size: 1 } } },
  },
  {
    about: 'a rule for fewer than one before it',
    finds: ruled(country('NL', 'BE'), { all: [age('gt', 18), country('BE')] }),
    as: ['SHADOWED_RULE rules[1]'],
    but: 'a rule for others too',
    misses: ruled(country('NL', 'BE'), { any: [age('gt', 18), country('BE')] }),
  },
  {
    about: 'a narrower bound after a wider one',
    finds: ruled(age('gt', 18), age('gte', 21)),
    as: ['SHADOWED_RULE rules[1]'],
    but: 'the bound itself',
    misses: ruled(age('gt', 18), age('gte', 18)),
  },
  {
    about: 'a smaller share after a larger one',
    finds: ruled(rolloutOf('seed', 500), rolloutOf('seed', 100)),
    as: ['SHADOWED_RULE rules[1]'],
    but: 'a share of other positions',
    misses: ruled(rolloutOf('seed', 500), rolloutOf('other', 100)),
  },
  {
    about: 'a condition that another rule says in another order',
    finds: ruled(
      { some: { path: ['pets'] }, where: { list: 'l' } },
      { where: { list: 'l' }, some: { path: ['pets'] } },
    ),
    as: ['SHADOWED_RULE rules[1]'],
    but: 'one with more to it',
    misses: ruled(
      { some: { path: ['pets', 'cats'] }, where: { list: 'l' } },
      { some: { path: ['pets'] }, where: { list: 'l' } },
    ),
  },
  {
    about: 'a segment whose people one rule before serves',
    finds: segmented(country('NL'), country('NL', 'BE'), { segment: 's' }),
    as: ['SHADOWED_RULE rules[1]'],
    but: 'a rule before that leaves some to the next',
    misses: {
      ...flagged({
        rules: [
          aRule({ id: 'first', when: country('NL', 'BE'), serve: halves }),
          aRule({ when: { segment: 's' } }),
        ],
      }),
      segments: { s: { when: country('NL') } },
    },
  },
  {
    about: 'a variant that nothing serves',
    finds: flagged({
      variants: { on: { value: 'on' }, off: { value: 'off' }, blue: { value: 'blue' } },
      rules: [aRule({ when: country('NL') })],
    }),
    as: ['DEAD_VARIANT variants.blue'],
    but: 'one that waits for the first rule',
    misses: flagged({ variants: { on: { value: 'on' }, off: { value: 'off' }, blue: { value: 'blue' } } }),
  },
  {
    about: 'a variant behind a rule for everybody',
    finds: flagged({ rules: [everyone('off')], fallthrough: 'on' }),
    as: ['DEAD_VARIANT variants.on'],
    but: 'one that an expression may name',
    misses: flagged({ rules: [everyone({ logic: { var: 'choice' } })] }),
  },
  {
    about: 'an arm without weight',
    finds: flagged({
      fallthrough: splitOf('seed', [
        { variant: 'off', weight: 100_000 },
        { variant: 'on', weight: 0 },
      ]),
    }),
    as: ['DEAD_VARIANT variants.on'],
    but: 'one that some were assigned to before',
    misses: flagged({
      fallthrough: {
        ...splitOf('seed', [
          { variant: 'off', weight: 100_000 },
          { variant: 'on', weight: 0 },
        ]),
        sticky: { id: 'x', version: 1, by: [{ path: ['key'] }] },
      },
    }),
  },
  {
    about: 'a gate of no share',
    finds: ruled(country('NL'), rolloutOf('seed', 0)),
    as: ['NOBODY rules[1].when'],
    but: 'a gate of the smallest share',
    misses: ruled(country('NL'), rolloutOf('seed', 1)),
  },
  {
    about: 'a split whose weights are all 0',
    finds: flagged({ rules: [aRule({ when: country('NL') })], fallthrough: nobody }),
    as: ['NOBODY fallthrough.arms'],
    but: 'a split with one arm of weight',
    misses: flagged({ rules: [aRule({ when: country('NL') })], fallthrough: halves }),
  },
  {
    about: 'a prerequisite on a variant that its flag never gives',
    finds: needing(gives('blue'), { rules: [everyone('on')] }),
    as: ['UNMET_PREREQUISITE rules[0].when'],
    but: 'one that it gives once it is on',
    misses: needing(gives('on'), { on: false, fallthrough: 'on' }),
  },
  {
    about: 'a prerequisite on a value of another type',
    finds: needing({ attr: { kind: 'flag', path: ['value'] }, op: 'eq', values: [true] }, {}),
    as: ['UNMET_PREREQUISITE rules[0].when'],
    but: 'one that reads what no one knows yet',
    misses: needing({ attr: { kind: 'flag', path: ['value', 'plan'] }, op: 'eq', values: ['pro'] }, {}),
  },
  {
    about: 'a prerequisite behind a prerequisite',
    finds: aRuleset({
      flags: [
        aFlag({ key: 'a' }),
        aFlag({ key: 'b', rules: [aRule({ when: { flag: 'a', where: gives('off') } })] }),
        aFlag({ key: 'c', rules: [aRule({ when: { flag: 'b', where: gives('grey') } })] }),
      ],
    }),
    as: ['UNMET_PREREQUISITE rules[0].when'],
    but: 'prerequisites in a cycle',
    misses: aRuleset({
      flags: [
        aFlag({ key: 'a', rules: [aRule({ when: { flag: 'b', where: gives('on') } })] }),
        aFlag({ key: 'b', rules: [aRule({ when: { flag: 'a', where: gives('on') } })] }),
      ],
    }),
  },
];

describe.each(rows)('$about', ({ finds, as, but, misses }) => {
  it(`is found: ${as.join(', ')}`, () => expect(found(finds)).toEqual(as));
  it(`is not mistaken for ${but}`, () => expect(found(misses)).toEqual([]));
});

describe('values', () => {
  const checkValue = (flagKey: string, value: unknown) =>
    flagKey === 'flag' && value !== 'on' ? [{ path: 'plan', message: 'is missing' }] : [];

  it('are held against their schema by whoever knows it', () => {
    expect(lint(flagged({}), undefined, { checkValue })).toEqual([
      { kind: 'FLAG', key: 'flag', path: 'variants.off.value.plan', rule: 'SCHEMA', message: 'is missing' },
    ]);
    expect(lint(flagged({ key: 'other' }), undefined, { checkValue })).toEqual([]);
  });
});

describe('of what was touched', () => {
  const ruleset = {
    ...segmented({ any: [] }, { segment: 's' }),
    layers: {},
  };
  const flags = { ...ruleset.flags, other: aFlag({ key: 'other', rules: [everyone('on'), aRule()] }) };

  it('the findings are its own and those of its dependents', () => {
    const touched = lint({ ...ruleset, flags }, [{ kind: 'SEGMENT', key: 's' }]);
    expect(touched.map(({ kind, key }) => `${kind} ${key}`)).toEqual(['SEGMENT s', 'FLAG flag']);
  });

  it('nothing is found in what was deleted', () => {
    expect(lint({ ...ruleset, flags }, [{ kind: 'FLAG', key: 'gone' }])).toEqual([]);
  });
});

it('no subject contradicts a finding', () => {
  fc.assert(
    fc.property(someRuleset, fc.array(someSubject, { minLength: 20, maxLength: 20 }), (ruleset, subjects) => {
      const engine = compiled(ruleset, { lists: listContents });
      const refuted = lint(ruleset).filter(({ kind, key, path, rule }) => {
        if (kind !== 'FLAG') return false;
        const answers = subjects.map((subject) => engine.evaluate(key, subject));
        const named = /^rules\[(\d+)\](?:\.when)?$/.exec(path);
        const id = named ? ruleset.flags[key].rules[Number(named[1])].id : null;
        const isRefuted = answers.some((answer) => answer.rule === id);
        if (id !== null) return rule !== 'ALWAYS' && isRefuted;
        return answers.some((answer) => rule === 'DEAD_VARIANT' && path === `variants.${answer.variant}`);
      });
      expect(refuted).toEqual([]);
    }),
    { numRuns: 1_000, seed: 20260115 },
  );
});

it('a rule is compared with the first 64 before it', () => {
  const countries = Array.from({ length: 65 }, (_, at) => country(`c${at}`));
  expect(found(ruled(...countries, country('c63')))).toEqual(['SHADOWED_RULE rules[65]']);
  expect(found(ruled(...countries, country('c64')))).toEqual([]);
});

it('a chain of prerequisites may be of any length', () => {
  const flags = Array.from({ length: 5_000 }, (_, at) =>
    aFlag({ key: `f${at}`, rules: [aRule({ when: { flag: `f${at + 1}`, where: gives('on') } })] }),
  );
  const last = aFlag({ key: 'f5000', fallthrough: halves });
  expect(lint(aRuleset({ flags: [...flags, last] }))).toEqual([]);
});
