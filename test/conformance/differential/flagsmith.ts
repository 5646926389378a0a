import type { Definition, Peer } from './peer';
import { countries, groups, plans, versions } from './people';
import type { Random } from './random';

export const flagsmith: Peer = {
  name: 'flagsmith',
  options: { sdk: 'node' },
  algorithms: {
    'md5 of a multivariate feature': (random) =>
      definitionOf([state('split', random, random.weights(3, 100))], [], random),
    'md5 of a percentage split': (random) => {
      const value = String(random.integer(101));
      const rules = [rule('ALL', [{ operator: 'PERCENTAGE_SPLIT', value, property_: null }])];
      return definitionOf([state('gate', random)], [segment(1, rules, [state('gate', random)])], random);
    },
  },
  flags: (random) => {
    const names = Array.from({ length: 15 }, (_, at) => `feature-${at}`);
    const segments = Array.from({ length: 6 }, (_, at) =>
      segment(
        at + 1,
        [ruleOf(random, 2)],
        names
          .filter(() => random.chance(0.2))
          .map((name) => ({
            ...state(name, random),
            feature_segment: { priority: random.integer(100) },
          })),
      ),
    );
    const states = names.map((name) => state(name, random, random.chance(0.5) ? random.weights(3, 100) : []));
    return definitionOf(states, segments, random);
  },
  contextOf: (unit, traits) => ({ identifier: String(unit), traits }),
};

function definitionOf(
  states: { feature: { name: string } }[],
  segments: object[],
  random: Random,
): Definition {
  const project = { id: 1, name: 'project', hide_disabled_flags: false, organisation, segments };
  const source = {
    id: 1,
    api_key: `environment-${random.integer(1_000)}`,
    name: 'Production',
    project,
    feature_states: states,
    identity_overrides: [],
  };
  return { source, flags: states.map(({ feature }) => feature.name) };
}

const organisation = {
  id: 1,
  name: 'organisation',
  feature_analytics: false,
  stop_serving_flags: false,
  persist_trait_data: false,
};

function state(name: string, random: Random, weights: number[] = []) {
  const id = 1 + random.integer(1_000_000);
  return {
    id,
    django_id: id,
    featurestate_uuid: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    enabled: random.chance(0.7),
    feature: { id: 1 + Number(name.replace(/\D/g, '')), name, type: 'STANDARD' },
    feature_state_value: `value-${random.integer(100)}`,
    feature_segment: null as object | null,
    multivariate_feature_state_values: weights.map((percentage_allocation, at) => ({
      id: at + 1,
      mv_fs_value_uuid: `00000000-0000-4000-8000-${String(at + 1).padStart(12, '0')}`,
      percentage_allocation,
      multivariate_feature_option: { id: at + 1, value: `arm-${at}` },
    })),
  };
}

function segment(id: number, rules: object[], feature_states: object[]): object {
  return { id, name: `segment-${id}`, rules, feature_states };
}

function rule(type: string, conditions: object[], rules: object[] = []): object {
  return { type, conditions, rules };
}

function ruleOf(random: Random, depth: number): object {
  const rules = depth > 0 ? random.list(0, 2, () => ruleOf(random, depth - 1)) : [];
  return rule(
    random.pick(['ALL', 'ANY', 'NONE']),
    random.list(1, 2, () => conditionOf(random)),
    rules,
  );
}

function conditionOf(random: Random): object {
  const [property_, operator, value] = random.pick<[string, string, string]>([
    ['country', random.pick(['EQUAL', 'NOT_EQUAL']), random.pick(countries)],
    ['country', 'IN', random.pick(['NL,BE', '["DE", "FR"]', 'US'])],
    ['plan', random.pick(['CONTAINS', 'NOT_CONTAINS', 'REGEX']), random.pick([...plans, 'p', '^e'])],
    ['age', random.pick(['GREATER_THAN', 'GREATER_THAN_INCLUSIVE', 'LESS_THAN']), String(random.integer(60))],
    ['age', random.pick(['EQUAL', 'NOT_EQUAL', 'IN']), String(random.integer(60))],
    [random.pick(['age', 'version']), 'MODULO', `${2 + random.integer(3)}|1`],
    ['isStaff', random.pick(['GREATER_THAN', 'LESS_THAN_INCLUSIVE']), random.pick(['true', 'False'])],
    [
      'version',
      random.pick(['GREATER_THAN', 'LESS_THAN_INCLUSIVE', 'EQUAL']),
      `${random.pick(versions)}:semver`,
    ],
    ['isStaff', 'EQUAL', random.pick(['true', 'True', 'false', '1', 'False'])],
    ['group', random.pick(['IS_SET', 'IS_NOT_SET']), ''],
    ['group', 'EQUAL', random.pick(groups)],
    [
      random.pick(['$.identity.identifier', '$.identity.traits.country', 'country']),
      'PERCENTAGE_SPLIT',
      String(random.integer(101)),
    ],
  ]);
  return { property_, operator, value };
}
