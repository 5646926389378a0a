import { StatsigServer, type StatsigUser } from 'statsig-node';
import type { Contender } from './contender';
import { arms, countries, listed, type FlagKind, type FlagName } from './workload';

const quiet = { disableExposureLogging: true };

export const statsig: Contender<StatsigUser> = {
  name: 'statsig-node',
  contextOf: ({ key, country, ...custom }) => ({ userID: key, country, custom }),
  textOf: (flags) =>
    JSON.stringify({
      has_updates: true,
      time: 1,
      feature_gates: flags.filter(({ kind }) => kind !== 'split').map(gateOf),
      dynamic_configs: flags.filter(({ kind }) => kind === 'split').map(experimentOf),
      layer_configs: [],
    }),
  load: async (text) => {
    const server = new StatsigServer('secret-benchmark', {
      bootstrapValues: text,
      localMode: true,
      disableAllLogging: true,
      initStrategyForIDLists: 'none',
      initStrategyForIP3Country: 'none',
    });
    await server.initializeAsync();
    return {
      evaluate: ({ key, kind }, user) =>
        kind === 'split'
          ? server.getExperimentSync(user, key, quiet).get('arm', 'off')
          : server.checkGate(user, key, quiet),
      evaluateAll: (user) => server.getClientInitializeResponse(user, undefined, { hash: 'none' }),
      close: () => server.shutdown(),
    };
  },
  valueOf: (result: unknown) => result,
};

const shared = {
  salt: 'salt',
  enabled: true,
  idType: 'userID',
  isDeviceBased: false,
  entity: 'feature_gate',
};

function gateOf({ key, kind }: FlagName): object {
  return { ...shared, name: key, type: 'feature_gate', defaultValue: false, rules: rulesOf(kind) };
}

function rulesOf(kind: FlagKind): object[] {
  const isPro = field('plan', 'any', ['pro']);
  switch (kind) {
    case 'rule':
      return [rule('near', [field('country', 'any', countries), isPro], true), rule('rollout', [], true, 20)];
    case 'list':
      return [rule('listed', [unit('any_case_sensitive', listed)], true), rule('pro', [isPro], true)];
    default:
      return [rule('everyone', [], true)];
  }
}

function experimentOf({ key }: FlagName): object {
  const inArm = arms.map((arm, at) =>
    rule(
      arm,
      [{ type: 'user_bucket', operator: 'lt', targetValue: 250 * (at + 1), additionalValues: { salt: key } }],
      {
        arm,
      },
    ),
  );
  const tooOld = rule('old', [field('version', 'version_lt', '2.0.0')], {});
  return {
    ...shared,
    name: key,
    type: 'dynamic_config',
    entity: 'experiment',
    isActive: true,
    defaultValue: {},
    rules: [tooOld, ...inArm],
  };
}

function field(name: string, operator: string, targetValue: unknown): object {
  return { type: 'user_field', field: name, operator, targetValue, additionalValues: {}, idType: 'userID' };
}

function unit(operator: string, targetValue: unknown): object {
  return { type: 'unit_id', operator, targetValue, additionalValues: {}, idType: 'userID' };
}

function rule(id: string, conditions: object[], returnValue: unknown, passPercentage = 100): object {
  const all =
    conditions.length > 0 ? conditions : [{ type: 'public', additionalValues: {}, idType: 'userID' }];
  return { id, name: id, salt: id, passPercentage, conditions: all, returnValue, idType: 'userID' };
}
