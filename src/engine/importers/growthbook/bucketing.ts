import type { Bucketing, Ref } from '../../evaluation';
import type { Surroundings } from './surroundings';

interface HashVersion {
  hash: Bucketing['hash'];
  span: number;
  text(seed: string): Bucketing['text'];
}

const first: HashVersion = { hash: 'fnv1a', span: 1000, text: (seed) => [{ unit: true }, seed] };
const second: HashVersion = { hash: 'fnv1a.fnv1a', span: 10_000, text: (seed) => [seed, { unit: true }] };
const hashVersions = new Map([
  [1, first],
  [2, second],
]);

/** Undefined: GrowthBook knows no such version, and nobody is hashed by it. */
export function bucketingOf(
  seed: string,
  version: number,
  unit: Ref[],
  around: Surroundings,
): Bucketing | undefined {
  const known = hashVersions.get(version);
  if (known !== undefined) return hashedBy(known, seed, unit, around);
  around.remarks.warnings.add(`hash version ${version} does not exist: it lets nobody in, as in GrowthBook`);
  return undefined;
}

/** A namespace is hashed by the first version, whatever its experiments are hashed by. */
export function namespaceBucketing(name: string, unit: Ref[], around: Surroundings): Bucketing {
  return hashedBy(first, `__${name}`, unit, around);
}

function hashedBy(
  { hash, span, text }: HashVersion,
  seed: string,
  unit: Ref[],
  { settings: { bytes } }: Surroundings,
): Bucketing {
  return { unit, usable: 'truthy', absent: 'out', text: text(seed), bytes, hash, map: 'mod', span };
}
