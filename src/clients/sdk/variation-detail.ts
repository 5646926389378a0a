import type { Evaluation, EvaluationErrorKind, Json, Reason } from '../../engine/evaluation';

/** Who is asking: OpenFeature's flat object (`targetingKey` is the user's key), or `{ contexts: { kind: { … } } }`. */
export type Context = Record<string, unknown>;

export type SdkErrorKind = EvaluationErrorKind | 'NOT_READY' | 'INVALID_CONTEXT';

export type SdkEvaluation = Omit<Evaluation, 'error'> & { error?: SdkErrorKind };

export interface VariationDetail<Value> {
  value: Value;
  variant: string | null;
  reason: Reason;
  rule?: string;
  error?: SdkErrorKind;
}

/** `false` stands for any boolean when it is a default. */
export type Widened<Value> = Value extends boolean
  ? boolean
  : Value extends number
    ? number
    : Value extends string
      ? string
      : Value;

export function failed(error: SdkErrorKind): SdkEvaluation {
  return { variant: null, reason: 'ERROR', error };
}

/** The default stands in for a value that is not there, or is of another type than the default. */
export function detailOf<Value extends Json>(
  { variant, value, reason, rule, error }: SdkEvaluation,
  defaultValue: Value,
): VariationDetail<Widened<Value>> {
  const fallback = defaultValue as Widened<Value>;
  if (value === undefined || error) return { value: fallback, variant, reason, rule, error };
  if (defaultValue !== null && typeof value !== typeof defaultValue) {
    return { value: fallback, variant: null, reason: 'ERROR', error: 'TYPE_MISMATCH' };
  }
  return { value: value as Widened<Value>, variant, reason, rule };
}
