import type { Json } from '../../../src/engine/evaluation';
import type { Definition, Peer } from './peer';
import { countries, groups, plans, versions, type Attributes, type Unit } from './people';
import type { Random } from './random';

const shared = { enabled: true, idType: 'userID', isDeviceBased: false, entity: 'feature_gate' };

export const statsig: Peer = {
  name: 'statsig',
  options: { sdk: 'node' },
  algorithms: {
    'sha256 of a pass percentage': (random) =>
      definitionOf([gate('gate', random, [rule('half', [], 100 * random.next())])]),
    'sha256 of user buckets': (random) => definitionOf([], [experiment('split', random)]),
  },
  flags: (random) => {
    const names = Array.from({ length: 30 }, (_, at) => `gate-${at}`);
    const gates = names.map((name, at) => gate(name, random, rulesOf(names.slice(0, at), random)));
    return definitionOf(
      gates,
      Array.from({ length: 5 }, (_, at) => experiment(`experiment-${at}`, random)),
    );
  },
  contextOf,
};

function contextOf(unit: Unit, { country, ...custom }: Attributes): Json {
  return {
    userID: String(unit),
    customIDs: { company: `company of ${unit}` },
    ...(typeof country === 'string' && { country }),
    custom,
  };
}

function definitionOf(gates: { name: string }[], experiments: { name: string }[] = []): Definition {
  return {
    source: {
      has_updates: true,
      time: 1,
      feature_gates: gates,
      dynamic_configs: experiments,
      layer_configs: [],
    },
    flags: [...gates, ...experiments].map(({ name }) => name),
  };
}

function gate(name: string, random: Random, rules: object[]) {
  const enabled = random.chance(0.95);
  return {
    ...shared,
    name,
    enabled,
    salt: `salt-${random.integer(1_000)}`,
    type: 'feature_gate',
    defaultValue: false,
    rules,
  };
}

function experiment(name: string, random: Random) {
  const salt = `salt-${random.integer(1_000)}`;
  const edges = random
    .weights(4, 1_000)
    .reduce<number[]>((sums, weight) => [...sums, weight + (sums.at(-1) ?? 0)], []);
  const rules = edges.map((targetValue, at) => {
    const inBucket = condition('user_bucket', { operator: 'lt', targetValue, additionalValues: { salt } });
    return { ...rule(`arm-${at}`, [inBucket], 100), returnValue: { arm: at }, isExperimentGroup: true };
  });
  return {
    ...shared,
    name,
    salt,
    type: 'dynamic_config',
    entity: 'experiment',
    isActive: true,
    defaultValue: { arm: -1 },
    rules,
  };
}

function rule(id: string, conditions: object[], passPercentage: number): object {
  const all = conditions.length > 0 ? conditions : [condition('public', {})];
  return { id, name: id, salt: id, passPercentage, conditions: all, returnValue: true, idType: 'userID' };
}

function condition(type: string, parts: object): object {
  return {
    type,
    field: null,
    operator: null,
    targetValue: null,
    additionalValues: {},
    idType: 'userID',
    ...parts,
  };
}

function rulesOf(earlier: string[], random: Random): object[] {
  return random.list(0, 4, (at) => {
    const percentage = random.pick([0, 100, 10, 33.3, 50]);
    const made = rule(
      `rule-${at}`,
      random.list(0, 3, () => conditionOf(earlier, random)),
      percentage,
    );
    return random.chance(0.3) ? { ...made, idType: 'company' } : made;
  });
}

function conditionOf(earlier: string[], random: Random): object {
  if (random.chance(0.15) && earlier.length > 0) {
    return condition(random.pick(['pass_gate', 'fail_gate']), { targetValue: random.pick(earlier) });
  }
  const texts = ['any', 'none', 'any_case_sensitive', 'none_case_sensitive'];
  const [field, operator, targetValue] = random.pick<[string, string, Json]>([
    ['country', random.pick(texts), random.list(1, 3, () => random.pick(countries))],
    ['plan', random.pick(texts), [random.pick(plans), 'PRO']],
    [
      'plan',
      random.pick(['str_starts_with_any', 'str_ends_with_any', 'str_contains_any', 'str_contains_none']),
      [random.pick(['p', 'PR', 'e'])],
    ],
    ['group', 'str_matches', random.pick(['^b', 'STAFF', 'e'])],
    ['age', random.pick(['gt', 'gte', 'lt', 'lte']), random.integer(60)],
    ['age', random.pick(['eq', 'neq']), random.pick<Json>([random.integer(60), '7', null])],
    ['isStaff', random.pick(['eq', 'neq']), random.chance(0.5)],
    [
      'version',
      random.pick(['version_gt', 'version_gte', 'version_lt', 'version_eq', 'version_neq']),
      random.pick(versions),
    ],
    ['group', 'any', [random.pick(groups)]],
  ]);
  return condition('user_field', { field, operator, targetValue });
}
