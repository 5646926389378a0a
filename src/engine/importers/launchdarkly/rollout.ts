import type { Arm, Bucketing, Condition, Range, Serve } from '../../evaluation';
import { isJavaScriptSdk } from '../patterns';
import { refOf } from './attribute';
import type { Rollout, SegmentRule } from './definition';
import { malformed, variantAt, variationName } from './variants';

/** The flag or segment whose users are placed: its key and salt are hashed with them. */
export interface Owner {
  key: string;
  salt: string;
}

const wholeWeight = 100_000;

/**
 * A rollout as a split. LaunchDarkly compares `bucket < w1/100000 + w2/100000 + …` in doubles, and so do these ranges:
 * the span is 1 and each edge is that sum. Whoever lies beyond the last edge gets the last variation.
 */
export function rolloutOf(
  rollout: Rollout,
  owner: Owner,
  variations: number,
  sdk: string | undefined,
): Serve {
  const { isExperiment, kind, seed } = rollout;
  const prefix = isSeeded(seed, sdk) ? `${seed}.` : `${owner.key}.${owner.salt}.`;
  const bucketing = bucketingOf(isExperiment ? 'key' : rollout.bucketBy, kind, prefix);
  if (bucketing === undefined) return malformed(`attribute ${JSON.stringify(rollout.bucketBy)}`);
  const ranges = rangesOf(rollout.variations.map(({ weight }) => weight));
  const arms = rollout.variations.flatMap(({ variation, isTracked }, at): Arm[] => {
    const variant = variantAt(variation, variations);
    if (variant === undefined) return [];
    return [{ variant, range: ranges[at], ...(!isTracked && { untracked: true }) }];
  });
  const bad = rollout.variations.find(({ variation }) => variantAt(variation, variations) === undefined);
  const last = arms.at(-1);
  if (last === undefined)
    return malformed(bad === undefined ? 'a rollout to nothing' : variationName(bad.variation));
  return {
    split: bucketing,
    arms,
    otherwise: bad === undefined ? last.variant : malformed(variationName(bad.variation)),
    ...(isExperiment && { experiment: owner.key }),
  };
}

/** The share of those who meet a segment rule's clauses; undefined where its attribute is no reference. */
export function shareOf({ weight, kind, bucketBy }: SegmentRule, owner: Owner): Condition | undefined {
  if (weight === undefined || weight > wholeWeight) return true;
  const bucketing = bucketingOf(bucketBy, kind, `${owner.key}.${owner.salt}.`);
  return bucketing && { within: bucketing, ranges: [[0, Math.max(0, weight / wholeWeight)]] };
}

/** Node's SDK takes a seed of 0 for none. */
function isSeeded(seed: number | undefined, sdk: string | undefined): boolean {
  return seed !== undefined && (seed !== 0 || (sdk !== undefined && !isJavaScriptSdk(sdk)));
}

/** Without a usable unit everybody is at position 0, in the first variation. */
function bucketingOf(attribute: string, kind: string | undefined, prefix: string): Bucketing | undefined {
  const unit = refOf(attribute, kind);
  return (
    unit && {
      unit: [unit],
      usable: 'string|integer',
      absent: 'zero',
      text: [prefix, { unit: true }],
      bytes: 'utf8',
      hash: 'sha1.60',
      map: 'ratio',
      span: 1,
      max: 2 ** 60,
    }
  );
}

function rangesOf(weights: number[]): Range[] {
  let sum = 0;
  let from = 0;
  return weights.map((weight, at): Range => {
    sum += weight / wholeWeight;
    const isLast = at === weights.length - 1;
    const range: Range = [from, isLast ? 1 : Math.min(1, Math.max(from, sum))];
    from = range[1];
    return range;
  });
}
