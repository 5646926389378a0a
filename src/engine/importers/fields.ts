import { ImportError } from './import-error';

export type Fields = Record<string, unknown>;

/** What stands at a path of a peer's file; each throws an ImportError with that path when it is something else. */
export function fieldsAt(path: string, value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new ImportError(path, `must be an object, not ${shown(value)}`);
}

/** An absent list is an empty one, as it is to every peer. */
export function listAt(path: string, value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new ImportError(path, `must be a list, not ${shown(value)}`);
}

/** `path.name`, or `path["a name"]` where dots would mislead. */
export function memberOf(path: string, name: string): string {
  if (!/^[\w$]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

/** A value in a message. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value);
}
