import { validateFlag, type Evaluation, type Flag, type Json } from '../../../src/engine/evaluation';
import {
  growthBookSubject,
  importGrowthBook,
  type FlagReport,
  type GrowthBookOptions,
} from '../../../src/engine/importers';
import { compiled } from '../../support/builders';

export const javaScript: GrowthBookOptions = { sdk: 'javascript' };

/** The flag that one feature becomes, by itself or beside others. */
export function importOne(feature: object, options = javaScript, others: object = {}): Flag {
  const { ruleset, report } = importGrowthBook({ features: { flag: feature }, ...others }, options);
  expect(report.flags).not.toContainEqual(expect.objectContaining({ outcome: 'refused' }));
  expect(validateFlag(ruleset.flags.flag)).toEqual([]);
  return ruleset.flags.flag;
}

export function reportOn(
  feature: object,
  options = javaScript,
  others: { features?: object } = {},
): FlagReport {
  const features = { flag: feature, ...others.features };
  return importGrowthBook({ ...others, features }, options).report.flags[0];
}

/** What our engine answers to somebody with GrowthBook's attributes. */
export function answer(
  feature: object,
  attributes: Record<string, Json>,
  options = javaScript,
  others: object = {},
): Evaluation {
  const { ruleset } = importGrowthBook({ features: { flag: feature }, ...others }, options);
  return compiled(ruleset).evaluate('flag', growthBookSubject(attributes, options));
}

/** Whether a condition holds for somebody. */
export function holds(condition: object, attributes: Record<string, Json>, others: object = {}): boolean {
  const feature = { defaultValue: false, rules: [{ condition, force: true }] };
  return answer(feature, attributes, javaScript, others).value === true;
}
