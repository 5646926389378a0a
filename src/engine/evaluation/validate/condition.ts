import { logicFault } from '../logic/logic';
import type { Json, Problem } from '../types';
import { bucketingOrLayer, range, spanOf } from './bucketing';
import { deepest, json } from './json';
import { ref } from './ref';
import { isObject, key, listOf, objectOf, problem, type Validator } from './shape';
import { test } from './test';

/** What surrounds the part that is looked at. */
export interface Surroundings {
  /** The names that may be served; unknown when a `Serve` is looked at by itself. */
  variants?: ReadonlySet<string>;
  insideSome: boolean;
  /** Imported from flagd, where an operator nobody knows is an error of the evaluation, not of the file. */
  keepsUnknownLogic: boolean;
  levels: number;
}

export const outermost: Surroundings = { insideSome: false, keepsUnknownLogic: false, levels: deepest };

/** Anything that holds or does not: the `when` of a rule or segment, or a part of one. */
export function validateCondition(
  condition: unknown,
  path = '',
  around: Surroundings = outermost,
): Problem[] {
  if (typeof condition === 'boolean') return [];
  if (!isObject(condition)) return problem(path, 'must be a condition: true, false or an object');
  if (around.levels === 0) return problem(path, `is nested deeper than ${deepest} levels`);
  const kind = Object.keys(conditions).find((name) => Object.hasOwn(condition, name));
  if (kind === undefined) return problem(path, `must have one of ${Object.keys(conditions).join(', ')}`);
  return conditions[kind]({ ...around, levels: around.levels - 1 })(condition, path);
}

const conditions: Record<string, (around: Surroundings) => Validator> = {
  all: (around) => objectOf({ all: listOf(part(around)) }),
  any: (around) => objectOf({ any: listOf(part(around)) }),
  not: (around) => objectOf({ not: part(around) }),
  attr: (around) => test(around.insideSome),
  some: (around) => objectOf({ some: ref(around.insideSome), where: part({ ...around, insideSome: true }) }),
  segment: () => objectOf({ segment: key }),
  list: () => objectOf({ list: key }),
  flag: (around) => objectOf({ flag: key, where: part(around) }),
  within: () => (value, path) =>
    objectOf({
      within: bucketingOrLayer,
      ranges: listOf(range(spanOf((value as { within: unknown }).within))),
    })(value, path),
  logic: (around) => objectOf({ logic: logic(around) }),
};

function part(around: Surroundings): Validator {
  return (value, path) => validateCondition(value, path, around);
}

/** An expression of JSONLogic. */
export function logic({ keepsUnknownLogic }: Surroundings): Validator {
  return (value, path) => {
    const problems = json(value, path);
    if (problems.length > 0 || keepsUnknownLogic) return problems;
    const fault = logicFault(value as Json);
    return fault === undefined ? [] : problem(path, fault);
  };
}
