import type { Json, Ref, Subject } from '../../evaluation';
import type { GrowthBookOptions, Settings } from './settings';

/** What an application tells GrowthBook about who is asking. */
export type Attributes = Record<string, Json>;

/**
 * Where a condition reads an attribute: the user's, by a path with dots. The attribute that names the user is the
 * subject's key, so that applications send it as their targeting key. One that is itself called `key` moves out of the
 * way.
 */
export function attributePath(path: string, { keyAttribute }: Settings): string[] {
  const [first, ...rest] = path.split('.');
  if (first === keyAttribute) return ['key', ...rest];
  return first === 'key' ? ['properties', 'key', ...rest] : [first, ...rest];
}

/** What is hashed: the attribute of that very name, or else what its dots lead to. */
export function unitRefs(name: string, settings: Settings): Ref[] {
  const path = attributePath(name, settings);
  return name.includes('.') ? [{ path: [name] }, { path }] : [{ path }];
}

/** Who has GrowthBook's attributes, with what the user's sticky bucket documents say (`growthBookAssignments`). */
export function growthBookSubject(
  attributes: Attributes,
  { keyAttribute = 'id' }: GrowthBookOptions = {},
  assignments?: Record<string, string>,
): Subject {
  const { [keyAttribute]: unit, ...others } = attributes;
  const { key, ...user } = others;
  if (key !== undefined) user.properties = { ...objectIn(user.properties), key };
  if (unit !== undefined) user.key = unit;
  return { contexts: { user }, ...(assignments && { assignments }) };
}

function objectIn(value: Json | undefined): Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** The value that is hashed, and the attribute it came from: the fallback where the first has none. */
export function unitOf(
  attributes: Attributes,
  name: string,
  fallback: string,
): { hashAttribute: string; hashValue: Json } {
  const value = valueAt(attributes, name);
  const other = fallback === '' ? '' : valueAt(attributes, fallback);
  return !value && other
    ? { hashAttribute: fallback, hashValue: other }
    : { hashAttribute: name, hashValue: value };
}

function valueAt(attributes: Attributes, name: string): Json {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const value = name.split('.').reduce<Json | undefined>(memberOf, attributes);
  return value ?? '';
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && Object.hasOwn(value, name) ? value[name] : undefined;
}
