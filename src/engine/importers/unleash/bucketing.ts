import type { Arm, Bucketing, Condition, Ref, Split } from '../../evaluation';
import { attributeOf } from './context';
import type { VariantDefinition } from './feature';

const random: Ref = { builtin: 'random' };
const user = attributeOf('userId');
const session = attributeOf('sessionId');
const address = attributeOf('remoteAddress');

const variantSeed = 86028157;

/** A share of `percentage` out of 100 positions. Without the unit that it sticks to, somebody is not in. */
export function rolloutOf(
  bytes: Bucketing['bytes'],
  groupId: string,
  stickiness: string,
  percentage: number,
): Condition {
  const within = bucketingOf(bytes, groupId, rolloutUnit(stickiness), 100);
  return { within, ranges: [[0, sharedPositions(percentage)]] };
}

function rolloutUnit(stickiness: string): Ref[] {
  if (stickiness === 'default') return [user, session, random];
  return stickiness === 'random' ? [random] : [attributeOf(stickiness)];
}

/** Unleash counts positions from 1 and takes those up to the percentage. */
function sharedPositions(percentage: number): number {
  return percentage > 0 ? Math.min(Math.floor(percentage), 100) : 0;
}

/** Variants side by side in the order of the file; undefined when they weigh nothing, and nobody gets one. */
export function splitOf(
  bytes: Bucketing['bytes'],
  groupId: string,
  stickiness: string,
  weights: { variant: string; weight: number }[],
): Split | undefined {
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return undefined;
  let from = 0;
  const arms = weights.map(({ variant, weight }): Arm => ({ variant, range: [from, (from += weight)] }));
  const bucketing = bucketingOf(bytes, groupId, variantUnit(stickiness), total);
  return { split: { ...bucketing, seed: variantSeed }, arms, otherwise: 'next' };
}

/** Unlike a rollout, variants stick to the address too, and are drawn by chance where there is nothing to stick to. */
function variantUnit(stickiness: string): Ref[] {
  return stickiness === 'default' ? [user, session, address, random] : [attributeOf(stickiness), random];
}

export function weightOf(variants: VariantDefinition[]): number {
  return variants.reduce((sum, { weight }) => sum + weight, 0);
}

function bucketingOf(bytes: Bucketing['bytes'], groupId: string, unit: Ref[], span: number): Bucketing {
  return {
    unit,
    usable: 'truthy',
    absent: 'out',
    text: [`${groupId}:`, { unit: true }],
    bytes,
    hash: 'murmur3',
    map: 'mod',
    span,
  };
}
