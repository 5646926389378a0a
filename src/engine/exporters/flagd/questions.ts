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

/** Operators that not every SDK gives a value for, whatever it is that stands there; of `in` that is the second argument. */
const typed = '== != < <= > >= + - * / % min max substr in map filter all some none reduce'.split(' ');

/** What must be so of the attributes that an expression reads. */
export function questionsAboutTypes(expression: Json): string[] {
  const names = [...new Set(typedIn(expression))].filter(
    (name) => !/^(?:targetingKey|\$flagd\..*|)$/.test(name),
  );
  if (names.length === 0) return [];
  return [
    `is ${names.join(', ')} always of a type that its operators take, or missing? flagd's JavaScript SDK answers ERROR to others`,
  ];
}

function typedIn(expression: Json): string[] {
  if (typeof expression !== 'object' || expression === null) return [];
  if (Array.isArray(expression)) return expression.flatMap(typedIn);
  return Object.entries(expression).flatMap(([operator, args]) => {
    const looked =
      typed.includes(operator) && Array.isArray(args) ? args.slice(operator === 'in' ? 1 : 0) : [];
    return [...looked.flatMap((arg) => variableIn(arg) ?? []), ...typedIn(args)];
  });
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
