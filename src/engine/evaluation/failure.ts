import type { EvaluationErrorKind } from './types';

/** Ends an evaluation from inside: the flag answers ERROR and the caller's default. It never leaves the engine. */
export class EvaluationFailure extends Error {
  constructor(
    readonly kind: EvaluationErrorKind,
    message: string,
  ) {
    super(message);
  }
}

export function malformed(message: string): EvaluationFailure {
  return new EvaluationFailure('MALFORMED', message);
}

/** Anything thrown, as a failure: data that no validator saw (or a stack that ran out) is malformed data. */
export function failureOf(error: unknown): EvaluationFailure {
  if (error instanceof EvaluationFailure) return error;
  return malformed(error instanceof Error ? error.message : String(error));
}
