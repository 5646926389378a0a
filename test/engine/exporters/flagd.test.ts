import fc from 'fast-check';
import {
  canonicalJson,
  splitOf,
  type Bucketing,
  type Condition,
  type Evaluation,
  type Flag,
  type Json,
  type Ruleset,
  type Subject,
  type Test,
} from '../../../src/engine/evaluation';
import { exportFlagd, type ExportedFlag } from '../../../src/engine/exporters';
import { importFlagd } from '../../../src/engine/importers';
import { aBucketing, aFlag, aRule, aRuleset, aTest, compiled } from '../../support/builders';
import { subject, targeting } from '../importers/flagd-expressions';
import { nativeRuleset, typedRuleset, typedSubject } from './native-flags';

/** With an error the caller gets the default too. */
const answerOf = ({ variant, value }: Pick<Evaluation, 'variant' | 'value'>) => ({ variant, value });

const answersOf = (ruleset: Ruleset, subjects: Subject[]) => {
  const engine = compiled(ruleset, { now: Date.now });
  return subjects.map((each) => answerOf(engine.evaluate('flag', each)));
};

const subjectsOf = (one: fc.Arbitrary<Subject>) => fc.array(one, { minLength: 1, maxLength: 5 });

/** The same flag from flagd's definition of it; nothing where it was refused. */
function throughFlagd(ruleset: Ruleset): Ruleset | undefined {
  const { document, report } = exportFlagd(ruleset);
  const imported = importFlagd(document, { generation: 'v2' });
  if (report.flags[0].outcome === 'refused') return undefined;
  expect(imported.report.flags).toEqual([expect.not.objectContaining({ outcome: 'refused' })]);
  return imported.ruleset;
}

describe('a flag in flagd', () => {
  it('answers everybody as before when it is taken back', () => {
    let exported = 0;
    fc.assert(
      fc.property(nativeRuleset, subjectsOf(subject), (ruleset, subjects) => {
        const again = throughFlagd(ruleset);
        if (again === undefined) return;
        exported += 1;
        expect(answersOf(again, subjects)).toEqual(answersOf(ruleset, subjects));
      }),
      { numRuns: 2000, seed: 20260115 },
    );
    expect(exported).toBeGreaterThan(700);
  });

  it('answers everybody as before when it came from there, and mostly is the same flag', () => {
    let same = 0;
    const numRuns = 500;
    fc.assert(
      fc.property(
        targeting,
        fc.constantFrom('on', 'off', null),
        subjectsOf(subject),
        (expression, defaultVariant, subjects) => {
          const flag = {
            state: 'ENABLED',
            variants: { on: 1, off: 2, true: 3, false: 4 },
            defaultVariant,
            targeting: { if: [expression] },
          };
          const { ruleset } = importFlagd({ flags: { flag } }, { generation: 'v2' });
          const again = throughFlagd(ruleset) as Ruleset;
          expect(answersOf(again, subjects)).toEqual(answersOf(ruleset, subjects));
          if (textOf(again) === textOf(ruleset)) same += 1;
        },
      ),
      { numRuns, seed: 20260115 },
    );
    expect(same).toBeGreaterThan(numRuns / 2);
  });

  it('has the targeting that it came with', () => {
    const split = { fractional: [{ var: 'company' }, ['on', 1], ['off', 2]] };
    const targeting = { if: [{ in: [{ var: 'plan' }, ['pro', 'team']] }, split, { var: 'isStaff' }, 'on'] };
    const flag = { state: 'ENABLED', variants: { off: 1, on: 2 }, defaultVariant: 'off', targeting };
    const { ruleset } = importFlagd({ flags: { flag } }, { generation: 'v2' });
    expect(exportFlagd(ruleset).document).toMatchObject({ flags: { flag } });
  });

  it("answers everybody as here in flagd's own engine", async () => {
    const answers = await flagdCore();
    let exported = 0;
    fc.assert(
      fc.property(typedRuleset, subjectsOf(typedSubject), (ruleset, subjects) => {
        const { document, report } = exportFlagd(ruleset);
        if (report.flags[0].outcome === 'refused') return;
        exported += 1;
        const asked = subjects.filter(hasAll(alwaysSent(report.flags[0].questions)));
        expect(answers(document, asked)).toEqual(answersOf(ruleset, asked));
      }),
      { numRuns: 2000, seed: 20260115 },
    );
    expect(exported).toBeGreaterThan(700);
  });
});

