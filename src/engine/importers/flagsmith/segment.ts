import { compile, type Bucketing, type Condition, type Json, type Ref } from '../../evaluation';
import { allOf, anyOf, not } from '../combine';
import { comparisonOf } from './comparison';
import type { SegmentCondition, SegmentRule } from './definition';
import { attributeBucketing, identifier, identityBucketing, splitRange, type Identities } from './percentage';
import { isJavaScriptSdk } from '../patterns';
import { probeOf } from '../probe';
import { propertyOf } from './property';

/** What conditions of a segment depend on beside its own body. */
export interface Surroundings {
  /** What JSONPaths look into. */
  context: unknown;
  identities: Identities;
  sdk: string | undefined;
}

/** Who is in a segment: identities only, and nobody where it has no rules. `key` is what its splits hash. */
export function membersOf(key: string, rules: SegmentRule[], around: Surroundings): Condition {
  if (rules.length === 0) return false;
  const parts = rules.map((rule) => ruleOf(rule, key, around));
  return allOf([{ attr: identifier, op: 'exists' }, ...parts]);
}

export function conditionsIn(rules: SegmentRule[]): SegmentCondition[] {
  return rules.flatMap((rule) => [...rule.conditions, ...conditionsIn(rule.rules)]);
}

function ruleOf({ type, conditions, rules }: SegmentRule, segment: string, around: Surroundings): Condition {
  return allOf([
    combined(
      type,
      conditions.map((condition) => conditionOf(condition, segment, around)),
    ),
    combined(
      type,
      rules.map((rule) => ruleOf(rule, segment, around)),
    ),
  ]);
}

/** Without parts everything holds, also where any would do. */
function combined(type: string, parts: Condition[]): Condition {
  if (parts.length === 0 || type === 'ALL') return allOf(parts);
  if (type === 'ANY') return anyOf(parts);
  return type === 'NONE' ? not(anyOf(parts)) : false;
}

function conditionOf(condition: SegmentCondition, segment: string, around: Surroundings): Condition {
  const { operator, property } = condition;
  const { context, identities, sdk } = around;
  const isSplit = operator === 'PERCENTAGE_SPLIT';
  const read = property.text('') === '' ? undefined : propertyOf(property, context);
  if (isSplit && (read === undefined || read === 'identity key'))
    return split(condition, identityBucketing(segment, identities));
  if (read === undefined || (isSplit && isSplitByName(condition) && isJavaScriptSdk(sdk))) return false;
  const ask = (ref: Ref): Condition =>
    isSplit
      ? split(condition, attributeBucketing(segment, ref))
      : (comparisonOf(condition, ref, sdk) ?? false);
  if (read !== 'identity key') return 'ref' in read ? ask(read.ref) : holdsFor(read.constant, ask);
  if (identities.keyAttribute !== undefined) return ask({ path: [identities.keyAttribute] });
  throw property.fault("the identity's key is made of other parts here, and cannot be compared");
}

/** A split over a trait that is named, and not led to by a path: Flagsmith's Node SDK finds nobody by it. */
export function isSplitByName({ operator, property }: SegmentCondition): boolean {
  const name = property.text('');
  return operator === 'PERCENTAGE_SPLIT' && name !== '' && !name.startsWith('$.');
}

function split({ value }: SegmentCondition, within: Bucketing): Condition {
  return { within, ranges: [splitRange(parseFloat(String(value.value)))] };
}

/** The environment is the one that is imported, so that what is asked of it has one answer. */
function holdsFor(constant: Json, ask: (ref: Ref) => Condition): boolean {
  const flags = { probe: probeOf('probe', ask({ path: ['constant'] })) };
  const engine = compile({ flags, segments: {}, layers: {}, lists: {} }, { now: () => 0, random: () => 0 });
  return engine.evaluate('probe', { contexts: { user: { constant } } }).variant === 'in';
}
