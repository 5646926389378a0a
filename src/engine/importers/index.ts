export { importFlagd, type FlagdOptions } from './flagd';
export { generations, type Generation } from './flagd/fractional';
export { importGrowthBook } from './growthbook';
export { growthBookSubject } from './growthbook/attributes';
export { growthBookExperiment, type GrowthBookExperimentResult } from './growthbook/experiment-result';
export { growthBookOriginal, type GrowthBookOriginal } from './growthbook/original';
export { growthBookFeature, type GrowthBookFeatureResult } from './growthbook/result';
export type { GrowthBookContext, GrowthBookOptions } from './growthbook/settings';
export { growthBookAssignments, growthBookDocuments, type StickyDocument } from './growthbook/sticky';
export { ImportError } from './import-error';
export type { FlagReport, Import, ImportedFlag, ImportReport, RefusedFlag } from './import-report';
export { importLaunchDarkly, type LaunchDarklyOptions } from './launchdarkly';
export { launchDarklySubject } from './launchdarkly/context';
export {
  launchDarklyDetail,
  type LaunchDarklyDetail,
  type LaunchDarklyQuestion,
  type LaunchDarklyReason,
} from './launchdarkly/detail';
export { importUnleash, type UnleashOptions } from './unleash';
export { unleashVariant, type UnleashVariant } from './unleash/answer';
export { unleashSubject, type UnleashContext } from './unleash/context';
export {
  importFlagsmith,
  type FlagsmithImport,
  type FlagsmithOptions,
  type ImportedSegment,
} from './flagsmith';
export { flagsmithSubject, type FlagsmithIdentity } from './flagsmith/identity';
export { flagsmithResults, type FlagsmithFlag, type FlagsmithResult } from './flagsmith/result';
export { splitsUsers } from './splits-users';
export { importStatsig, statsigSpecs, type StatsigOptions } from './statsig';
export { statsigResult, type StatsigResult } from './statsig/result';
export { statsigSubject } from './statsig/subject';
export { importSignalbox, type SignalboxImport } from './signalbox';
