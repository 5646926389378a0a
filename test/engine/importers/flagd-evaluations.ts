import type { Evaluation, Flag, Subject } from '../../../src/engine/evaluation';
import { aRuleset, compiled } from '../../support/builders';

/** What a flag alone in its ruleset answers to each subject. */
export function evaluationsOf(flag: Flag, subjects: Subject[]): Evaluation[] {
  const engine = compiled(aRuleset({ flags: [flag] }));
  return subjects.map((subject) => engine.evaluate(flag.key, subject));
}
