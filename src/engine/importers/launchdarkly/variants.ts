import type { Json, Serve, Variant } from '../../evaluation';

/** Variations have no names in what SDKs receive: their places in the list are their names. */
export function variantsOf(variations: Json[]): Record<string, Variant> {
  return Object.fromEntries(variations.map((value, at) => [String(at), { value }]));
}

/** The name of the variation at an index; undefined where there is none. */
export function variantAt(index: number | undefined, count: number): string | undefined {
  const exists = index !== undefined && Number.isInteger(index) && index >= 0 && index < count;
  return exists ? String(index) : undefined;
}

/** A variation, or what ends the evaluation as malformed, as an index of none does in LaunchDarkly. */
export function served(index: number | undefined, count: number): Serve {
  return variantAt(index, count) ?? malformed(variationName(index));
}

/** Fails whoever is served it: the expression gives the name of a variant that does not exist. */
export function malformed(what: string): Serve {
  return { logic: what };
}

export function variationName(index: number | undefined): string {
  return index === undefined ? 'no variation' : `variation ${index}`;
}
