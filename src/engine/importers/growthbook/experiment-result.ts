import type { Explanation, Json, ServeExplanation } from '../../evaluation';
import { unitOf, type Attributes } from './attributes';
import type { Experiment, FeatureRule } from './definition';
import type { GrowthBookOriginal } from './original';
import { forcedIndex, type Settings } from './settings';
import { fallbackOf, trialKey, trialPlaces } from './trial';

/** GrowthBook's answer for an experiment: in which variation somebody is, and by what. */
export interface GrowthBookExperimentResult {
  key: string;
  name?: string;
  featureId: string | null;
  inExperiment: boolean;
  hashUsed: boolean;
  variationId: number;
  value: Json;
  hashAttribute: string;
  hashValue: Json;
  bucket?: number;
  stickyBucketUsed: boolean;
  leafId?: number;
  variationWeights?: number[];
  banditVersion?: number;
}

/** A trial that was asked, with the weights that counted for who asked. */
export interface Asked {
  trial: FeatureRule | Experiment;
  flagKey: string;
  variations: Json[];
  weights: number[] | undefined;
}

/** What GrowthBook's SDK says of an experiment that is no rule of a feature; undefined: the payload has none such. */
export function growthBookExperiment(
  original: GrowthBookOriginal,
  explanation: Explanation,
  attributes: Attributes,
): GrowthBookExperimentResult | undefined {
  const trial = original.experiments.get(explanation.flag);
  if (trial === undefined) return undefined;
  const { key: flagKey, variations, weights } = trial;
  return experimentResult(
    { trial, flagKey, variations, weights },
    explanation,
    attributes,
    original.settings,
  );
}

export function experimentResult(
  asked: Asked,
  explanation: Explanation,
  attributes: Attributes,
  settings: Settings,
): GrowthBookExperimentResult {
  const { trial, variations } = asked;
  const { evaluation } = explanation;
  const split = splitServing(explanation);
  const inExperiment = evaluation.rule !== undefined;
  const variationId = inExperiment ? variationServed(asked, split, settings) : 0;
  const { key, name } = trial.meta[variationId] ?? { key: '', name: '' };
  return {
    key: key || String(variationId),
    ...(name !== '' && { name }),
    featureId: null,
    inExperiment,
    hashUsed: split !== undefined,
    variationId,
    value: variations[variationId] ?? null,
    ...unitOf(attributes, trial.hashAttribute, fallbackOf(trial, settings)),
    ...(split?.bucket?.position != null && { bucket: split.bucket.position / split.bucket.span }),
    stickyBucketUsed: evaluation.reason === 'STICKY',
  };
}

type SplitExplanation = Extract<ServeExplanation, { kind: 'split' }>;

/** Undefined: nobody was split, since the variation was decided beforehand. */
function splitServing({ evaluation, rules }: Explanation): SplitExplanation | undefined {
  const serve = rules.find(({ rule }) => rule === evaluation.rule)?.serve;
  return serve?.kind === 'split' ? serve : undefined;
}

function variationServed(
  { trial, flagKey, variations, weights }: Asked,
  split: SplitExplanation | undefined,
  settings: Settings,
): number {
  if (split === undefined) {
    const forced = forcedIndex(settings.context, trialKey(trial, flagKey), variations.length);
    return forced ?? (typeof trial.force === 'number' ? trial.force : 0);
  }
  // arms stand in the order in which the import placed the variations
  const places = trialPlaces(trial, variations.length, weights, split.bucket?.span ?? 1);
  return places[split.arms.findIndex(({ chosen }) => chosen)].variation;
}
