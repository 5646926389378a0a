import type { Call } from '../call';
import { failureOf } from '../failure';
import type { Condition, Evaluation, EvaluationErrorKind, Flag, Rule } from '../types';
import type { Body } from './body';
import { compileCondition, type Check } from './condition';
import { outerScope } from './ref';
import { compileServe, evaluationOf, type Server, type Site } from './serve';

export interface CompiledFlag {
  readonly body: Body<Flag>;
  /** The answer that is the same for every subject, as soon as it is known that there is one. */
  readonly constant: Evaluation | undefined;
  /** Never throws. */
  readonly evaluate: (call: Call) => Evaluation;
}

export const flagNotFound: Evaluation = errorEvaluation('FLAG_NOT_FOUND');

/** The caller's default, after the last rule served nothing. */
export const callersDefault: Evaluation = Object.freeze({ variant: null, reason: 'DEFAULT' });

export function errorEvaluation(error: EvaluationErrorKind): Evaluation {
  return Object.freeze({ variant: null, reason: 'ERROR', error });
}

/** The work is done when the flag is first asked for: of thousands of flags most processes ask a few. */
export function compileFlag(body: Body<Flag>): CompiledFlag {
  const flag = {
    body,
    constant: undefined as Evaluation | undefined,
    evaluate: (call: Call): Evaluation => {
      const { constant, evaluate } = answersOf(body);
      flag.constant = constant;
      flag.evaluate = evaluate;
      return evaluate(call);
    },
  };
  return flag;
}

function answersOf(body: Body<Flag>): Pick<CompiledFlag, 'constant' | 'evaluate'> {
  try {
    const flag = body();
    const constant = constantOf(flag);
    return { constant, evaluate: constant === undefined ? compileRules(flag) : () => constant };
  } catch (error) {
    const constant = errorEvaluation(failureOf(error).kind);
    return { constant, evaluate: () => constant };
  }
}

/** An off flag is not even compiled: its rules say nothing. */
function constantOf(flag: Flag): Evaluation | undefined {
  if (!flag.on) return evaluationOf({ flag, plain: 'OFF' }, flag.off, 'OFF');
  if (flag.rules.length > 0 || typeof flag.fallthrough !== 'string') return undefined;
  return evaluationOf(fallthroughSite(flag), flag.fallthrough, 'STATIC');
}

export function fallthroughSite(flag: Flag): Site {
  return {
    flag,
    plain: flag.rules.length === 0 && typeof flag.fallthrough === 'string' ? 'STATIC' : 'DEFAULT',
  };
}

export function ruleSite(flag: Flag, rule: Rule): Site {
  const site = { flag, plain: rule.reason ?? ('RULE' as const), explicit: rule.reason, rule: rule.id };
  return rule.reason === 'PREREQUISITE' ? { ...site, prerequisite: firstPrerequisite(rule.when) } : site;
}

/** A rule of reason PREREQUISITE serves when its prerequisite failed, which is hence the flag that it names. */
function firstPrerequisite(condition: Condition): string | undefined {
  if (typeof condition !== 'object') return undefined;
  if ('flag' in condition) return condition.flag;
  if ('not' in condition) return firstPrerequisite(condition.not);
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : [];
  return parts.map(firstPrerequisite).find((key) => key !== undefined);
}

function compileRules(flag: Flag): (call: Call) => Evaluation {
  const rules = flag.rules.map((rule): { when: Check; serve: Server } => ({
    when: compileCondition(rule.when, outerScope),
    serve: compileServe(rule.serve, ruleSite(flag, rule)),
  }));
  const fallthrough = compileServe(flag.fallthrough, fallthroughSite(flag));
  return (call) => {
    try {
      for (const rule of rules) {
        const served = rule.when(call) ? rule.serve(call) : undefined;
        if (served !== undefined) return served;
      }
      return fallthrough(call) ?? callersDefault;
    } catch (error) {
      return errorEvaluation(failureOf(error).kind);
    }
  };
}
