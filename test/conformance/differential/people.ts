import type { Json } from '../../../src/engine/evaluation';
import type { Random } from './random';

export const unitKinds = ['ASCII', 'non-ASCII', 'integer'] as const;
export type UnitKind = (typeof unitKinds)[number];
export type Unit = string | number;

const ascii = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));
const others = [...'äéñøßłžşıθжяאعहไ中文日本한국글', '😀', '𝒳', '\u0301'];

/** An id as applications have them: of one to 24 letters, or a whole number. */
export function unitOf(kind: UnitKind, random: Random): Unit {
  if (kind === 'integer') return random.integer(random.chance(0.5) ? 100_000 : Number.MAX_SAFE_INTEGER);
  const letters = random.list(1, 24, () => random.pick(ascii));
  if (kind === 'ASCII') return letters.join('');
  letters.splice(random.integer(letters.length + 1), 0, ...random.list(1, 4, () => random.pick(others)));
  return letters.join('');
}

/** What applications tell of a user, beside the key. Any of it may be missing. */
export type Attributes = Record<string, Json>;

export const countries = ['NL', 'BE', 'DE', 'FR', 'US'];
export const plans = ['free', 'pro', 'Pro', 'enterprise'];
export const versions = ['1.2.3', '2.0.0', '2.0.0-beta.1', '2.10.1', '10.0.0'];
export const groups = ['beta', 'staff', 'press'];

export function attributesOf(random: Random): Attributes {
  const all: Attributes = {
    country: random.pick(countries),
    plan: random.pick(plans),
    version: random.pick(versions),
    age: random.integer(60),
    isStaff: random.chance(0.5),
    group: random.pick(groups),
  };
  return Object.fromEntries(Object.entries(all).filter(() => random.chance(0.85)));
}
