import type { Arm, Condition, Rule, Split } from '../../evaluation';
import { allOf } from '../combine';
import type { Trial } from './definition';
import { forcedIndex } from './settings';
import { areWhole } from './shares';
import type { Surroundings } from './surroundings';
import { stickyOf, trialBucketing, trialKey, trialPlaces } from './trial';

/** A trial on its way into rules. */
export interface Run {
  ruleId: string;
  flagKey: string;
  trial: Trial;
  weights: number[] | undefined;
  /** What the variations are called here; null is the caller's default. */
  names: (string | null)[];
  /** Asked of everybody. */
  entry: Condition;
  /** Asked of those who were not in it before. */
  audience: Condition;
}

/** What the application decided, whoever asks; undefined: nothing. */
export function overrideRules(run: Run, { settings }: Surroundings): Rule[] | undefined {
  const { ruleId, trial, names, entry } = run;
  if (names.length < 2 || settings.context.enabled === false) return [];
  const index = forcedIndex(settings.context, trialKey(trial, run.flagKey), names.length);
  if (index === undefined) return undefined;
  const isServed = index in names && trial.meta[index]?.isPassedThrough !== true;
  return isServed ? [{ id: ruleId, reason: 'OVERRIDE', when: entry, serve: names[index] }] : [];
}

/** Users split by their position. Where it is kept who got what, those in it stay whatever its conditions say by now. */
export function splitRules(run: Run, around: Surroundings): Rule[] {
  const { ruleId, entry, audience } = run;
  const split = splitOf(run, around);
  if (split === undefined) return [];
  const rule: Rule = { id: ruleId, when: allOf([entry, audience]), serve: split };
  if (split.sticky === undefined || audience === true) return [rule];
  const nobodyNew = split.arms.map((arm): Arm => ({ ...arm, range: [0, 0] }));
  return [{ id: `${ruleId}#stay`, when: entry, serve: { ...split, arms: nobodyNew } }, rule];
}

function splitOf({ flagKey, trial, weights, names }: Run, around: Surroundings): Split | undefined {
  const key = trialKey(trial, flagKey);
  const bucketing = trialBucketing(trial.seed || key, trial, around);
  if (bucketing === undefined) return undefined;
  const arms = trialPlaces(trial, names.length, weights, bucketing.span).map(({ variation, range }): Arm => {
    return { variant: names[variation], range };
  });
  if (arms.length === 0) return undefined;
  const sticky = stickyOf(trial, flagKey, names.length, around.settings);
  return { split: bucketing, arms, otherwise: 'next', ...(sticky && { sticky }), experiment: key };
}

/** Whether nobody who reaches a rule, and has a unit, gets past it. */
export function servesAll({ serve }: Rule): boolean {
  if (typeof serve === 'string' || serve === null) return true;
  if (!('split' in serve) || typeof serve.split === 'string') return false;
  return areWhole(
    serve.arms.map(({ range }) => range),
    serve.split.span,
  );
}
