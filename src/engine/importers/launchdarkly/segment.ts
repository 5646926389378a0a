import type { Condition, Segment } from '../../evaluation';
import { ImportError } from '../import-error';
import { refIn } from './attribute';
import { audienceOf, type Surroundings } from './clause';
import { allOf, anyOf, not } from '../combine';
import type { SegmentRule, SegmentSource, Targets } from './definition';
import { shareOf, type Owner } from './rollout';

/** Whoever is included, or meets a rule without being excluded. */
export function segmentOf(segment: SegmentSource, key: string, around: Surroundings): Segment {
  const { included, excluded, salt, rules } = segment;
  const meetsRule = anyOf(rules.map((rule) => ruleOf(rule, { key, salt }, around)));
  return { when: anyOf([isAmong(included), allOf([not(isAmong(excluded)), meetsRule])]) };
}

/** Where its key is among those given for its kind. */
export function isAmong(targets: Targets[]): Condition {
  return anyOf(
    targets.map(({ kind, keys }) =>
      keys.length === 0 ? false : { attr: refIn(kind, ['key']), op: 'eq', values: keys },
    ),
  );
}

/** A malformed flag fails by what it serves; a segment serves nothing, so one that may fail is not carried. */
function ruleOf(rule: SegmentRule, owner: Owner, around: Surroundings): Condition {
  const { when, fault } = audienceOf(rule.clauses, around);
  const share = shareOf(rule, owner);
  if (fault !== undefined) throw new ImportError(rule.path, `${fault} is no reference`);
  if (share === undefined) throw new ImportError(rule.path, `attribute "${rule.bucketBy}" is no reference`);
  return allOf([when, share]);
}
