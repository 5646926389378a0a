import { validateFlag, type Flag } from '../../../src/engine/evaluation';
import {
  importUnleash,
  unleashSubject,
  unleashVariant,
  type FlagReport,
  type UnleashContext,
  type UnleashOptions,
  type UnleashVariant,
} from '../../../src/engine/importers';
import { compiled } from '../../support/builders';

/** A feature that is enabled for everybody. */
export function aFeature(parts: object = {}): object {
  return { name: 'feature', enabled: true, strategies: [{ name: 'default' }], ...parts };
}

/** A flexible rollout to everybody, sticking to user, session or chance. */
export function aRollout(parameters: object = {}, parts: object = {}): object {
  const all = { rollout: '100', stickiness: 'default', groupId: 'group', ...parameters };
  return { name: 'flexibleRollout', parameters: all, ...parts };
}

export function aStateOf(...features: object[]): object {
  return { version: 2, features };
}

export function imported(state: object, options?: UnleashOptions, name = 'feature'): Flag {
  const { ruleset, report } = importUnleash(state, options);
  expect(report.flags).not.toContainEqual(expect.objectContaining({ outcome: 'refused' }));
  expect(validateFlag(ruleset.flags[name])).toEqual([]);
  return ruleset.flags[name];
}

export function reportOn(state: object, options?: UnleashOptions, name = 'feature'): FlagReport | undefined {
  return importUnleash(state, options).report.flags.find(({ key }) => key === name);
}

/** What Unleash would answer, with chance held at 0.5. */
export function answerOf(
  state: object,
  context: UnleashContext = {},
  options?: UnleashOptions,
  name = 'feature',
): UnleashVariant {
  const { ruleset } = importUnleash(state, options);
  const evaluation = compiled(ruleset).evaluate(name, unleashSubject(context));
  return unleashVariant(ruleset.flags[name], evaluation);
}

export function isEnabled(state: object, context?: UnleashContext, options?: UnleashOptions): boolean {
  return answerOf(state, context, options).feature_enabled;
}
