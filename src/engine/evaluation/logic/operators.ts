import { joined, primitiveOf, textOf } from '../text-of';
import type { Json } from '../types';
import type { Logic, LogicOperator, LogicScope } from './logic';
import { isBefore, isTrue, looselyEqual } from './values';
import { readVariable } from './variables';

/** JSONLogic's operators on single values, with JavaScript's loose conversions, as jsonlogic.com describes them. */
export const operators: Record<string, LogicOperator> = {
  var: ([path, fallback]) => {
    return (scope) => readVariable(scope, path?.(scope) ?? null) ?? fallback?.(scope) ?? null;
  },
  missing: (args) => (scope) => missingOf(scope, flattened(args, scope)),
  missing_some:
    ([need, paths]) =>
    (scope) => {
      const wanted = listOf(paths?.(scope));
      const missing = missingOf(scope, wanted);
      return wanted.length - missing.length >= Number(need?.(scope)) ? [] : missing;
    },
  if: choose,
  '?:': choose,
  and: (args) => (scope) => lastUntil(args, scope, (value) => !isTrue(value)),
  or: (args) => (scope) => lastUntil(args, scope, isTrue),
  '!':
    ([value]) =>
    (scope) =>
      !isTrue(value?.(scope) ?? null),
  '!!':
    ([value]) =>
    (scope) =>
      isTrue(value?.(scope) ?? null),
  '==': binary((left, right) => looselyEqual(left, right)),
  '!=': binary((left, right) => !looselyEqual(left, right)),
  '===': binary((left, right) => left === right),
  '!==': binary((left, right) => left !== right),
  '<': between(false),
  '<=': between(true),
  '>': binary((left, right) => isBefore(right, left, false)),
  '>=': binary((left, right) => isBefore(right, left, true)),
  '+': numeric((numbers) => numbers.reduce((sum, number) => sum + number, 0), leadingNumber),
  '*': numeric((numbers) => numbers.reduce((product, number) => product * number, 1), leadingNumber),
  '-': numeric(([left, right]) => (right === undefined ? -left : left - right)),
  '/': numeric(([left, right]) => left / right),
  '%': numeric(([left, right]) => left % right),
  min: numeric((numbers) => Math.min(...numbers)),
  max: numeric((numbers) => Math.max(...numbers)),
  cat: (args) => (scope) => {
    const text = joined(
      args.map((part) => joinable(part(scope))),
      '',
    );
    scope.call.walk(text.length / charactersAStep);
    return text;
  },
  substr: (args) => (scope) => substring(args.map((arg) => arg(scope))),
  in: binary(isIn),
};

/** So many characters are copied about as fast as an element is walked. */
const charactersAStep = 64;

function binary(decide: (left: Json, right: Json) => boolean): LogicOperator {
  return ([left, right]) => {
    return (scope) => decide(left?.(scope) ?? null, right?.(scope) ?? null);
  };
}

/** `<` with three arguments asks whether the second lies between the others. */
function between(orEqual: boolean): LogicOperator {
  return ([low, middle, high]) => {
    return (scope) => {
      const value = middle?.(scope) ?? null;
      const isAbove = isBefore(low?.(scope) ?? null, value, orEqual);
      return high === undefined ? isAbove : isAbove && isBefore(value, high(scope), orEqual);
    };
  };
}

function choose(args: Logic[]): Logic {
  return (scope) => {
    for (let i = 0; i + 1 < args.length; i += 2) if (isTrue(args[i](scope))) return args[i + 1](scope);
    return args.length % 2 === 1 ? args[args.length - 1](scope) : null;
  };
}

function lastUntil(args: Logic[], scope: LogicScope, stops: (value: Json) => boolean): Json {
  let last: Json = null;
  for (const arg of args) {
    last = arg(scope);
    if (stops(last)) return last;
  }
  return last;
}

function numeric(combine: (numbers: number[]) => number, parse: Parse = numberFrom): LogicOperator {
  return (args) => (scope) => combine(args.map((arg) => numberOf(arg(scope), parse)));
}

type Parse = (value: string | boolean | null) => number;

function numberOf(value: Json, parse: Parse): number {
  const primitive = primitiveOf(value);
  return typeof primitive === 'number' ? primitive : parse(primitive);
}

function numberFrom(value: string | boolean | null): number {
  return Number(value);
}

function leadingNumber(value: string | boolean | null): number {
  return parseFloat(String(value));
}

function joinable(value: Json): string {
  return value === null ? '' : textOf(value);
}

function substring([source, start, length]: Json[]): string {
  const text = textOf(source);
  const from = Number(start ?? 0);
  if (length === undefined) return text.substr(from);
  const count = Number(length);
  return count < 0 ? text.substr(from).slice(0, count) : text.substr(from, count);
}

function isIn(value: Json, whole: Json): boolean {
  if (typeof whole === 'string') return whole.includes(textOf(value));
  return Array.isArray(whole) && whole.includes(value);
}

function missingOf(scope: LogicScope, paths: Json[]): Json[] {
  return paths.filter((path) => {
    const value = readVariable(scope, path);
    return value === undefined || value === null || value === '';
  });
}

function flattened(args: Logic[], scope: LogicScope): Json[] {
  const values = args.map((arg) => arg(scope));
  return Array.isArray(values[0]) ? values[0] : values;
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
