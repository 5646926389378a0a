import type { Json } from '../../evaluation';

/** What must be so for everybody to be in the same arm of a `fractional` with this unit; none: the targeting key. */
export function questionsAbout(unit: Json | undefined): string[] {
  const name = variableIn(unit);
  const joined = partsOf(unit).flatMap((part) => variableIn(part) ?? []);
  return [
    'does flagd split users by weights in integers (v2), as it does now?',
    "are all units ASCII? flagd's JavaScript SDK hashes other letters in its own way",
    ...(name === undefined || name === 'targetingKey'
      ? []
      : [`is ${name} always sent? without it flagd in Go takes the targeting key`]),
    ...joined.map((part) => `is ${part} always sent? without it flagd's JavaScript SDK hashes the text null`),
  ];
}

/** The units of all that is split in an expression. */
export function unitsIn(expression: Json): (Json | undefined)[] {
  if (typeof expression !== 'object' || expression === null) return [];
  if (Array.isArray(expression)) return expression.flatMap(unitsIn);
  const own = Array.isArray(expression.fractional) ? [expression.fractional[0]] : [];
  return [...own, ...Object.values(expression).flatMap(unitsIn)];
}

function partsOf(unit: Json | undefined): Json[] {
  const parts = memberOf(unit, 'cat');
  return Array.isArray(parts) ? parts : [];
}

function variableIn(unit: Json | undefined): string | undefined {
  const name = memberOf(unit, 'var');
  return typeof name === 'string' ? name : undefined;
}

function memberOf(expression: Json | undefined, operator: string): Json | undefined {
  if (typeof expression !== 'object' || expression === null || Array.isArray(expression)) return undefined;
  return Object.hasOwn(expression, operator) ? expression[operator] : undefined;
}
