import { ErrorCode, StandardResolutionReasons } from '@openfeature/web-sdk';
import type { JsonValue, ResolutionDetails, ResolutionReason } from '@openfeature/web-sdk';
import type { SdkErrorKind, SdkEvaluation } from '../web';

const reasons: Record<SdkEvaluation['reason'], ResolutionReason> = {
  OFF: StandardResolutionReasons.DISABLED,
  STATIC: StandardResolutionReasons.STATIC,
  DEFAULT: StandardResolutionReasons.DEFAULT,
  TARGET: StandardResolutionReasons.TARGETING_MATCH,
  RULE: StandardResolutionReasons.TARGETING_MATCH,
  PREREQUISITE: StandardResolutionReasons.TARGETING_MATCH,
  OVERRIDE: StandardResolutionReasons.TARGETING_MATCH,
  SPLIT: StandardResolutionReasons.SPLIT,
  HOLDOUT: StandardResolutionReasons.SPLIT,
  STICKY: StandardResolutionReasons.SPLIT,
  ERROR: StandardResolutionReasons.ERROR,
};

const errors: Record<SdkErrorKind, { errorCode: ErrorCode; errorMessage: string }> = {
  FLAG_NOT_FOUND: { errorCode: ErrorCode.FLAG_NOT_FOUND, errorMessage: 'the key shows no such flag' },
  TYPE_MISMATCH: {
    errorCode: ErrorCode.TYPE_MISMATCH,
    errorMessage: 'the value of the flag is of another type',
  },
  PARSE_ERROR: { errorCode: ErrorCode.PARSE_ERROR, errorMessage: 'the rules of the flag cannot be read' },
  MALFORMED: { errorCode: ErrorCode.GENERAL, errorMessage: 'the rules of the flag cannot be followed' },
  NOT_READY: { errorCode: ErrorCode.PROVIDER_NOT_READY, errorMessage: 'no values have come yet' },
  INVALID_CONTEXT: { errorCode: ErrorCode.INVALID_CONTEXT, errorMessage: 'the context cannot be used' },
};

export interface Source {
  revision: string | null;
  /** The values are those of an earlier visit. */
  isCached: boolean;
}

/**
 * An evaluation in OpenFeature's words. The metadata has the `revision` that answered and our own `reason`; a value of
 * an earlier visit has OpenFeature's reason CACHED.
 */
export function resolutionOf<Value extends JsonValue>(
  { value, variant, reason, error }: SdkEvaluation,
  defaultValue: Value,
  { revision, isCached }: Source,
): ResolutionDetails<Value> {
  const flagMetadata = { reason, ...(revision !== null && { revision }) };
  const fault = error ?? (reason === 'ERROR' ? 'MALFORMED' : null);
  const problem = fault ?? (value === undefined || isLike(value, defaultValue) ? null : 'TYPE_MISMATCH');
  if (problem) {
    return { value: defaultValue, reason: StandardResolutionReasons.ERROR, ...errors[problem], flagMetadata };
  }
  return {
    value: value === undefined ? defaultValue : (value as Value),
    ...(variant !== null && { variant }),
    reason: isCached ? StandardResolutionReasons.CACHED : reasons[reason],
    flagMetadata,
  };
}

/** By the type that was asked for: an object is any object, list or null. */
const isLike = (value: unknown, defaultValue: unknown): boolean => typeof value === typeof defaultValue;
