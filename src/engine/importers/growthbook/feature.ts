import type { Condition, Json, Rule } from '../../evaluation';
import { allOf } from '../combine';
import { banditRules, leavesOf, trialRules } from './bandit';
import { conditionOf } from './condition';
import type { Feature, FeatureRule } from './definition';
import { prerequisitesOf } from './prerequisite';
import type { Run } from './run';
import { userScope } from './scopes';
import { coverageRange, rangeOf } from './shares';
import type { Surroundings } from './surroundings';
import type { Settings } from './settings';
import { filtersHold, namespaceHolds, servedBy, trialBucketing } from './trial';
import type { Served, VariantTable } from './variants';

/** The rules of a feature, each as the rules that serve the same to the same users. */
export function featureRules(
  key: string,
  { rules }: Feature,
  variants: VariantTable,
  around: Surroundings,
): Rule[] {
  const ids = ruleIds(rules);
  return rules.flatMap((rule, at) => rulesFor({ ruleId: ids[at], flagKey: key, rule, variants }, around));
}

/** Everything that a feature may serve. */
export function servedIn(key: string, { defaultValue, rules }: Feature, settings: Settings): Served[] {
  return [{ values: [defaultValue] }, ...rules.map((rule) => servedByRule(rule, key, settings))];
}

function servedByRule(rule: FeatureRule, flagKey: string, settings: Settings): Served {
  if (isTrial(rule)) return servedBy(rule, flagKey, rule.variations, settings);
  return { values: rule.force === undefined ? [] : [rule.force] };
}

/** A rule that neither forces a value nor has any to split users over does nothing. */
export function isTrial(rule: FeatureRule): rule is FeatureRule & { variations: Json[] } {
  return rule.force === undefined && rule.variations !== undefined;
}

/** GrowthBook's own ids where rules have one that is theirs alone. */
export function ruleIds(rules: FeatureRule[]): string[] {
  const ids = rules.map(({ id }) => id);
  return ids.map((id, at) => (id === '' || ids.indexOf(id) < at ? `rule-${at + 1}` : id));
}

/** Which of a feature's rules became the one with this id: `id`, or `id#` and a part of it. */
export function ruleIndex(rules: FeatureRule[], id: string): number {
  const ids = ruleIds(rules);
  const same = ids.indexOf(id);
  return same >= 0 ? same : ids.findIndex((each) => id.startsWith(`${each}#`));
}

interface RuleSource {
  ruleId: string;
  flagKey: string;
  rule: FeatureRule;
  variants: VariantTable;
}

function rulesFor(source: RuleSource, around: Surroundings): Rule[] {
  const { ruleId, rule } = source;
  const { gates, hold, asking } = prerequisitesOf(ruleId, rule.parents, around);
  const entry = allOf([hold, ...filtersHold(rule, around)]);
  const serving = servingRules(source, entry, around).filter(({ when }) => when !== false);
  return [...gates, ...(serving.length > 0 ? serving : asking)];
}

function servingRules(source: RuleSource, entry: Condition, around: Surroundings): Rule[] {
  const { ruleId, flagKey, rule, variants } = source;
  if (rule.force !== undefined) {
    const [serve] = variants.namesOf({ values: [rule.force] });
    return [{ id: ruleId, when: allOf([entry, forceHolds(source, around)]), serve }];
  }
  if (!isTrial(rule)) return [];
  const names = variants.namesOf(servedByRule(rule, flagKey, around.settings));
  const audience = allOf([namespaceHolds(rule, around), conditionOf(rule.condition, userScope(around))]);
  const run: Run = { ruleId, flagKey, trial: rule, weights: rule.weights, names, entry, audience };
  const leaves = leavesOf(rule, around.payload);
  return leaves === undefined ? trialRules(run, around) : banditRules(run, leaves, around);
}

function forceHolds({ flagKey, rule }: RuleSource, around: Surroundings): Condition {
  const condition = conditionOf(rule.condition, userScope(around));
  if (rule.range === undefined && rule.coverage === undefined) return condition;
  // a rollout is hashed by the feature, even in a rule that has a key
  const within = trialBucketing(rule.seed || flagKey, rule, around);
  if (within === undefined) return false;
  const [from, to] = rule.range
    ? rangeOf(rule.range, within.span)
    : coverageRange(rule.coverage ?? 0, within.span);
  return from < to && allOf([condition, { within, ranges: [[from, to]] }]);
}
