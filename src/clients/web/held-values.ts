import type { EvaluationErrorKind, Json, Reason } from '../../engine/evaluation';
import type { SdkEvaluation } from '../sdk/variation-detail';

/** What the server tells of one flag; `value` null with `variant` null: the caller's default. */
export interface ToldEvaluation {
  flagKey: string;
  value: Json;
  variant: string | null;
  reason: Reason;
  error: EvaluationErrorKind | null;
}

export interface Answer {
  /** The revision that answered. */
  revision: string;
  evaluations: ToldEvaluation[];
}

/** The values of one context. */
export interface HeldValues {
  revision: string;
  evaluations: ReadonlyMap<string, ToldEvaluation>;
}

/** `isWhole`: every flag was asked for, so that what is not in the answer is gone. */
export function withAnswer(
  held: HeldValues | null,
  { revision, evaluations }: Answer,
  isWhole: boolean,
): HeldValues {
  const next = new Map(isWhole ? [] : held?.evaluations);
  for (const told of evaluations) {
    if (told.error === 'FLAG_NOT_FOUND') next.delete(told.flagKey);
    else next.set(told.flagKey, told);
  }
  return { revision, evaluations: next };
}

/** The keys, in order, of the flags that are told otherwise, came or went. */
export function changedFlags(before: HeldValues | null, now: HeldValues): string[] {
  const keys = new Set([...(before?.evaluations.keys() ?? []), ...now.evaluations.keys()]);
  const textOf = (values: HeldValues | null, key: string): string | undefined =>
    JSON.stringify(values?.evaluations.get(key));
  return [...keys].filter((key) => textOf(before, key) !== textOf(now, key)).sort();
}

export function evaluationOf({ value, variant, reason, error }: ToldEvaluation): SdkEvaluation {
  return {
    variant,
    reason,
    ...((variant !== null || value !== null) && { value }),
    ...(error && { error }),
  };
}
