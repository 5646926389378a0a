import type { Call } from '../call';
import {
  callersDefault,
  errorEvaluation,
  fallthroughSite,
  flagNotFound,
  ruleSite,
  type CompiledFlag,
} from '../compile/flag';
import type { Body } from '../compile/body';
import { outerScope } from '../compile/ref';
import { compileServe } from '../compile/serve';
import type { Evaluation, Flag, Rule } from '../types';
import { explainCondition } from './condition';
import type { Explanation, Fault, RuleExplanation } from './explanation';
import { explainServe } from './serve';
import { faultOf, Trace, type Expansion } from './trace';

/**
 * Walks the data of a flag rather than its closures, with the same references, operators and bucketing under it, and
 * arrives at the same evaluation: a property test holds the two together.
 */
export function explainFlag(key: string, call: Call): Explanation {
  return explainFlagIn(new Trace(call), key).result;
}

export function explainFlagIn(trace: Trace, key: string): Expansion<Explanation> {
  return trace.flag(key, () => {
    const flag = trace.call.tables.flags.get(key);
    if (flag === undefined)
      return { flag: key, on: null, evaluation: flagNotFound, rules: [], fallthrough: null };
    try {
      return explainKnown(trace, key, flag);
    } catch (error) {
      return failed(key, flag, faultOf(error));
    }
  });
}

function failed(key: string, { body }: CompiledFlag, { kind, message }: Fault): Explanation {
  return {
    flag: key,
    on: switchOf(body),
    evaluation: errorEvaluation(kind),
    message,
    rules: [],
    fallthrough: null,
  };
}

/** null: the body is none of a flag. */
function switchOf(body: Body<Flag>): boolean | null {
  try {
    const { on } = body();
    return typeof on === 'boolean' ? on : null;
  } catch {
    return null;
  }
}

function explainKnown(trace: Trace, key: string, { body, evaluate }: CompiledFlag): Explanation {
  const source = body();
  const steps = source.rules.reduce<Steps>((before, rule) => explainRule(trace, source, rule, before), {
    rules: [],
    isDecided: !source.on,
    evaluation: source.on ? undefined : evaluate(trace.call),
  });
  const known = { flag: key, on: source.on };
  const { rules, fault } = steps;
  if (fault) {
    return {
      ...known,
      evaluation: errorEvaluation(fault.kind),
      message: fault.message,
      rules,
      fallthrough: null,
    };
  }
  if (steps.evaluation) return { ...known, evaluation: steps.evaluation, rules, fallthrough: null };
  return { ...known, rules, ...explainFallthrough(trace, source) };
}

/** How far the rules have been walked. */
interface Steps {
  rules: RuleExplanation[];
  isDecided: boolean;
  evaluation?: Evaluation;
  fault?: Fault;
}

function explainRule(trace: Trace, flag: Flag, rule: Rule, before: Steps): Steps {
  const reached = !before.isDecided;
  const when = explainCondition(rule.when, { trace, scope: outerScope, reached });
  const explained: RuleExplanation = {
    rule: rule.id,
    ...(rule.description !== undefined && { description: rule.description }),
    ...(rule.reason !== undefined && { reason: rule.reason }),
    reached,
    matched: when.held,
    served: false,
    when,
  };
  const rules = [...before.rules, explained];
  if (!reached) return { ...before, rules };
  if (when.held === null) return { rules, isDecided: true, fault: when.error };
  return when.held ? explainMatched(trace, flag, rule, explained, rules) : { ...before, rules };
}

function explainMatched(
  trace: Trace,
  flag: Flag,
  rule: Rule,
  explained: RuleExplanation,
  rules: RuleExplanation[],
): Steps {
  try {
    const evaluation = compileServe(rule.serve, ruleSite(flag, rule))(trace.call.again());
    explained.serve = explainServe(rule.serve, evaluation, trace);
    explained.served = evaluation !== undefined;
    return { rules, isDecided: explained.served, evaluation };
  } catch (error) {
    return { rules, isDecided: true, fault: faultOf(error) };
  }
}

function explainFallthrough(
  trace: Trace,
  flag: Flag,
): Pick<Explanation, 'evaluation' | 'message' | 'fallthrough'> {
  try {
    const served = compileServe(flag.fallthrough, fallthroughSite(flag))(trace.call.again());
    return {
      evaluation: served ?? callersDefault,
      fallthrough: explainServe(flag.fallthrough, served, trace),
    };
  } catch (error) {
    const { kind, message } = faultOf(error);
    return { evaluation: errorEvaluation(kind), message, fallthrough: null };
  }
}
