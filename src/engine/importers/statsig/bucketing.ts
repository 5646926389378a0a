import { compile, type Bucketing, type Condition, type Range, type Ref } from '../../evaluation';
import { probeOf } from '../probe';
import { unitRefs } from './attributes';

/** Who passes a rule: everybody, nobody, or whoever's position of 10,000 lies in a range. */
export function passShare(percentage: number): boolean | Range {
  if (percentage <= 0 || percentage >= 100) return percentage > 0;
  // the first position that is not below, in Statsig's own arithmetic: 0.07 * 100 is a little above 7
  return [0, Math.ceil(percentage * 100)];
}

export function passBucketing(
  specSalt: string,
  { salt, idType }: { salt: string; idType: string },
): Bucketing {
  return bucketingOf(`${specSalt}.${salt}.`, idType, 10_000);
}

const userBuckets = 1000;

export function userBucketing(salt: string, idType: string): Bucketing {
  return bucketingOf(`${salt}.`, idType, userBuckets);
}

/** The user buckets of which something holds: a test of numbers, as ranges of positions. */
export function bucketsWhere(holds: (bucket: Ref) => Condition): Range[] {
  const flags = { probe: probeOf('probe', holds({ path: ['bucket'] })) };
  const engine = compile({ flags, segments: {}, layers: {}, lists: {} }, { now: () => 0, random: () => 0 });
  const isIn = Array.from(
    { length: userBuckets },
    (_, bucket) => engine.evaluate('probe', { contexts: { user: { bucket } } }).variant === 'in',
  );
  const starts = isIn.flatMap((is, bucket) => (is && isIn[bucket - 1] !== true ? [bucket] : []));
  return starts.map((start): Range => {
    const end = isIn.indexOf(false, start);
    return [start, end < 0 ? userBuckets : end];
  });
}

/** An absent unit is hashed as the empty text. */
function bucketingOf(prefix: string, idType: string, span: number): Bucketing {
  return {
    unit: unitRefs(idType),
    usable: 'any',
    absent: 'empty',
    text: [prefix, { unit: true }],
    bytes: 'utf8',
    hash: 'sha256.64',
    map: 'mod',
    span,
  };
}
