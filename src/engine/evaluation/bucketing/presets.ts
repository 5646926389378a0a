import type { Arm, Bucketing, Condition, Ref, Split } from '../types';

/** Positions of everything created here: 0.001 % each. */
export const nativeSpan = 100_000;

/** Who passes a gate. Hashed apart from the split, else a 20 % gate would let through the first arm only. */
export function gateBucketing(seed: string, unit: Ref[] = [{ path: ['key'] }]): Bucketing {
  return nativeBucketing(`${seed}.gate.`, unit);
}

/** Which arm of a split a unit gets. */
export function splitBucketing(seed: string, unit: Ref[] = [{ path: ['key'] }]): Bucketing {
  return nativeBucketing(`${seed}.split.`, unit);
}

/** A gate that lets `share` of 100,000 positions through; whoever is in stays in while the share grows. */
export function rolloutOf(seed: string, share: number, unit?: Ref[]): Condition {
  return { within: gateBucketing(seed, unit), ranges: [[0, share]] };
}

/** Arms side by side in the order given. Throws a RangeError unless the weights are whole and add up to 100,000. */
export function splitOf(seed: string, weights: { variant: string; weight: number }[], unit?: Ref[]): Split {
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  if (total !== nativeSpan || weights.some(({ weight }) => !Number.isInteger(weight) || weight < 0)) {
    throw new RangeError(
      `weights must be whole numbers that add up to ${nativeSpan}, but add up to ${total}`,
    );
  }
  let from = 0;
  const arms = weights.map(({ variant, weight }): Arm => ({ variant, range: [from, (from += weight)] }));
  return { split: splitBucketing(seed, unit), arms, otherwise: 'next' };
}

function nativeBucketing(prefix: string, unit: Ref[]): Bucketing {
  return {
    unit,
    usable: 'string|integer',
    absent: 'out',
    text: [prefix, { unit: true }],
    bytes: 'utf8',
    hash: 'murmur3',
    map: 'shift',
    span: nativeSpan,
  };
}
