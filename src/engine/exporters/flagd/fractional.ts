import type { Bucketing, Json, Range } from '../../evaluation';
import { refuse } from '../export-report';
import { questionsAbout } from './questions';
import type { Site } from './site';
import { isText, isTextOrInteger, variableOf } from './variable';

/** What is answered to the units in a range. */
export interface Placed {
  result: Json;
  range: Range;
}

/**
 * A bucketing's positions as `fractional` of flagd's generation v2 has them: murmur3 of a text, shifted to the sum of
 * the weights. Null for a unit in no range, and for whoever has no unit.
 */
export function fractionalOf(bucketing: Bucketing, placed: Placed[], { flagKey, found }: Site): Json {
  refuseOtherPlacements(bucketing);
  const { guard, hashed } = unitOf(bucketing, flagKey);
  const [asked] = guard === undefined ? hashed : [];
  for (const question of questionsAbout(asked)) found.questions.add(question);
  const fractional = { fractional: [...hashed, ...bucketsOf(placed, bucketing.span)] };
  return guard === undefined ? fractional : { if: [guard, fractional, null] };
}

const theirs = ['murmur3', 'shift', 'utf8'];

function refuseOtherPlacements({ hash, map, bytes, seed = 0, again, unit }: Bucketing): void {
  const ours = [
    hash,
    map,
    bytes,
    ...(seed === 0 ? [] : ['a seed']),
    ...(again === undefined ? [] : ['again']),
  ];
  if (!isSame(ours, theirs))
    refuse(`it places units by ${ours.join(', ')}, and flagd by ${theirs.join(', ')}`);
  if (unit.length > 1) refuse('its unit is the first of several attributes');
}

interface Unit {
  /** When there is a unit; always where it is absent. */
  guard?: Json;
  /** What `fractional` hashes; nothing: the flag's key and the targeting key. */
  hashed: Json[];
}

function unitOf({ unit: [ref], usable, absent, text }: Bucketing, flagKey: string): Unit {
  const variable = variableOf(ref);
  const joined = { cat: text.map((part) => (typeof part === 'string' ? part : variable)) };
  const form = JSON.stringify([usable, absent]);
  if (form === '["any","empty"]') return { hashed: [joined] };
  const isKey = isSame(variable, { var: 'targetingKey' });
  if (form === '["string|integer","out"]') {
    // OpenFeature's targeting keys are texts
    return { guard: isKey ? isText(variable) : isTextOrInteger(variable), hashed: [joined] };
  }
  if (form !== '["string","out"]') return refuse(`its unit is ${usable}, and ${absent} where there is none`);
  if (isSame(text, [{ unit: true }])) return { hashed: [variable] };
  const isDefault = isKey && isSame(text, [flagKey, { unit: true }]);
  return isDefault ? { hashed: [] } : { guard: isText(variable), hashed: [joined] };
}

function isSame(value: unknown, other: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(other);
}

/** Side by side from 0 to the span, as weights; null where nothing lies. */
function bucketsOf(placed: Placed[], span: number): Json[] {
  const buckets: Json[] = [];
  let end = 0;
  const upTo = (position: number, result: Json): void => {
    if (!Number.isInteger(position)) refuse(`a range ends at ${position}, and flagd's weights are whole`);
    if (position > end) buckets.push([result, position - end]);
    end = Math.max(end, position);
  };
  for (const { result, range } of [...placed].sort((left, right) => left.range[0] - right.range[0])) {
    upTo(range[0], null);
    upTo(range[1], result);
  }
  upTo(span, null);
  return buckets;
}
