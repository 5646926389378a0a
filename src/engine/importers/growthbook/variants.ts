import { canonicalJson, type Flag, type FlagType, type Json } from '../../evaluation';
import { flagTypeOf } from '../flag-type';
import { ImportError } from '../import-error';

/** Values that stand in one rule. */
export interface Served {
  values: Json[];
  /** What they must be called, where somebody keeps the names. */
  names?: string[];
}

/** The variants of a flag, made of the values that GrowthBook keeps in its rules. */
export interface VariantTable {
  type: FlagType;
  variants: Flag['variants'];
  /** What a rule's values are called; null is the caller's default. */
  namesOf(served: Served): (string | null)[];
}

/**
 * A variant per value, however many rules serve it; but values that are equal within one rule are variants of their own,
 * since an experiment tells them apart, and so are those that have a name.
 */
export function variantTable(rules: Served[]): VariantTable {
  const names = new Map<string, string>();
  const variants = new Map<string, { value: Json }>();
  for (const { identity, value, name } of rules.flatMap(identified).sort(namedFirst)) {
    if (value === null || names.has(identity)) continue;
    const own = name ?? freeName(nameFor(value), (taken) => variants.has(taken));
    if (variants.has(own))
      throw new ImportError('rules', `${own} has two values: sticky buckets name only one`);
    names.set(identity, own);
    variants.set(own, { value });
  }
  return {
    type: flagTypeOf([...variants.values()].map(({ value }) => value)),
    variants: Object.fromEntries(variants),
    namesOf: (served) => identified(served).map(({ identity }) => names.get(identity) ?? null),
  };
}

interface Identified {
  identity: string;
  value: Json;
  name: string | undefined;
}

/** What tells a value from others: its name, or the how-manieth of its like it is. */
function identified({ values, names }: Served): Identified[] {
  const texts = values.map(canonicalJson);
  return values.map((value, at) => {
    const earlier = texts.slice(0, at).filter((text) => text === texts[at]).length;
    const name = names?.[at];
    return { identity: `${JSON.stringify(name ?? earlier)} ${texts[at]}`, value, name };
  });
}

function namedFirst(left: Identified, right: Identified): number {
  return Number(left.name === undefined) - Number(right.name === undefined);
}

const longestName = 40;

function nameFor(value: Json): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return Array.isArray(value) ? 'list' : 'object';
  const isName = value.trim() !== '' && value.length <= longestName && value !== '__proto__';
  return isName ? value : value === '' ? 'empty' : 'text';
}

function freeName(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name;
  let number = 2;
  while (isTaken(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}
