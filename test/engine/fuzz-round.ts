import fc from 'fast-check';
import {
  compile,
  lint,
  subjectOf,
  type Condition,
  type Ruleset,
  type Subject,
} from '../../src/engine/evaluation';
import { someRuleset, someSubject } from './evaluation/arbitraries';
import { hostileSubject, hostileTest, monstrousCondition, monstrousSubject } from './hostile';

/** One question to a ruleset; `isTimed` unless something in it is larger than a service lets in. */
interface Round {
  ruleset: Ruleset;
  subject: Subject;
  isTimed: boolean;
}

const withCondition = (ruleset: Ruleset, when: Condition): Ruleset => ({
  ...ruleset,
  flags: {
    ...ruleset.flags,
    f0: {
      ...ruleset.flags.f0,
      on: true,
      rules: [{ id: 'hostile', when, serve: 'on' }, ...ruleset.flags.f0.rules],
    },
  },
});

const round: fc.Arbitrary<Round> = fc.oneof(
  {
    weight: 97,
    arbitrary: fc
      .tuple(someRuleset, hostileTest, fc.oneof(someSubject, hostileSubject))
      .map(([ruleset, when, subject]) => ({ ruleset: withCondition(ruleset, when), subject, isTimed: true })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(someRuleset, fc.oneof(hostileTest, monstrousCondition), monstrousSubject)
      .map(([ruleset, when, subject]) => ({
        ruleset: withCondition(ruleset, when),
        subject,
        isTimed: false,
      })),
  },
);

export interface FuzzReport {
  rounds: number;
  evaluations: number;
  slowestMs: number;
}

/** Runs `count` rounds from a seed; throws with the round on the first that throws. */
export function fuzz(count: number, seed: number, nowMs: () => number): FuzzReport {
  const report = { rounds: 0, evaluations: 0, slowestMs: 0 };
  fc.assert(
    fc.property(round, ({ ruleset, subject, isTimed }) => {
      const engine = compile(ruleset, { now: () => 0, random: () => 0.5 });
      subjectOf(subject);
      for (const key of [...Object.keys(ruleset.flags), '__proto__']) {
        const evaluate = (): void => void engine.evaluate(key, subject);
        if (isTimed) report.slowestMs = Math.max(report.slowestMs, durationOf(evaluate, nowMs));
        const { reason } = engine.evaluate(key, subject);
        if (typeof reason !== 'string') throw new Error(`${key} was answered without a reason`);
        report.evaluations += 1;
      }
      if (isTimed) lint(ruleset);
      report.rounds += 1;
    }),
    { numRuns: count, seed, endOnFailure: true },
  );
  return report;
}

const suspiciousMs = 20;

/** The shortest of a few, where the first took long: a machine that was busy with something else is not to blame. */
function durationOf(work: () => void, nowMs: () => number): number {
  const once = (): number => {
    const start = nowMs();
    work();
    return nowMs() - start;
  };
  const first = once();
  return first < suspiciousMs ? first : Math.min(first, once(), once(), once());
}
