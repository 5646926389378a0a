import type { FlagType } from '../types';
import { boolean, isObject, memberPath, number, problem, text, type Validator } from './shape';

/** How deep values, conditions and expressions may be nested: evaluation and printing walk them recursively. */
export const deepest = 64;

/** Any plain data. */
export const json: Validator = (value, path) => jsonWithin(value, path, deepest);

function jsonWithin(value: unknown, path: string, levels: number): ReturnType<Validator> {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number') return number(value, path);
  if (levels === 0) return problem(path, `is nested deeper than ${deepest} levels`);
  if (Array.isArray(value))
    return value.flatMap((element, at) => jsonWithin(element, `${path}[${at}]`, levels - 1));
  if (!isObject(value)) return problem(path, `must be plain data, not ${typeof value}`);
  return Object.entries(value).flatMap(([name, member]) =>
    name === '__proto__'
      ? problem(memberPath(path, name), 'must not be __proto__')
      : jsonWithin(member, memberPath(path, name), levels - 1),
  );
}

/** The value of a variant, by the flag's type. */
export const valuesOfType: Record<FlagType, Validator> = {
  BOOLEAN: boolean,
  STRING: text,
  NUMBER: number,
  JSON: json,
};
