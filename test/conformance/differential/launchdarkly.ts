import type { Definition, Peer } from './peer';
import { countries, groups, plans, versions, type Attributes, type Unit } from './people';
import type { Random } from './random';

export const launchDarkly: Peer = {
  name: 'launchdarkly',
  options: { sdk: 'node' },
  algorithms: {
    'sha1 of key and salt': (random) => split(random, {}),
    'sha1 of a seed': (random) => split(random, { kind: 'experiment', seed: 1 + random.integer(1_000) }),
    'sha1 of another attribute': (random) => split(random, { bucketBy: 'id' }),
  },
  flags: (random) => {
    const keys = Array.from({ length: 30 }, (_, at) => `flag-${at}`);
    return definitionOf(
      keys.map((key, at) => aFlag(key, keys.slice(0, at), random)),
      segmentsOf(random),
    );
  },
  contextOf,
};

/** A key is always a text; another attribute may be a number. */
function contextOf(unit: Unit, attributes: Attributes): Attributes {
  return { kind: 'user', key: String(unit), id: unit, ...attributes };
}

function split(random: Random, rollout: object): Definition {
  const variations = random.weights(4, 100_000).map((weight, variation) => ({ variation, weight }));
  return definitionOf(
    [{ ...base('split', random), rules: [], fallthrough: { rollout: { variations, ...rollout } } }],
    [],
  );
}

function definitionOf(
  flags: (ReturnType<typeof base> & Record<string, unknown>)[],
  segments: { key: string }[],
): Definition {
  const byKey = (objects: { key: string }[]): object =>
    Object.fromEntries(objects.map((each) => [each.key, each]));
  return { source: { flags: byKey(flags), segments: byKey(segments) }, flags: flags.map(({ key }) => key) };
}

function base(key: string, random: Random) {
  return {
    key,
    version: 1,
    on: true,
    salt: `salt-${random.integer(1_000)}`,
    variations: ['a', 'b', 'c', 'd'],
    offVariation: 3 as number | null,
    prerequisites: [] as object[],
    targets: [],
  };
}

function aFlag(key: string, earlier: string[], random: Random) {
  const prerequisites = random.chance(0.2) && earlier.length > 0 ? [random.pick(earlier)] : [];
  return {
    ...base(key, random),
    on: random.chance(0.9),
    offVariation: random.chance(0.8) ? random.integer(4) : null,
    prerequisites: prerequisites.map((parent) => ({ key: parent, variation: random.integer(4) })),
    rules: random.list(0, 4, (at) => ({
      id: `rule-${at}`,
      clauses: random.list(1, 3, () => clauseOf(random)),
      ...choiceOf(random),
    })),
    fallthrough: choiceOf(random),
  };
}

function choiceOf(random: Random): object {
  if (random.chance(0.5)) return { variation: random.integer(4) };
  const variations = random.weights(4, 100_000).map((weight, variation) => ({ variation, weight }));
  const isExperiment = random.chance(0.3);
  return {
    rollout: {
      variations: variations.map((each) =>
        isExperiment && random.chance(0.5) ? { ...each, untracked: true } : each,
      ),
      ...(isExperiment && { kind: 'experiment' }),
      ...(random.chance(0.3) && { bucketBy: random.pick(['country', 'age', 'missing']) }),
      ...(random.chance(0.3) && { seed: 1 + random.integer(100) }),
    },
  };
}

function clauseOf(random: Random, segments: string[] = ['first', 'second', 'unknown']): object {
  const [attribute, op, values] = random.pick<[string, string, unknown[]]>([
    ['country', 'in', random.list(0, 3, () => random.pick(countries))],
    [
      'plan',
      random.pick(['startsWith', 'endsWith', 'contains', 'matches', 'nonsense']),
      [random.pick(['p', 'pro', 'e', '^f'])],
    ],
    [
      'age',
      random.pick(['lessThan', 'lessThanOrEqual', 'greaterThan', 'greaterThanOrEqual', 'in']),
      [random.integer(60), '7'],
    ],
    [
      'version',
      random.pick(['semVerEqual', 'semVerLessThan', 'semVerGreaterThan']),
      [random.pick([...versions, '2', 'x'])],
    ],
    ['isStaff', 'in', [random.chance(0.5)]],
    ['group', 'in', [random.pick(groups), random.pick(plans)]],
    ...(segments.length > 0
      ? [['', 'segmentMatch', [random.pick(segments)]] as [string, string, unknown[]]]
      : []),
  ]);
  return { attribute, op, values, negate: random.chance(0.3) };
}

function segmentsOf(random: Random) {
  return ['first', 'second'].map((key, at) => ({
    key,
    version: 1,
    salt: `segment-salt-${random.integer(100)}`,
    included: [],
    excluded: [],
    rules: random.list(1, 3, () => ({
      clauses: random.list(1, 2, () => clauseOf(random, at === 0 ? [] : ['first'])),
      ...(random.chance(0.5) && { weight: random.integer(100_001) }),
      ...(random.chance(0.3) && { bucketBy: 'country' }),
    })),
  }));
}
