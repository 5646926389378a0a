export { SignalboxWebProvider } from './provider';
export type { SignalboxWebProviderOptions, TrackedEvent } from './provider';
