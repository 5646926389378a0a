import { EvaluationFailure } from '../failure';

/** What something is compiled from, read when it is needed. Throws an `EvaluationFailure` where it cannot be read. */
export type Body<Source> = () => Source;

export function bodyOf<Source>(source: Source): Body<Source> {
  return () => source;
}

/** A body that is JSON text until it is first asked for. */
export function bodyIn<Source extends object>(text: string): Body<Source> {
  let source: Source | undefined;
  return () => (source ??= parse(text) as Source);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new EvaluationFailure('PARSE_ERROR', `the body is no JSON: ${(error as Error).message}`);
  }
}
