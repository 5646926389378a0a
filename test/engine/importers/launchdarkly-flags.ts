import {
  importLaunchDarkly,
  launchDarklyDetail,
  launchDarklySubject,
  type FlagReport,
  type LaunchDarklyDetail,
  type LaunchDarklyOptions,
} from '../../../src/engine/importers';
import { validateFlag, type Flag, type Json } from '../../../src/engine/evaluation';
import { compiled } from '../../support/builders';

/** A flag of LaunchDarkly's that is on and falls through to its second variation. */
export function aToggle(parts: object = {}): object {
  return { on: true, variations: [true, false], offVariation: 1, fallthrough: { variation: 1 }, ...parts };
}

/** The toggle with one rule, which serves its first variation to whom these clauses hold for. */
export function aToggleWith(...clauses: object[]): object {
  return aToggle({ rules: [{ id: 'rule', clauses, variation: 0 }] });
}

export const node: LaunchDarklyOptions = { sdk: 'node' };

export interface Data {
  flags?: object;
  segments?: object;
}

/** What is imported from the flag called `flag` and the data around it. */
export function importOne(flag: object, { flags, segments }: Data = {}, options = node): Flag {
  const { ruleset, report } = importLaunchDarkly({ flags: { flag, ...flags }, segments }, options);
  expect(report.flags[0]).not.toMatchObject({ outcome: 'refused' });
  expect(validateFlag(ruleset.flags.flag)).toEqual([]);
  return ruleset.flags.flag;
}

export function reportOn(flag: object, { flags, segments }: Data = {}, options = node): FlagReport {
  return importLaunchDarkly({ flags: { flag, ...flags }, segments }, options).report.flags[0];
}

/** LaunchDarkly's answer to a caller whose default is `default`, computed here. */
export function answer(flag: object, context: object, { flags, segments }: Data = {}): LaunchDarklyDetail {
  const { ruleset } = importLaunchDarkly({ flags: { flag, ...flags }, segments }, node);
  const evaluation = compiled(ruleset).evaluate('flag', launchDarklySubject(context));
  return launchDarklyDetail(evaluation, ruleset.flags.flag, { default: 'default' });
}

/** Whether the clause holds for a user with this attribute `a`; without one when the value is undefined. */
export function holds(clause: object, value: Json | undefined, data: Data = {}): boolean {
  const context = { kind: 'user', key: 'ada', ...(value !== undefined && { a: value }) };
  return answer(aToggleWith({ attribute: 'a', ...clause }), context, data).value === true;
}
