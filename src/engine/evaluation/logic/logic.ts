import type { Call } from '../call';
import { EvaluationFailure, failureOf } from '../failure';
import type { Json } from '../types';
import { flagdOperators } from './flagd-operators';
import { listOperators } from './list-operators';
import { operators as plainOperators } from './operators';

/** An expression of JSONLogic as a closure. */
export type Logic = (scope: LogicScope) => Json;

/** What an expression reads: the subject of a call, or the element that `map` and its like have come to. */
export interface LogicScope {
  readonly call: Call;
  readonly flagKey: string;
  readonly element?: { readonly value: Json };
}

/** Arguments come unevaluated, since `if`, `and` and `or` evaluate only what they need. */
export type LogicOperator = (args: Logic[]) => Logic;

const operators: Record<string, LogicOperator> = { ...plainOperators, ...listOperators, ...flagdOperators };

/** Throws PARSE_ERROR on an operator that is none, wherever in the expression it stands. */
export function compileLogic(expression: Json): Logic {
  if (Array.isArray(expression)) {
    const elements = expression.map(compileLogic);
    return (scope) => elements.map((element) => element(scope));
  }
  if (typeof expression !== 'object' || expression === null) return () => expression;
  const [name, ...others] = Object.keys(expression);
  if (name === undefined || others.length > 0) return () => expression;
  if (!Object.hasOwn(operators, name)) throw new EvaluationFailure('PARSE_ERROR', `unknown operator ${name}`);
  const args = expression[name];
  return operators[name]((Array.isArray(args) ? args : [args]).map(compileLogic));
}

/** Why an expression cannot be compiled, if so. */
export function logicFault(expression: Json): string | undefined {
  try {
    compileLogic(expression);
    return undefined;
  } catch (error) {
    return failureOf(error).message;
  }
}
