import type { Evaluation, Flag, Json } from '../../evaluation';

/** What Unleash answers to `getVariant`; `feature_enabled` is its answer to `isEnabled`. */
export interface UnleashVariant {
  name: string;
  enabled: boolean;
  feature_enabled: boolean;
  payload?: Json;
}

/** An evaluation of an imported flag in Unleash's words; without a flag, what it says of a feature it does not know. */
export function unleashVariant(flag: Flag | undefined, { variant, value }: Evaluation): UnleashVariant {
  const extra = variant === null ? undefined : flag?.variants[variant].extra;
  if (extra === undefined) return { name: 'disabled', enabled: false, feature_enabled: value === true };
  return { ...(extra as { name: string; payload?: Json }), enabled: true, feature_enabled: true };
}
