import { malformed } from './failure';
import type { Json } from './types';

/** An expression can put a text or a list into itself a few dozen times over, which no text can hold. */
const longestText = 1_000_000;

/**
 * What `String(value)` gives for plain data. `String` itself would call a `toString` that came with the data, and so let
 * a subject make an evaluation throw.
 */
export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? listText(value) : '[object Object]';
}

function listText(list: Json[]): string {
  return joined(list.map(elementText), ',');
}

/** Throws where the text would have more than a million characters. */
export function joined(texts: string[], separator: string): string {
  const length = texts.reduce((sum, text) => sum + text.length + separator.length, 0);
  if (length > longestText) throw malformed(`a text of ${length} characters would be made`);
  return texts.join(separator);
}

function elementText(element: Json): string {
  return element === null || element === undefined ? '' : textOf(element);
}

/** A list or object becomes its text, as JavaScript's own coercions do before they compare. */
export function primitiveOf(value: Json): string | number | boolean | null {
  return typeof value === 'object' && value !== null ? textOf(value) : value;
}
