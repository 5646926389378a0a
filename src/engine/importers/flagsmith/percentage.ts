import type { Bucketing, Range, Ref } from '../../evaluation';

/** Flagsmith takes a hash modulo 9999 and hashes again at 100 %, so 9998 positions are left. */
const span = 9999;

/** The peer's own arithmetic: ranges are found by asking it, never by another formula. */
function percentageAt(position: number): number {
  return (position / (span - 1)) * 100;
}

/** Positions with `start <= percentage < end`. */
export function optionRange(start: number, end: number): Range {
  return [
    firstPosition((percentage) => percentage >= start),
    firstPosition((percentage) => percentage >= end),
  ];
}

/** Positions with `percentage <= share`: a percentage split takes the position at its end. */
export function splitRange(share: number): Range {
  return [0, Number.isNaN(share) ? 0 : firstPosition((percentage) => percentage > share)];
}

function firstPosition(isBeyond: (percentage: number) => boolean): number {
  let low = 0;
  let high = span;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBeyond(percentageAt(middle))) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How the keys of identities come about. */
export interface Identities {
  environmentKey: string;
  /** The attribute that holds the key; absent: the key is made of environment and identifier. */
  keyAttribute?: string;
}

export const identifier: Ref = { path: ['key'] };

/** The position of an identity for a feature's or segment's key. */
export function identityBucketing(key: string, { environmentKey, keyAttribute }: Identities): Bucketing {
  if (keyAttribute !== undefined) return attributeBucketing(key, { path: [keyAttribute] });
  return { ...attributeBucketing(`${key},${environmentKey}_`, identifier, ''), usable: 'any' };
}

export function attributeBucketing(key: string, unit: Ref, separator = ','): Bucketing {
  return {
    unit: [unit],
    usable: 'truthy',
    absent: 'out',
    text: [`${key}${separator}`, { unit: true }],
    bytes: 'utf8',
    hash: 'md5',
    map: 'mod',
    span,
    again: ',',
  };
}
