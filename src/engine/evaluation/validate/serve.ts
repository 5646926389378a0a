import type { Arm, Problem } from '../types';
import { bucketingOrLayer, range, spanOf } from './bucketing';
import { logic, outermost, validateCondition, type Surroundings } from './condition';
import { deepest } from './json';
import { ref } from './ref';
import {
  exactly,
  integer,
  isObject,
  key,
  listOf,
  objectOf,
  optional,
  problem,
  type Validator,
} from './shape';

/** What a rule or the fallthrough serves; with `variants` known, every name must be one of them. */
export function validateServe(serve: unknown, path = '', around: Surroundings = outermost): Problem[] {
  if (typeof serve === 'string' || serve === null) return variant(around)(serve, path);
  if (!isObject(serve)) return problem(path, 'must be a variant, null, or an object that chooses one');
  if (around.levels === 0) return problem(path, `is nested deeper than ${deepest} levels`);
  const inner = { ...around, levels: around.levels - 1 };
  if ('split' in serve) return validateSplit(serve, path, inner);
  if ('logic' in serve) return objectOf({ logic: logic(inner) })(serve, path);
  if ('first' in serve) return objectOf({ first: listOf(choice(inner)), serve: part(inner) })(serve, path);
  return problem(path, 'must have one of split, logic, first');
}

/** A variant's name, or null for the caller's default. */
export function variant({ variants }: Surroundings): Validator {
  return (value, path) => {
    if (value === null) return [];
    if (typeof value !== 'string') return problem(path, 'must be the name of a variant, or null');
    return variants === undefined || variants.has(value)
      ? []
      : problem(path, `variant ${value} does not exist`);
  };
}

function part(around: Surroundings): Validator {
  return (value, path) => validateServe(value, path, around);
}

function choice(around: Surroundings): Validator {
  return objectOf({ when: (value, path) => validateCondition(value, path, around), serve: part(around) });
}

function validateSplit(split: Record<string, unknown>, path: string, around: Surroundings): Problem[] {
  const arm = objectOf({
    variant: variant(around),
    range: range(spanOf(split.split)),
    untracked: optional(exactly(true)),
  });
  const problems = objectOf({
    split: bucketingOrLayer,
    arms: listOf(arm, 1),
    otherwise: (value, at) => (value === 'next' ? [] : validateServe(value, at, around)),
    sticky: optional(sticky),
    experiment: optional(key),
  })(split, path);
  return problems.length > 0 ? problems : overlaps(split.arms as Arm[], `${path}.arms`);
}

const wholeNumber = integer(0, Number.MAX_SAFE_INTEGER);
const sticky = objectOf({
  id: key,
  version: wholeNumber,
  blockedBelow: optional(wholeNumber),
  by: listOf(ref(false), 1),
});

function overlaps(arms: Arm[], path: string): Problem[] {
  const filled = arms
    .map(({ range: [from, to] }, at) => ({ from, to, at }))
    .filter(({ from, to }) => from < to)
    .sort((left, right) => left.from - right.from);
  return filled.flatMap(({ from, at }, i) => {
    const before = filled[i - 1];
    return before !== undefined && from < before.to
      ? problem(`${path}[${at}].range`, `overlaps that of arm ${before.at}`)
      : [];
  });
}
