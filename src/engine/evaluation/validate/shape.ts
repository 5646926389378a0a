import type { Problem } from '../types';

/** What is wrong with a value that stands at a path; nothing when the list is empty. */
export type Validator = (value: unknown, path: string) => Problem[];

interface OptionalField {
  optional: Validator;
}

export function problem(path: string, message: string): Problem[] {
  return [{ path, message }];
}

export function memberPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function optional(validator: Validator): OptionalField {
  return { optional: validator };
}

/** An object with these fields and no others. */
export function objectOf(fields: Record<string, Validator | OptionalField>): Validator {
  return (value, path) => {
    if (!isObject(value)) return problem(path, 'must be an object');
    const unknown = Object.keys(value).filter((name) => !Object.hasOwn(fields, name));
    return [
      ...unknown.flatMap((name) => problem(memberPath(path, name), 'is not a known field')),
      ...Object.entries(fields).flatMap(([name, field]) =>
        checkField(value, name, field, memberPath(path, name)),
      ),
    ];
  };
}

function checkField(
  object: Record<string, unknown>,
  name: string,
  field: Validator | OptionalField,
  path: string,
): Problem[] {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  if (typeof field === 'function')
    return value === undefined ? problem(path, 'is missing') : field(value, path);
  return value === undefined ? [] : field.optional(value, path);
}

/** An object of any names, each member checked by the same rule. */
export function recordOf(validator: Validator): Validator {
  return (value, path) => {
    if (!isObject(value)) return problem(path, 'must be an object');
    return Object.entries(value).flatMap(([name, member]) => [
      ...key(name, memberPath(path, name)),
      ...validator(member, memberPath(path, name)),
    ]);
  };
}

export function listOf(validator: Validator, least = 0): Validator {
  return (value, path) => {
    if (!Array.isArray(value)) return problem(path, 'must be a list');
    if (value.length < least)
      return problem(path, `needs at least ${least} element${least === 1 ? '' : 's'}`);
    return value.flatMap((element, at) => validator(element, `${path}[${at}]`));
  };
}

export function oneOf(names: readonly string[]): Validator {
  return (value, path) =>
    typeof value === 'string' && names.includes(value)
      ? []
      : problem(path, `must be one of ${names.join(', ')}`);
}

export function exactly(expected: string | number | boolean | null): Validator {
  return (value, path) => (value === expected ? [] : problem(path, `must be ${String(expected)} or absent`));
}

export const text: Validator = (value, path) =>
  typeof value === 'string' ? [] : problem(path, 'must be a text');

export const boolean: Validator = (value, path) =>
  typeof value === 'boolean' ? [] : problem(path, 'must be true or false');

export const number: Validator = (value, path) =>
  typeof value === 'number' && Number.isFinite(value) ? [] : problem(path, 'must be a number');

export function integer(least: number, most: number): Validator {
  return (value, path) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? []
      : problem(path, `must be a whole number from ${least} to ${most}`);
}

const longestKey = 255;

/** The name of a flag, segment, variant…: imported ones may hold any characters. */
export const key: Validator = (value, path) => {
  if (typeof value !== 'string' || value === '') return problem(path, 'must be a text that is not empty');
  if (value.length > longestKey) return problem(path, `must have at most ${longestKey} characters`);
  return value === '__proto__' ? problem(path, 'must not be __proto__') : [];
};