describe('a flagd definition', () => {
  const definitionOf = (flag: Flag, others: Partial<Omit<Ruleset, 'flags'>> = {}) => {
    const { document, report } = exportFlagd(aRuleset({ flags: [flag], ...others }));
    return { flag: (document as { flags: Record<string, Json> }).flags.flag, report: report.flags[0] };
  };

  it('has rules as a chain of branches, and what is native as fractional of a seeded text', () => {
    const pro = aTest('plan', { op: 'eq', values: ['pro', 'team'] });
    const split = splitOf('x7', [
      { variant: 'on', weight: 20_000 },
      { variant: 'off', weight: 80_000 },
    ]);
    const flag = aFlag({
      rules: [aRule({ id: 'pro', when: pro }), aRule({ id: 'beta', when: { segment: 'beta' } })],
      fallthrough: split,
      metadata: { team: 'shop' },
    });
    const segments = {
      beta: { when: { not: aTest('email', { op: 'endsWith', values: ['@example.com'] }) } },
    };
    const key = { var: 'targetingKey' };
    const isText = { '===': [{ cat: ['', key] }, key] };
    expect(definitionOf(flag, { segments })).toEqual({
      flag: {
        state: 'ENABLED',
        variants: { off: 'off', on: 'on' },
        defaultVariant: null,
        targeting: {
          if: [
            { in: [{ var: 'plan' }, ['pro', 'team']] },
            'on',
            { '!': [{ ends_with: [{ var: 'email' }, '@example.com'] }] },
            'on',
            isText,
            { fractional: [{ cat: ['x7.split.', key] }, ['on', 20_000], ['off', 80_000]] },
            null,
          ],
        },
        metadata: { team: 'shop' },
      },
      report: {
        key: 'flag',
        outcome: 'exact-if',
        questions: [expect.stringContaining('(v2)'), expect.stringContaining('ASCII')],
        warnings: [],
      },
    });
  });

  it.each<[what: string, parts: Partial<Flag>, definition: object, report: Partial<ExportedFlag>]>([
    [
      'serves a flag without rules by default',
      { fallthrough: 'on' },
      { state: 'ENABLED', defaultVariant: 'on' },
      { outcome: 'exact', warnings: [] },
    ],
    [
      'serves the variant of a flag that is off, without its rules',
      { on: false, off: 'off', rules: [aRule({ when: { list: 'early' } })] },
      { state: 'ENABLED', defaultVariant: 'off' },
      { warnings: ['it is off: everybody gets off, and its rules stay behind'] },
    ],
    [
      "disables a flag whose off is the caller's default, with its rules",
      { on: false, off: null, rules: [aRule({ when: aTest('plan', { op: 'exists' }) })] },
      {
        state: 'DISABLED',
        defaultVariant: 'off',
        targeting: { if: [{ '!==': [{ var: 'plan' }, null] }, 'on'] },
      },
      { outcome: 'exact', warnings: [] },
    ],
    [
      "keeps the caller's default apart from the fallthrough",
      { rules: [aRule({ when: aTest('plan', { op: 'exists' }), serve: null })], fallthrough: 'on' },
      {
        state: 'ENABLED',
        defaultVariant: null,
        targeting: { if: [{ '!==': [{ var: 'plan' }, null] }, null, 'on'] },
      },
      { outcome: 'exact', warnings: [] },
    ],
    [
      'asks for the types of what not every SDK converts',
      { rules: [aRule({ when: aTest('age', { op: 'gte', values: [18] }) })] },
      { state: 'ENABLED', defaultVariant: 'off', targeting: expect.anything() },
      { outcome: 'exact-if', questions: [expect.stringMatching(/^is age always of a type/)] },
    ],
    [
      'says of an experiment that nobody is told of it',
      { fallthrough: { ...splitOf('x7', [{ variant: 'on', weight: 100_000 }]), experiment: 'price' } },
      { state: 'ENABLED', defaultVariant: null, targeting: expect.anything() },
      { warnings: ['nobody is told who is in experiment price'] },
    ],
  ])('%s', (_, parts, definition, report) => {
    const exported = definitionOf(aFlag(parts));
    expect(exported.flag).toEqual({ variants: { off: 'off', on: 'on' }, ...definition });
    expect(exported.report).toMatchObject(report);
  });

  const native = splitOf('x7', [{ variant: 'on', weight: 100_000 }]);
  const within = (parts: Partial<Bucketing>): Partial<Flag> =>
    whenever({ within: aBucketing({ map: 'shift', usable: 'string', ...parts }), ranges: [[0, 50]] });
  const whenever = (when: Condition): Partial<Flag> => ({ rules: [aRule({ when })] });
  const tested = (op: Test['op'], parts: Omit<Test, 'attr' | 'op'>): Partial<Flag> =>
    whenever(aTest('plan', { op, ...parts }));
  const now = (op: Test['op'], instant: Json): Partial<Flag> =>
    whenever({ attr: { builtin: 'now' }, op, as: 'date', values: [instant] });

  it.each<[reason: string, parts: Partial<Flag>]>([
    ['it has no variants, and flagd needs one', { variants: {}, off: null, fallthrough: null }],
    ['its variant off returns something beside the value', { variants: { off: { value: '', extra: {} } } }],
    ['fallthrough: variant gone does not exist', { fallthrough: 'gone' }],
    ['it asks the list early, and flagd has none', whenever({ list: 'early' })],
    ["it depends on the flag other, and flagd's flags on none", whenever({ flag: 'other', where: true })],
    ['the segment loop leads to itself', whenever({ segment: 'loop' })],
    ['there is no segment gone', whenever({ segment: 'gone' })],
    ['it looks into the elements of a list', whenever({ some: { path: ['tags'] }, where: true })],
    [
      'it reads random, which flagd does not know',
      whenever({ attr: { builtin: 'random' }, op: 'lt', values: [0.5] }),
    ],
    [
      'it reads the host, and flagd knows the user only',
      whenever({ attr: { kind: 'host', path: ['key'] }, op: 'exists' }),
    ],
    [
      'it reads an attribute called "a.b", which is something else to flagd',
      whenever({ attr: { path: ['a.b'] }, op: 'exists' }),
    ],
    [
      'it reads an attribute called "0", which is something else to flagd',
      whenever({ attr: { path: ['tags', '0'] }, op: 'exists' }),
    ],
    ['it compares by matches strict', tested('matches', { values: ['^a'] })],
    ['it tests without regard to case', tested('eq', { values: ['a'], fold: true })],
    ['it tests a length', tested('eq', { values: [1], of: 'length' })],
    ['it compares with null, which a missing attribute is to flagd', tested('eq', { values: [null] })],
    ['it compares texts with "1"', tested('eq', { values: ['1'], as: 'text' })],
    ['it compares with 0 as JavaScript does', tested('eq', { values: [0], as: 'js' })],
    ['it compares by gte semver', tested('gte', { values: ['1.2.3'], as: 'semver' })],
    [
      "it compares the time by gt 1768478400000, and flagd's clock shows whole seconds",
      now('gt', 1_768_478_400_000),
    ],
    ['it compares the time by lt "2026-01-15T12:00:00.5Z", and', now('lt', '2026-01-15T12:00:00.5Z')],
    [
      'it places units by fnv1a, mod, utf8, and flagd by murmur3, shift, utf8',
      within({ hash: 'fnv1a', map: 'mod' }),
    ],
    ['it places units by murmur3, shift, utf8, a seed, and flagd by', within({ seed: 7 })],
    ['its unit is the first of several attributes', within({ unit: [{ path: ['key'] }, { path: ['id'] }] })],
    ['its unit is string, and zero where there is none', within({ absent: 'zero' })],
    ['there is no layer gone', { fallthrough: { ...native, split: 'gone' } }],
    [
      "a range ends at 0.5, and flagd's weights are whole",
      { fallthrough: { ...native, arms: [{ variant: 'on', range: [0, 0.5] }] } },
    ],
    [
      'it keeps units in the arm they had, and flagd keeps none',
      { fallthrough: { ...native, sticky: { id: 'x', version: 1, by: [{ path: ['key'] }] } } },
    ],
    [
      "a split serves the caller's default to some, and nothing to others",
      {
        rules: [aRule({ serve: { ...native, arms: [{ variant: null, range: [0, 1] }] } })],
        fallthrough: native,
      },
    ],
    [
      'an expression may serve nothing, and something comes after it',
      { rules: [aRule({ serve: { logic: { var: 'plan' } } })], fallthrough: native },
    ],
    [
      'a part of its targeting cannot be parsed',
      { source: { system: 'flagd' }, rules: [aRule({ when: { logic: { nonsense: [] } } })] },
    ],
    ['its targeting is nested deeper than 64 levels', whenever(nested(60))],
    ['it asks segments more than 1000 times', whenever({ segment: 'bomb-12' })],
  ])('is refused what has no equal: %s', (reason, parts) => {
    const segments = { loop: { when: { segment: 'loop' } }, ...bomb(12) };
    const { flag, report } = definitionOf(aFlag(parts), { segments });
    expect(flag).toBeUndefined();
    expect(report).toEqual({ key: 'flag', outcome: 'refused', reason: expect.stringContaining(reason) });
  });
});

