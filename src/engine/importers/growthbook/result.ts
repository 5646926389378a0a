import type { Explanation, Json } from '../../evaluation';
import type { Attributes } from './attributes';
import { leafServing } from './bandit';
import type { FeatureRule } from './definition';
import { experimentResult, type Asked, type GrowthBookExperimentResult } from './experiment-result';
import { ruleIndex } from './feature';
import type { GrowthBookOriginal } from './original';
import { equalWeights } from './shares';
import { trialKey } from './trial';

/** GrowthBook's answer for a feature. */
export interface GrowthBookFeatureResult {
  value: Json;
  on: boolean;
  off: boolean;
  source: 'unknownFeature' | 'defaultValue' | 'force' | 'experiment' | 'prerequisite' | 'cyclicPrerequisite';
  ruleId: string;
  /** The experiment that gave the value, as GrowthBook's SDKs make it of a rule. */
  experiment?: { [field: string]: Json };
  experimentResult?: GrowthBookExperimentResult;
}

/** What GrowthBook's SDK says where we say this; the explanation is that of the subject with these attributes. */
export function growthBookFeature(
  original: GrowthBookOriginal,
  explanation: Explanation,
  attributes: Attributes,
): GrowthBookFeatureResult {
  const { flag, evaluation } = explanation;
  const { value = null, reason, rule: ruleId } = evaluation;
  const feature = original.features.get(flag);
  if (feature === undefined || evaluation.error === 'FLAG_NOT_FOUND') return resultOf(null, 'unknownFeature');
  if (reason === 'ERROR') return resultOf(null, 'cyclicPrerequisite');
  if (reason === 'PREREQUISITE') return resultOf(null, 'prerequisite');
  if (ruleId === undefined) return resultOf(value, 'defaultValue');
  const rule = feature.rules[ruleIndex(feature.rules, ruleId)];
  if (rule.force !== undefined) return resultOf(value, 'force', rule.id);
  return {
    ...resultOf(value, 'experiment', rule.id),
    ...trialFields(rule, ruleId, original, explanation, attributes),
  };
}

function resultOf(
  value: Json,
  source: GrowthBookFeatureResult['source'],
  ruleId = '',
): GrowthBookFeatureResult {
  return { value, on: Boolean(value), off: !value, source, ruleId };
}

function trialFields(
  rule: FeatureRule,
  ruleId: string,
  { payload, settings }: GrowthBookOriginal,
  explanation: Explanation,
  attributes: Attributes,
): Pick<GrowthBookFeatureResult, 'experiment' | 'experimentResult'> {
  const { flag } = explanation;
  const leaf = leafServing(rule, ruleId, payload);
  const { variations = [] } = rule;
  const asked: Asked = { trial: rule, flagKey: flag, variations, weights: (leaf ?? rule).weights };
  const result = { ...experimentResult(asked, explanation, attributes, settings), featureId: flag };
  const experiment = experimentOf(asked);
  if (leaf === undefined || !result.hashUsed) return { experiment, experimentResult: result };
  const version = payload.bandits.get(rule.banditRef)?.version;
  const bandit = {
    leafId: leaf.leafId,
    variationWeights: leaf.weights ?? equalWeights(variations.length),
    ...(version !== undefined && { banditVersion: version }),
  };
  return {
    experiment: { ...experiment, contextualBandit: bandit },
    experimentResult: { ...result, ...bandit },
  };
}

/** What a rule may say of its experiment, beside its variations and their weights. */
const experimentFields = [
  'coverage',
  'hashAttribute',
  'fallbackAttribute',
  'disableStickyBucketing',
  'bucketVersion',
  'minBucketVersion',
  'namespace',
  'meta',
  'ranges',
  'name',
  'phase',
  'seed',
  'hashVersion',
  'filters',
  'condition',
];
const fieldsThatMayBeZero = ['coverage', 'bucketVersion', 'minBucketVersion'];

function experimentOf({ trial, flagKey, variations, weights }: Asked): { [field: string]: Json } {
  const said = experimentFields
    .map((name) => [name, trial.place.at(name)] as const)
    .filter(([name, { value }]) => Boolean(value) || (value === 0 && fieldsThatMayBeZero.includes(name)));
  return {
    key: trialKey(trial, flagKey),
    variations,
    ...(weights !== undefined && { weights }),
    ...Object.fromEntries(said.map(([name, place]) => [name, place.json()])),
  };
}
