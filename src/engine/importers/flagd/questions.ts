import type { Json } from '../../evaluation';
import { operationOf, variableOf } from './expression';
import type { Generation } from './fractional';

const generationNames: Record<Generation, string> = {
  v1: 'v1 (percentages in floats)',
  v2: 'v2 (weights in integers)',
  v3: 'v3 (weights in integers, units in CBOR)',
};

/** What must be so for everybody to stay in their arm of a `fractional`: the file itself does not tell. */
export function questionsAbout(targeting: Json, generation: Generation, sdk: string | undefined): string[] {
  const units = unitsIn(targeting);
  if (units.length === 0) return [];
  const mayBeJavaScript = sdk === undefined || /^(js|javascript|node|web)/i.test(sdk);
  const mayBeGo = sdk === undefined || /^(go|flagd)/i.test(sdk);
  const named = new Set(units.flatMap((unit) => variableOf(unit) ?? []));
  named.delete('targetingKey');
  return [
    `did flagd split users by ${generationNames[generation]}?`,
    ...(mayBeJavaScript && generation !== 'v3'
      ? ["are all units ASCII? flagd's JavaScript SDK hashes other letters in its own way"]
      : []),
    ...(mayBeGo && generation !== 'v3'
      ? Array.from(named, (name) => `is ${name} always sent? without it flagd in Go takes the targeting key`)
      : []),
  ];
}

function unitsIn(expression: Json): Json[] {
  if (Array.isArray(expression)) return expression.flatMap(unitsIn);
  const operation = operationOf(expression);
  if (operation === undefined) return [];
  const own = operation.operator === 'fractional' ? [operation.args[0] ?? null] : [];
  return [...own, ...unitsIn(operation.args)];
}