function nested(levels: number): Condition {
  return levels === 0 ? aTest('plan', { op: 'exists' }) : { not: nested(levels - 1) };
}

/** Each segment asks the one before it twice. */
function bomb(levels: number): Ruleset['segments'] {
  const twice = (name: string): Condition => ({ any: [{ segment: name }, { segment: name }] });
  const each = Array.from(
    { length: levels },
    (_, at) => [`bomb-${at + 1}`, { when: twice(`bomb-${at}`) }] as const,
  );
  return { 'bomb-0': { when: true }, ...Object.fromEntries(each) };
}

const textOf = (ruleset: Ruleset): string => canonicalJson(ruleset as unknown as Json);

/** The attributes without which a report promises nothing. */
const alwaysSent = (questions: string[]): string[] =>
  questions
    .flatMap((question) => /^is (\S+) always sent/.exec(question)?.[1] ?? [])
    .map((name) => (name === 'targetingKey' ? 'key' : name));

const hasAll =
  (names: string[]) =>
  ({ contexts }: Subject): boolean =>
    names.every((name) => contexts.user[name] !== undefined);

async function flagdCore() {
  const { FlagdCore, MemoryStorage } = await import('@openfeature/flagd-core');
  const quiet = { error() {}, warn() {}, info() {}, debug() {} };
  return (document: Json, subjects: Subject[]) => {
    const storage = new MemoryStorage(quiet);
    const isStrict = true;
    storage.setConfigurations(JSON.stringify(document), isStrict);
    const core = new FlagdCore(storage, quiet);
    return subjects.map(({ contexts }) => {
      const { key, ...attributes } = contexts.user;
      const context = { ...attributes, ...(key !== undefined && { targetingKey: key }) };
      const {
        variant = null,
        value,
        reason,
      } = core.resolveNumberEvaluation('flag', NaN, context as never, quiet);
      return { variant, value: variant === null || reason === 'DISABLED' ? undefined : value };
    });
  };
}
