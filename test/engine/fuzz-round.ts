import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
  compile,
  compileText,
  lint,
  rulesetText,
  subjectOf,
  validateFlag,
  type CompiledRuleset,
  type Rule,
  type Ruleset,
  type Subject,
} from '../../src/engine/evaluation';
import { someRuleset, someSubject } from './evaluation/arbitraries';
import { hostileRule, hostileSubject } from './hostile';
import { monstrousRules, monstrousSubjects } from './monstrous';

/** One question to a ruleset; `isMonstrous` where something in it is more than a service lets in. */
interface Round {
  ruleset: Ruleset;
  subject: Subject;
  isMonstrous: boolean;
}

const withRule = (ruleset: Ruleset, rule: Rule): Ruleset => ({
  ...ruleset,
  flags: {
    ...ruleset.flags,
    f0: { ...ruleset.flags.f0, on: true, rules: [rule, ...ruleset.flags.f0.rules] },
  },
});

function roundOf(rule: fc.Arbitrary<Rule>, subject: fc.Arbitrary<Subject>, isMonstrous: boolean) {
  return fc.tuple(someRuleset, rule, subject).map(([ruleset, first, who]): Round => ({
    ruleset: withRule(ruleset, first),
    subject: who,
    isMonstrous,
  }));
}

const made = <Value>(makers: Record<string, () => Value>): fc.Arbitrary<Value> =>
  fc.constantFrom(...Object.values(makers)).map((make) => make());
const monstrousRule = made(monstrousRules);
const monstrousSubject = made(monstrousSubjects);

const round: fc.Arbitrary<Round> = fc.oneof(
  { weight: 94, arbitrary: roundOf(hostileRule, fc.oneof(someSubject, hostileSubject), false) },
  { weight: 3, arbitrary: roundOf(hostileRule, monstrousSubject, true) },
  { weight: 3, arbitrary: roundOf(monstrousRule, fc.oneof(hostileSubject, monstrousSubject), true) },
);

export interface FuzzReport {
  rounds: number;
  evaluations: number;
  slowestMs: number;
}

const sources = { now: () => 0, random: () => 0.5 };

/** Runs `count` rounds from a seed; throws with the round on the first that throws. */
export function fuzz(count: number, seed: number, nowMs: () => number): FuzzReport {
  const report = { rounds: 0, evaluations: 0, slowestMs: 0 };
  fc.assert(
    fc.property(round, (question) => {
      const { ruleset, subject, isMonstrous } = question;
      const engine = compile(ruleset, sources);
      for (const key of [...Object.keys(ruleset.flags), '__proto__']) {
        const evaluate = (): void => void engine.evaluate(key, subject);
        if (!isMonstrous) report.slowestMs = Math.max(report.slowestMs, durationOf(evaluate, nowMs));
        const { reason } = engine.evaluate(key, subject);
        if (typeof reason !== 'string') throw new Error(`${key} was answered without a reason`);
        report.evaluations += 1;
      }
      askEverythingElse(engine, question);
      report.rounds += 1;
    }),
    { numRuns: count, seed, endOnFailure: true },
  );
  return report;
}

function askEverythingElse(engine: CompiledRuleset, { ruleset, subject, isMonstrous }: Round): void {
  subjectOf(subject);
  engine.evaluateAll(subject);
  validateFlag(ruleset.flags.f0);
  engine.apply([{ kind: 'FLAG', key: 'f1', body: ruleset.flags.f0 }]).evaluate('f1', subject);
  const { evaluation } = engine.explain('f0', subject);
  // what is monstrous has no text, and its explanation may fail where the evaluation never came
  if (isMonstrous) return;
  const evaluated = engine.evaluate('f0', subject);
  if (!isDeepStrictEqual(evaluation, evaluated)) throw new Error('f0 is explained as something else');
  compileText(rulesetText(ruleset), sources).evaluateAll(subject);
  lint(ruleset);
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
