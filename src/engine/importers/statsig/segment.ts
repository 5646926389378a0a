import type { Condition, Segment } from '../../evaluation';
import { allOf, anyOf, not } from '../combine';
import { passBucketing, passShare } from './bucketing';
import { conditionOf } from './condition';
import type { SpecBody, SpecRule } from './definition';
import type { Surroundings } from './surroundings';

/** A segment is a gate: its first rule that holds decides, by its percentage, and no later one is tried. */
export function segmentOf({ isEnabled, salt, rules }: SpecBody, around: Surroundings): Segment {
  if (!isEnabled) return { when: false };
  return { when: rules.reduceRight<Condition>((rest, rule) => decidedBy(rule, salt, rest, around), false) };
}

function decidedBy(rule: SpecRule, salt: string, rest: Condition, around: Surroundings): Condition {
  const when = whenOf(rule, around);
  const share = passShare(rule.passPercentage);
  if (share === true) return anyOf([when, ...partsOf(rest)]);
  const others = allOf([not(when), rest]);
  if (share === false) return others;
  return anyOf([allOf([when, { within: passBucketing(salt, rule), ranges: [share] }]), others]);
}

export function whenOf({ conditions }: SpecRule, around: Surroundings): Condition {
  return allOf(conditions.map((condition) => conditionOf(condition, around)));
}

function partsOf(condition: Condition): Condition[] {
  return typeof condition === 'object' && 'any' in condition ? condition.any : [condition];
}
