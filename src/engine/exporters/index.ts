export {
  type AudienceWords,
  type EnvironmentFile,
  type FlagWords,
  type Lifecycle,
  type Words,
} from './environment-file';
export { exportSignalbox } from './signalbox';
export type { Export, ExportedFlag, ExportedFlagReport, ExportReport, UnexportedFlag } from './export-report';
export { exportFlagd } from './flagd';
export { exportOpenFeature } from './openfeature';
