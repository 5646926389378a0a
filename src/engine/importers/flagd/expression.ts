import { textOf } from '../../evaluation/text-of';
import type { Json, Ref } from '../../evaluation';

export interface Operation {
  operator: string;
  args: Json[];
}

/** What an expression of JSONLogic does; undefined for a literal. */
export function operationOf(expression: Json): Operation | undefined {
  if (typeof expression !== 'object' || expression === null || Array.isArray(expression)) return undefined;
  const [[operator, args] = [], ...others] = Object.entries(expression);
  if (operator === undefined || args === undefined || others.length > 0) return undefined;
  return { operator, args: Array.isArray(args) ? args : [args] };
}

/** An expression with each operation in it, from the outside in, put in place of the one that `replace` answers for. */
export function replaceOperations(
  expression: Json,
  replace: (operation: Operation) => Json | undefined,
): Json {
  if (typeof expression !== 'object' || expression === null) return expression;
  if (Array.isArray(expression)) return expression.map((element) => replaceOperations(element, replace));
  const operation = operationOf(expression);
  if (operation === undefined) return expression;
  const replacement = replace(operation);
  if (replacement !== undefined) return replacement;
  return { [operation.operator]: replaceOperations(expression[operation.operator], replace) };
}

/** Whether an operator stands anywhere in an expression. */
export function uses(expression: Json, operator: string): boolean {
  if (Array.isArray(expression)) return expression.some((element) => uses(element, operator));
  const operation = operationOf(expression);
  return operation !== undefined && (operation.operator === operator || uses(operation.args, operator));
}

export type Literal = string | number | boolean | null;

export function isLiteral(expression: Json | undefined): expression is Literal {
  return expression === null || ['string', 'number', 'boolean'].includes(typeof expression);
}

/** The variant that a result names: flagd takes its text. */
export function variantNameOf(result: Json): string {
  return textOf(result);
}

/** The path that a `var` names, as written; undefined for anything else, and for a `var` with a default. */
export function variableOf(expression: Json): string | undefined {
  const operation = operationOf(expression);
  if (operation?.operator !== 'var') return undefined;
  const [path, fallback = null] = operation.args;
  return typeof path === 'string' && fallback === null ? path : undefined;
}

/**
 * Where a `var` reads, as a reference. flagd's flat context is the user's attributes, its `targetingKey` their key. A
 * path may also lead into a list (`roles.0`), which a reference cannot.
 */
export function refOf(expression: Json | undefined): Ref | undefined {
  const names = (expression === undefined ? undefined : variableOf(expression))?.split('.');
  if (names === undefined || names[0] === '$flagd' || names.includes('')) return undefined;
  const [first, ...rest] = names;
  if (rest.some(isListMember)) return undefined;
  return { path: [first === 'targetingKey' ? 'key' : first, ...rest] };
}

function isListMember(name: string): boolean {
  return name === 'length' || /^\d+$/.test(name);
}
