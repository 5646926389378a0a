import type { Json } from './types';

/**
 * What `String(value)` gives for plain data. `String` itself would call a `toString` that came with the data, and so let
 * a subject make an evaluation throw.
 */
export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? value.map(elementText).join(',') : '[object Object]';
}

function elementText(element: Json): string {
  return element === null || element === undefined ? '' : textOf(element);
}

/** A list or object becomes its text, as JavaScript's own coercions do before they compare. */
export function primitiveOf(value: Json): string | number | boolean | null {
  return typeof value === 'object' && value !== null ? textOf(value) : value;
}
