import fc from 'fast-check';
import {
  findProblems,
  rolloutOf,
  splitOf,
  validateFlag,
  validateSegment,
  type Ruleset,
  type RulesetChange,
} from '../../../src/engine/evaluation';
import { aFlag, aRule, aRuleset, aSubject, compiled } from '../../support/builders';
import { anySubject, listContents, someFlag, someRuleset, someSegment, someSubject } from './arbitraries';

const runs = { numRuns: 150, seed: 20260115 };
const lists = listContents;

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, id) => `user-${id}`);
}

it('explaining gives the evaluation that evaluating gives', () => {
  fc.assert(
    fc.property(someRuleset, someSubject, (ruleset, subject) => {
      const engine = compiled(ruleset, { lists });
      for (const key of Object.keys(ruleset.flags)) {
        expect(engine.explain(key, subject).evaluation).toEqual(engine.evaluate(key, subject));
      }
    }),
    runs,
  );
});

it('evaluating all flags at once gives what evaluating each gives', () => {
  fc.assert(
    fc.property(someRuleset, someSubject, (ruleset, subject) => {
      const engine = compiled(ruleset, { lists });
      const each = Object.keys(ruleset.flags).map((key) => [key, engine.evaluate(key, subject)]);
      expect(engine.evaluateAll(subject)).toEqual(Object.fromEntries(each));
    }),
    runs,
  );
});

it('evaluating and explaining never throw, whatever the subject', () => {
  fc.assert(
    fc.property(someRuleset, anySubject, (ruleset, subject) => {
      const engine = compiled(ruleset, { lists });
      const evaluations = engine.evaluateAll(subject);
      for (const key of [...Object.keys(ruleset.flags), 'constructor', '__proto__']) {
        expect(engine.evaluate(key, subject).reason).toEqual(expect.any(String));
        expect(engine.explain(key, subject).evaluation).toEqual(engine.evaluate(key, subject));
      }
      expect(Object.keys(evaluations)).toEqual(Object.keys(ruleset.flags));
    }),
    runs,
  );
});

it('a changed ruleset answers as if compiled anew, and the one before it as before', () => {
  const change: fc.Arbitrary<RulesetChange> = fc.oneof(
    fc
      .constantFrom('f0', 'f1', 'f4')
      .chain((key) => someFlag(key).map((body) => ({ kind: 'FLAG' as const, key, body }))),
    fc
      .constantFrom('s0', 's1')
      .chain((key) => someSegment.map((body) => ({ kind: 'SEGMENT' as const, key, body }))),
    fc.constantFrom('f1', 'f2').map((key) => ({ kind: 'FLAG' as const, key, body: null })),
    fc.constantFrom('s1', 's2').map((key) => ({ kind: 'SEGMENT' as const, key, body: null })),
    fc.constant({ kind: 'LAYER' as const, key: 'l0', body: null }),
    fc.constant({ kind: 'LIST' as const, key: 'x0', body: null }),
  );
  fc.assert(
    fc.property(someRuleset, fc.array(change, { maxLength: 4 }), someSubject, (ruleset, changes, subject) => {
      const before = compiled(ruleset, { lists });
      const answers = before.evaluateAll(subject);
      const after = before.apply(changes);
      const expected = withChanges(ruleset, changes);
      expect(after.ruleset).toEqual(expected);
      expect(after.evaluateAll(subject)).toEqual(compiled(expected, { lists }).evaluateAll(subject));
      expect(before.evaluateAll(subject)).toEqual(answers);
      expect(before.ruleset).toEqual(ruleset);
    }),
    runs,
  );
});

/** The data after some changes, by no means of the engine. */
function withChanges(ruleset: Ruleset, changes: RulesetChange[]): Ruleset {
  const changed = structuredClone(ruleset);
  const tables = {
    FLAG: changed.flags,
    SEGMENT: changed.segments,
    LAYER: changed.layers,
    LIST: changed.lists,
  } as Record<RulesetChange['kind'], Record<string, object>>;
  for (const { kind, key, body } of changes) {
    if (body === null) delete tables[kind][key];
    else tables[kind][key] = body;
  }
  return changed;
}

it('growing the first arm of a split never moves a unit that is already in it', () => {
  const weight = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(fc.string(), fc.string(), weight, weight, (seed, key, one, other) => {
      const variantAt = (size: number): string | null => {
        const weights = [
          { variant: 'on', weight: size },
          { variant: 'off', weight: 100_000 - size },
        ];
        const flag = aFlag({ fallthrough: splitOf(seed, weights) });
        return compiled(aRuleset({ flags: [flag] })).evaluate('flag', aSubject({ key })).variant;
      };
      const [small, large] = [Math.min(one, other), Math.max(one, other)];
      expect([variantAt(0), variantAt(100_000)]).toEqual(['off', 'on']);
      if (variantAt(small) === 'on') expect(variantAt(large)).toBe('on');
    }),
    runs,
  );
});

