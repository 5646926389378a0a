import type { Json } from '../../../src/engine/evaluation';
import type { Definition, KnownDifference, Peer } from './peer';
import { countries, plans, unitOf, versions, type Attributes, type Unit } from './people';
import type { Random } from './random';

export const unleash: Peer = {
  name: 'unleash',
  options: { sdk: 'node' },
  algorithms: {
    'murmur3 of a rollout': (random) => {
      const parameters = { groupId: `group-${random.integer(100)}`, stickiness: 'default', rollout: '37' };
      return definitionOf([feature('rollout', [strategy('flexibleRollout', parameters)])]);
    },
    "murmur3 of a strategy's variants": (random) => {
      const parameters = { groupId: `group-${random.integer(100)}`, stickiness: 'userId', rollout: '100' };
      return definitionOf([
        feature('split', [{ ...strategy('flexibleRollout', parameters), variants: variantsOf(random) }]),
      ]);
    },
    "murmur3 of a feature's variants": (random) =>
      definitionOf([{ ...feature('split', [strategy('default', {})]), variants: variantsOf(random) }]),
  },
  flags: (random) => {
    const names = Array.from({ length: 30 }, (_, at) => `feature-${at}`);
    const features = names.map((name, at) => aFeature(name, names.slice(0, Math.min(at, 10)), random));
    return definitionOf(
      features,
      [1, 2].map((id) => ({ id, constraints: constraintsOf(random) })),
    );
  },
  contextOf,
  known: { "Unleash's Node SDK finds no number in a list of ids, and draws variants without it": numericIds },
};

function numericIds(random: Random): KnownDifference {
  const listed = { ...strategy('userWithId', { userIds: '1,2,3,4,5' }) };
  return {
    ...definitionOf([
      feature('listed', [listed]),
      { ...feature('split', [strategy('default', {})]), variants: variantsOf(random) },
    ]),
    contextOf: (chance) => {
      const userId = unitOf('integer', chance) as number;
      const shown = chance.chance(0.5) ? userId : userId % 6;
      return { userId: chance.chance(0.8) ? shown : String(shown), sessionId: `session of ${userId}` };
    },
    explains: ({ context }) => typeof (context as { userId: Json }).userId === 'number',
  };
}

function contextOf(unit: Unit, { country, ...properties }: Attributes): Json {
  return {
    userId: String(unit),
    sessionId: `session of ${unit}`,
    properties: { ...(country !== undefined && { country }), ...properties },
  };
}

type Feature = ReturnType<typeof feature> & { variants?: object[] };

function definitionOf(features: Feature[], segments: object[] = []): Definition {
  return { source: { version: 2, features, segments }, flags: features.map(({ name }) => name) };
}

function feature(name: string, strategies: object[]) {
  return { name, type: 'release', project: 'default', enabled: true, strategies };
}

function strategy(name: string, parameters: object) {
  return { name, parameters, constraints: [] as object[] };
}

function variantsOf(random: Random): object[] {
  return random.weights(1 + random.integer(4), 1_000).map((weight, at) => ({
    name: `variant-${at}`,
    weight,
    stickiness: 'default',
    ...(at === 0 && { payload: { type: 'string', value: 'first' } }),
    ...(random.chance(0.2) && { overrides: [{ contextName: 'country', values: [random.pick(countries)] }] }),
  }));
}

function aFeature(name: string, parents: string[], random: Random) {
  const isParent = parents.length < 10;
  return {
    ...feature(
      name,
      random.list(0, 3, () => strategyOf(random)),
    ),
    enabled: random.chance(0.9),
    ...(random.chance(0.4) && { variants: variantsOf(random) }),
    ...(!isParent && random.chance(0.4) && { dependencies: [dependencyOf(random.pick(parents), random)] }),
  };
}

function dependencyOf(parent: string, random: Random): object {
  if (random.chance(0.3)) return { feature: parent, enabled: false };
  return {
    feature: parent,
    enabled: true,
    ...(random.chance(0.4) && { variants: ['variant-0', 'disabled'] }),
  };
}

function strategyOf(random: Random): object {
  const percentage = String(random.integer(101));
  const groupId = `group-${random.integer(20)}`;
  const [name, parameters] = random.pick<[string, object]>([
    ['default', {}],
    ['userWithId', { userIds: 'a, b,!,"' }],
    ['gradualRolloutUserId', { percentage, groupId }],
    ['gradualRolloutSessionId', { percentage, groupId }],
    [
      'flexibleRollout',
      { rollout: percentage, groupId, stickiness: random.pick(['default', 'userId', 'country']) },
    ],
    ['flexibleRollout', { rollout: percentage, groupId, stickiness: 'sessionId' }],
    ['unheardOf', {}],
  ]);
  return {
    name,
    parameters,
    constraints: random.chance(0.6) ? constraintsOf(random) : [],
    ...(random.chance(0.3) && { segments: [random.pick([1, 2, 3])] }),
    ...(name === 'flexibleRollout' && random.chance(0.3) && { variants: variantsOf(random) }),
  };
}

function constraintsOf(random: Random): object[] {
  return random.list(1, 2, () => {
    const [contextName, operator, operand] = random.pick<[string, string, object]>([
      [
        'country',
        random.pick(['IN', 'NOT_IN']),
        { values: random.list(0, 3, () => random.pick([...countries, ' NL '])) },
      ],
      [
        'plan',
        random.pick(['STR_STARTS_WITH', 'STR_ENDS_WITH', 'STR_CONTAINS']),
        { values: [random.pick(plans), random.pick(['p', 'PRO', 'e'])] },
      ],
      [
        'age',
        random.pick(['NUM_EQ', 'NUM_GT', 'NUM_GTE', 'NUM_LT', 'NUM_LTE']),
        { value: random.pick([String(random.integer(60)), '12.5', 'x']) },
      ],
      ['version', random.pick(['SEMVER_EQ', 'SEMVER_GT', 'SEMVER_LT']), { value: random.pick(versions) }],
      ['group', 'REGEX', { value: random.pick(['^b', '(?i)STAFF', '[[:alpha:]]+', '(?=x)']) }],
      ['isStaff', 'IN', { values: ['true'] }],
      ['country', 'UNHEARD_OF', { values: ['NL'] }],
    ]);
    return {
      contextName,
      operator,
      ...operand,
      inverted: random.chance(0.3),
      caseInsensitive: random.chance(0.3),
    };
  });
}
