import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../src/engine/evaluation';
import type { Definition, KnownDifference, Peer } from './peer';
import { countries, groups, plans, versions, type Attributes, type Unit } from './people';
import type { Random } from './random';

export const growthBook: Peer = {
  name: 'growthbook',
  options: { sdk: 'javascript', stickyBucketing: false },
  algorithms: {
    'fnv1a of version 1': (random) => definitionOf([['split', [trial(random, { hashVersion: 1 })]]]),
    'fnv1a of version 2': (random) => definitionOf([['split', [trial(random, { hashVersion: 2 })]]]),
    'coverage of version 1': (random) => definitionOf([['gate', [gate(random, 1)]]]),
    'coverage of version 2': (random) => definitionOf([['gate', [gate(random, 2)]]]),
    namespaces: (random) => {
      const namespace = [`namespace-${random.integer(10)}`, 0.2, 0.2 + random.next() * 0.8];
      return definitionOf([['split', [trial(random, { namespace })]]]);
    },
  },
  flags: (random) => {
    const keys = Array.from({ length: 30 }, (_, at) => `feature-${at}`);
    return definitionOf(keys.map((key, at) => [key, rulesOf(keys.slice(0, at), random)]));
  },
  contextOf,
  known: { "GrowthBook's JavaScript SDK compares the fields of objects in their order": objects },
};

function objects(random: Random): KnownDifference {
  const sizeOf = (chance: Random): Record<string, number> => {
    const fields = Object.entries({ width: 1 + chance.integer(2), height: 1 });
    return Object.fromEntries(chance.chance(0.5) ? fields : fields.toReversed());
  };
  const size = sizeOf(random);
  return {
    ...definitionOf([['sized', [{ condition: { size }, force: 'on' }]]]),
    contextOf: (chance) => ({ id: 'ada', size: sizeOf(chance) }),
    explains: ({ context }) => {
      const { size: sent } = context as { size: object };
      return isDeepStrictEqual(sent, size) && JSON.stringify(sent) !== JSON.stringify(size);
    },
  };
}

function contextOf(unit: Unit, attributes: Attributes): Attributes {
  return { id: unit, ...attributes };
}

function definitionOf(features: [string, object[]][]): Definition {
  const made = features.map(([key, rules]) => [key, { defaultValue: 'default', rules }]);
  const source = {
    features: Object.fromEntries(made) as object,
    savedGroups: { near: countries.slice(0, 3) },
  };
  return { source, flags: features.map(([key]) => key) };
}

function trial(random: Random, parts: object): object {
  const weights = random.weights(4, 100).map((weight) => weight / 100);
  return {
    key: `experiment-${random.integer(1_000)}`,
    variations: ['a', 'b', 'c', 'd'],
    weights,
    coverage: random.chance(0.5) ? 1 : random.next(),
    hashVersion: random.pick([1, 2]),
    ...parts,
  };
}

function gate(random: Random, hashVersion: number): object {
  return {
    force: 'on',
    coverage: random.integer(101) / 100,
    hashVersion,
    seed: `seed-${random.integer(1_000)}`,
  };
}

function rulesOf(earlier: string[], random: Random): object[] {
  return random.list(0, 4, (at) => ({
    id: `rule-${at}`,
    ...(random.chance(0.6) && { condition: conditionOf(random, 2) }),
    ...(random.chance(0.15) && earlier.length > 0 && { parentConditions: [parentOf(earlier, random)] }),
    ...random.pick([
      { force: random.pick(['forced', 'other']) },
      gate(random, random.pick([1, 2])),
      trial(random, random.chance(0.3) ? { namespace: ['shared', 0, 0.6] } : {}),
      trial(random, {
        hashAttribute: 'country',
        ranges: [
          [0, 0.3],
          [0.3, 0.7],
        ],
        variations: ['a', 'b'],
      }),
      trial(random, { hashAttribute: 'missing', fallbackAttribute: 'id' }),
    ]),
  }));
}

function parentOf(earlier: string[], random: Random): object {
  const value = random.pick<Json>([{ $in: ['forced', 'a', 'default'] }, 'on', { $exists: true }]);
  return { id: random.pick(earlier), condition: { value }, gate: random.chance(0.3) };
}

function conditionOf(random: Random, depth: number): Json {
  if (depth > 0 && random.chance(0.25)) {
    const parts = random.list(0, 2, () => conditionOf(random, depth - 1));
    return random.pick<Json>([
      { $and: parts },
      { $or: parts },
      { $nor: parts },
      { $not: conditionOf(random, 0) },
    ]);
  }
  const ordered = random.pick(['$lt', '$lte', '$gt', '$gte', '$eq', '$ne']);
  return random.pick<Json>([
    { country: random.pick(countries) },
    { country: { [random.pick(['$in', '$nin'])]: random.list(0, 3, () => random.pick(countries)) } },
    { country: { [random.pick(['$inGroup', '$notInGroup'])]: random.pick(['near', 'unknown']) } },
    { plan: { [random.pick(['$regex', '$regexi'])]: random.pick(['^p', 'PRO', 'l']) } },
    { plan: { $ini: [random.pick(plans)] } },
    { age: { [ordered]: random.pick<Json>([random.integer(60), '7', null]) } },
    { age: random.pick<Json>([random.integer(60), '12', null]) },
    { version: { [random.pick(['$veq', '$vne', '$vgt', '$vgte', '$vlt', '$vlte'])]: random.pick(versions) } },
    { isStaff: random.chance(0.5) },
    { group: { $exists: random.chance(0.5) } },
    { group: { $type: random.pick(['string', 'null', 'undefined']) } },
    { group: random.pick(groups), country: random.pick(countries) },
    { 'group.inner': null },
  ]);
}
