import { ImportError } from '../import-error';
import { Place } from '../place';
import { readExperiment, readFeature, type Experiment, type Feature, type Trial } from './definition';
import { readPayload, type Payload } from './payload';
import { isTrial } from './feature';
import { settingsOf, type GrowthBookOptions, type Settings } from './settings';

/** An imported payload and the options of its import: they tell our answers in GrowthBook's own words. */
export interface GrowthBookOriginal {
  payload: Payload;
  settings: Settings;
  features: ReadonlyMap<string, Feature>;
  experiments: ReadonlyMap<string, Experiment>;
}

/** Made once, for any number of answers. What the import refused is left out. */
export function growthBookOriginal(source: unknown, options: GrowthBookOptions = {}): GrowthBookOriginal {
  const payload = readPayload(new Place(source, ''));
  const features = payload.features.flatMap(([key, place]) =>
    readable(() => readFeature(place)).map((feature) => [key, feature] as const),
  );
  const experiments = payload.experiments.flatMap((place) => readable(() => readExperiment(place)));
  return {
    payload,
    settings: settingsOf(options),
    features: new Map(features),
    experiments: new Map(experiments.map((experiment) => [experiment.key, experiment])),
  };
}

function readable<T>(read: () => T): T[] {
  try {
    return [read()];
  } catch (error) {
    if (error instanceof ImportError) return [];
    throw error;
  }
}

/** Every trial of the payload, and the flag that it is part of. */
export function trialsOf({ features, experiments }: GrowthBookOriginal): OwnedTrial[] {
  const inFeatures = Array.from(features, ([flagKey, { rules }]) =>
    rules.filter(isTrial).map((trial) => ({ flagKey, trial, count: trial.variations.length })),
  );
  const alone = Array.from(experiments, ([flagKey, trial]) => ({
    flagKey,
    trial,
    count: trial.variations.length,
  }));
  return [...inFeatures.flat(), ...alone];
}

export interface OwnedTrial {
  flagKey: string;
  trial: Trial;
  /** How many variations it has. */
  count: number;
}