it('growing a gate never moves a unit that is already in', () => {
  const share = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(fc.string(), fc.string(), share, share, (seed, key, one, other) => {
      const isIn = (size: number): boolean => {
        const flag = aFlag({ rules: [aRule({ when: rolloutOf(seed, size) })] });
        return compiled(aRuleset({ flags: [flag] })).evaluate('flag', aSubject({ key })).variant === 'on';
      };
      const [small, large] = [Math.min(one, other), Math.max(one, other)];
      expect(isIn(small) && !isIn(large)).toBe(false);
    }),
    runs,
  );
});

it('any valid ruleset compiles: none of its evaluations ends in an error', () => {
  fc.assert(
    fc.property(someRuleset, someSubject, (ruleset, subject) => {
      const flags = Object.values(ruleset.flags).filter((flag) => validateFlag(flag).length === 0);
      const valid = { ...ruleset, flags: Object.fromEntries(flags.map((flag) => [flag.key, flag])) };
      const segments = Object.values(ruleset.segments).flatMap((segment) => validateSegment(segment));
      fc.pre(segments.length === 0 && findProblems(valid).length === 0);
      const evaluations = Object.values(compiled(valid, { lists }).evaluateAll(subject));
      expect(evaluations.filter(({ error }) => error !== undefined)).toEqual([]);
    }),
    { ...runs, numRuns: 50 },
  );
});

it('a renamed flag gives everybody the variant they had', () => {
  const halves = splitOf('kept for life', [
    { variant: 'on', weight: 50_000 },
    { variant: 'off', weight: 50_000 },
  ]);
  const rules = [aRule({ when: rolloutOf('kept for life', 60_000), serve: halves })];
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.string({ minLength: 1 }),
      fc.string(),
      (before, after, key) => {
        const answer = (flagKey: string) => {
          const flag = aFlag({ key: flagKey, seed: 'kept for life', rules });
          return compiled(aRuleset({ flags: [flag] })).evaluate(flagKey, aSubject({ key }));
        };
        expect(answer(after)).toEqual(answer(before));
      },
    ),
    runs,
  );
});

it('any flag under another key gives everybody what it gave them', () => {
  fc.assert(
    fc.property(someRuleset, someSubject, (ruleset, subject) => {
      const moved = { ...ruleset.flags.f0, key: 'moved' };
      const engine = compiled({ ...ruleset, flags: { ...ruleset.flags, moved } }, { lists });
      expect(engine.evaluate('moved', subject)).toEqual(engine.evaluate('f0', subject));
    }),
    runs,
  );
});

it('a gate lets through the share that it says', () => {
  const flag = aFlag({ rules: [aRule({ when: rolloutOf('gate', 20_000) })] });
  const engine = compiled(aRuleset({ flags: [flag] }));
  const passed = ids(20_000).filter(
    (key) => engine.evaluate('flag', aSubject({ key })).variant === 'on',
  ).length;
  // five standard deviations of a binomial count
  expect(Math.abs(passed - 4_000)).toBeLessThan(5 * Math.sqrt(20_000 * 0.2 * 0.8));
});

it.each(['seed', 'another', 'third'])('a gate and the split behind it are independent (%s)', (seed) => {
  const halves = splitOf(seed, [
    { variant: 'on', weight: 50_000 },
    { variant: 'off', weight: 50_000 },
  ]);
  const flag = aFlag({ rules: [aRule({ when: rolloutOf(seed, 20_000), serve: halves })], fallthrough: null });
  const open = aFlag({ key: 'open', fallthrough: halves });
  const engine = compiled(aRuleset({ flags: [flag, open] }));
  const counts = { inOn: 0, inOff: 0, outOn: 0, outOff: 0 };
  for (const key of ids(20_000)) {
    const isIn = engine.evaluate('flag', aSubject({ key })).variant !== null;
    const arm = engine.evaluate('open', aSubject({ key })).variant === 'on' ? 'On' : 'Off';
    counts[`${isIn ? 'in' : 'out'}${arm}`] += 1;
  }
  // chi-square with one degree of freedom: 15.1 is exceeded by chance once in 10,000 seeds
  expect(chiSquare(counts)).toBeLessThan(15.1);
});

function chiSquare(counts: { inOn: number; inOff: number; outOn: number; outOff: number }): number {
  const { inOn, inOff, outOn, outOff } = counts;
  const total = inOn + inOff + outOn + outOff;
  const rows = [inOn + inOff, outOn + outOff];
  const columns = [inOn + outOn, inOff + outOff];
  return [
    [inOn, inOff],
    [outOn, outOff],
  ]
    .flatMap((row, i) => row.map((count, j) => ({ count, expected: (rows[i] * columns[j]) / total })))
    .reduce((sum, { count, expected }) => sum + (count - expected) ** 2 / expected, 0);
}
