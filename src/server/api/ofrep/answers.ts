import type { EvaluationErrorKind, Json, Reason } from '../../../engine/evaluation';
import type { RemoteEvaluation } from '../../evaluation/remote-evaluation';

/** Without `value` the caller's default is to be used. */
export interface EvaluationSuccess {
  key: string;
  reason: OfrepReason;
  variant?: string;
  value?: Json;
  metadata?: Metadata;
}

export interface EvaluationFailure {
  key: string;
  errorCode: OfrepErrorCode;
  errorDetails: string;
  metadata?: Metadata;
}

type Metadata = Record<string, string | number | boolean>;

export type OfrepReason = 'STATIC' | 'TARGETING_MATCH' | 'SPLIT' | 'DISABLED' | 'UNKNOWN';
export type OfrepErrorCode =
  'FLAG_NOT_FOUND' | 'PARSE_ERROR' | 'TARGETING_KEY_MISSING' | 'INVALID_CONTEXT' | 'GENERAL';

/** The protocol's schema has no word for our DEFAULT; see docs/decisions/0007. */
const reasons: Record<Exclude<Reason, 'ERROR'>, OfrepReason> = {
  OFF: 'DISABLED',
  STATIC: 'STATIC',
  DEFAULT: 'UNKNOWN',
  TARGET: 'TARGETING_MATCH',
  RULE: 'TARGETING_MATCH',
  PREREQUISITE: 'TARGETING_MATCH',
  OVERRIDE: 'TARGETING_MATCH',
  SPLIT: 'SPLIT',
  HOLDOUT: 'SPLIT',
  STICKY: 'SPLIT',
};

interface Fault {
  errorCode: OfrepErrorCode;
  errorDetails: string;
}

const faults: Record<EvaluationErrorKind, Fault> = {
  FLAG_NOT_FOUND: { errorCode: 'FLAG_NOT_FOUND', errorDetails: 'There is no such flag' },
  PARSE_ERROR: { errorCode: 'PARSE_ERROR', errorDetails: 'The rules of this flag cannot be read' },
  MALFORMED: { errorCode: 'GENERAL', errorDetails: 'The rules of this flag cannot be followed' },
  TYPE_MISMATCH: { errorCode: 'GENERAL', errorDetails: 'The value of this flag is of another type' },
};

const keyMissing: Fault = {
  errorCode: 'TARGETING_KEY_MISSING',
  errorDetails: 'This flag needs a `targetingKey` in the context: it is a text that tells users apart',
};

/** One flag in the protocol's words. A value that is null is none there, so it says no more than a missing one. */
export function answerOf(evaluation: RemoteEvaluation): EvaluationSuccess | EvaluationFailure {
  const { flagKey: key, variant, value, reason, metadata } = evaluation;
  const described = metadata !== null && { metadata };
  const fault = faultOf(evaluation);
  if (fault !== null || reason === 'ERROR') return { key, ...(fault ?? faults.MALFORMED), ...described };
  return {
    key,
    reason: reasons[reason],
    ...(variant !== null && { variant }),
    ...(value !== null && { value }),
    ...described,
  };
}

function faultOf({ error, lacksTargetingKey }: RemoteEvaluation): Fault | null {
  if (error !== null) return faults[error];
  return lacksTargetingKey ? keyMissing : null;
}

export function statusOf(answer: EvaluationSuccess | EvaluationFailure): 200 | 400 | 404 {
  if (!('errorCode' in answer)) return 200;
  return answer.errorCode === 'FLAG_NOT_FOUND' ? 404 : 400;
}
