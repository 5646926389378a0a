import type { Condition, Rule } from '../../evaluation';
import { allOf, not } from '../combine';
import { conditionOf } from './condition';
import type { Place } from '../place';
import type { FeatureRule } from './definition';
import type { Payload } from './payload';
import { overrideRules, servesAll, splitRules, type Run } from './run';
import { userScope } from './scopes';
import type { Surroundings } from './surroundings';

/** One context of a contextual bandit: who is in it, and how they are split there. */
export interface Leaf {
  leafId: number;
  weights: number[] | undefined;
  /** Absent: it holds for everybody. */
  condition: Place | undefined;
}

const noLeaf = -1;

/** The leaves in the order they are tried, and last what holds for all others; undefined: the rule is no bandit. */
export function leavesOf({ banditRef, weights }: FeatureRule, { bandits }: Payload): Leaf[] | undefined {
  const bandit = bandits.get(banditRef);
  if (bandit === undefined) return undefined;
  return [...bandit.leaves, { leafId: noLeaf, weights, condition: undefined }];
}

/** The leaf whose rule served; undefined: the rule is no bandit. */
export function leafServing(rule: FeatureRule, servedRuleId: string, payload: Payload): Leaf | undefined {
  const [, number] = /#leaf-(\d+)/.exec(servedRuleId) ?? [];
  return leavesOf(rule, payload)?.[Number(number) - 1];
}

/** A rule per leaf. The first leaf that holds decides: whoever has no arm in it must not get into another one. */
export function banditRules(run: Run, leaves: Leaf[], around: Surroundings): Rule[] {
  const earlier: Condition[] = [];
  return leaves.flatMap(({ condition, weights }, at) => {
    const when = condition === undefined ? true : conditionOf(condition, userScope(around));
    const entry = allOf([run.entry, ...earlier, when]);
    const rules = trialRules({ ...run, ruleId: `${run.ruleId}#leaf-${at + 1}`, entry, weights }, around);
    if (!rules.some(servesAll)) earlier.push(not(when));
    return entry === false ? [] : rules;
  });
}

/** What becomes of a trial in a feature's rule. */
export function trialRules(run: Run, around: Surroundings): Rule[] {
  const override = overrideRules(run, around);
  return override ?? (around.settings.context.qaMode === true ? [] : splitRules(run, around));
}
