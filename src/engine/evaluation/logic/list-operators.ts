import type { Json } from '../types';
import type { Logic, LogicOperator, LogicScope } from './logic';
import { isTrue } from './values';

/** JSONLogic's operators that walk a list; inside them `var` reads the element. */
export const listOperators: Record<string, LogicOperator> = {
  map: walk((list, check) => list.map(check)),
  filter: walk((list, check) => list.filter((element) => isTrue(check(element)))),
  all: walk((list, check) => list.length > 0 && list.every((element) => isTrue(check(element)))),
  some: walk((list, check) => list.some((element) => isTrue(check(element)))),
  none: walk((list, check) => !list.some((element) => isTrue(check(element)))),
  reduce: ([list, step, initial]) => {
    return (scope) => {
      const start = initial?.(scope) ?? null;
      const next = (accumulator: Json, current: Json): Json =>
        step?.(inside(scope, { accumulator, current })) ?? null;
      return walked(list, scope).reduce(next, start);
    };
  },
  merge: (args) => (scope) => {
    const parts = args.map((arg) => arg(scope));
    for (const part of parts) if (Array.isArray(part)) scope.call.walk(part.length);
    return parts.flat(1) as Json[];
  },
};

function walk(decide: (list: Json[], check: (element: Json) => Json) => Json): LogicOperator {
  return ([list, step]) => {
    return (scope) => decide(walked(list, scope), (element) => step?.(inside(scope, element)) ?? null);
  };
}

function walked(list: Logic | undefined, scope: LogicScope): Json[] {
  const value = list?.(scope);
  if (!Array.isArray(value)) return [];
  scope.call.walk(value.length);
  return value;
}

function inside(scope: LogicScope, value: Json): LogicScope {
  return { ...scope, element: { value } };
}
