import type { FlagType, Json } from '../evaluation';

const typesOfValues: Record<string, FlagType> = { boolean: 'BOOLEAN', string: 'STRING', number: 'NUMBER' };

/** The type of a flag with these values: JSON where they are objects, or of several types. */
export function flagTypeOf(values: Json[]): FlagType {
  const types = new Set(values.map((value) => typesOfValues[typeof value] ?? 'JSON'));
  const [only, ...others] = types;
  return others.length === 0 && only !== undefined ? only : 'JSON';
}
