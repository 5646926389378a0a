import {
  importStatsig,
  statsigResult,
  statsigSubject,
  type FlagReport,
  type StatsigOptions,
  type StatsigResult,
} from '../../../src/engine/importers';
import { validateFlag, type Flag } from '../../../src/engine/evaluation';
import { compiled } from '../../support/builders';

/** A gate of Statsig's with these rules, each for everybody unless it says otherwise. */
export function aGate(rules: object[], parts: object = {}): object {
  return {
    name: 'gate',
    entity: 'feature_gate',
    salt: 'gateSalt',
    enabled: true,
    defaultValue: false,
    rules: rules.map(complete),
    ...parts,
  };
}

/** A configuration with these rules, which gives `{ from: 'default' }` to whom none holds. */
export function aConfig(rules: object[], parts: object = {}): object {
  return aGate(rules, {
    name: 'config',
    entity: 'dynamic_config',
    salt: 'configSalt',
    defaultValue: { from: 'default' },
    ...parts,
  });
}

/** A gate with one rule for all to whom the conditions hold. */
export function aGateWith(...conditions: object[]): object {
  return aGate([{ conditions }]);
}

function complete(rule: object, at: number): object {
  return {
    id: `rule${at}`,
    passPercentage: 100,
    conditions: [],
    returnValue: { from: `rule${at}` },
    idType: 'userID',
    ...rule,
  };
}

export interface Specs {
  gates?: object[];
  configs?: object[];
  layers?: object[];
}

export function specsOf({ gates = [], configs = [], layers = [] }: Specs): object {
  return { has_updates: true, feature_gates: gates, dynamic_configs: configs, layer_configs: layers };
}

export const node: StatsigOptions = { sdk: 'node' };

export function importSpecs(specs: Specs, options = node): Record<string, Flag> {
  const { ruleset, report } = importStatsig(specsOf(specs), options);
  expect(report.flags).not.toContainEqual(expect.objectContaining({ outcome: 'refused' }));
  for (const flag of Object.values(ruleset.flags)) expect(validateFlag(flag)).toEqual([]);
  return ruleset.flags;
}

export function reportsOn(specs: Specs, options = node): FlagReport[] {
  return importStatsig(specsOf(specs), options).report.flags;
}

/** Statsig's answer for a flag and a user, computed here. */
export function answer(key: string, user: object, specs: Specs, options = node): StatsigResult {
  const { ruleset } = importStatsig(specsOf(specs), options);
  const evaluation = compiled(ruleset).evaluate(key, statsigSubject(user));
  return statsigResult(evaluation, ruleset.flags[key]);
}

/** Whether a gate with this condition passes a user. */
export function holds(condition: object, user: object, options = node): boolean {
  return answer('gate', user, { gates: [aGateWith(condition)] }, options).value === true;
}
