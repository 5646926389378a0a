import { isProblem, subjectOf } from '../../engine/evaluation';
import type { CompiledRuleset, Subject } from '../../engine/evaluation';
import { failed } from './variation-detail';
import type { Context, SdkEvaluation } from './variation-detail';

/** Never throws, whatever the context is. */
export function evaluate(compiled: CompiledRuleset, flagKey: string, context: Context): SdkEvaluation {
  const subject = subjectFrom(context);
  return subject ? compiled.evaluate(flagKey, subject) : failed('INVALID_CONTEXT');
}

/** Empty when the context is none. */
export function evaluateAll(compiled: CompiledRuleset, context: Context): Record<string, SdkEvaluation> {
  const subject = subjectFrom(context);
  return subject ? compiled.evaluateAll(subject) : {};
}

function subjectFrom(context: Context): Subject | undefined {
  try {
    const subject = subjectOf(context);
    return isProblem(subject) ? undefined : subject;
  } catch {
    return undefined;
  }
}
