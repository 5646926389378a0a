import type { Range } from '../../evaluation';
import type { Share } from './definition';

/**
 * GrowthBook compares doubles: a position as a share of all positions with the edges that weights add up to. Here the
 * edges are positions themselves, found by GrowthBook's own comparison, so that the last double decides as it did there.
 */
export function rangeOf([from, to]: Share, span: number): Range {
  const start = firstPosition(span, (share) => share >= from);
  const end = firstPosition(span, (share) => share >= to);
  return [start, Math.max(start, end)];
}

/** Who gets a rollout: unlike everywhere else in GrowthBook the edge itself is in. */
export function coverageRange(coverage: number, span: number): Range {
  return coverage === 0 ? [0, 0] : [0, firstPosition(span, (share) => share > coverage)];
}

/** The first position at which a comparison holds that holds from there on; the span when there is none. */
function firstPosition(span: number, holds: (share: number) => boolean): number {
  let low = 0;
  let high = span;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle / span)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function equalWeights(count: number): number[] {
  return Array<number>(Math.max(0, count)).fill(1 / count);
}

/** Weights that do not fit are taken for equal ones. */
function usedWeights(count: number, weights: number[] | undefined): number[] {
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? 0;
  const fits = weights?.length === count && total >= 0.99 && total <= 1.01;
  return fits ? weights : equalWeights(count);
}

/** Each variation's share begins where its weight would, and is as much of it as is covered. */
export function sharesOfWeights(count: number, coverage: number, weights: number[] | undefined): Share[] {
  const covered = Math.min(Math.max(coverage, 0), 1);
  let start = 0;
  return usedWeights(count, weights).map((weight) => {
    const from = start;
    start += weight;
    return [from, from + covered * weight];
  });
}

export interface Placed {
  variation: number;
  range: Range;
}

/** Where each variation lies, in order. The first share that holds a position wins: later ones get what is left of theirs. */
export function placesOf(shares: Share[], span: number): Placed[] {
  const taken: Range[] = [];
  return shares.flatMap((share, variation) => {
    const whole = rangeOf(share, span);
    const left = taken.reduce((free, other) => free.flatMap((range) => without(range, other)), [whole]);
    if (isFilled(whole)) taken.push(whole);
    const ranges = left.length > 0 ? left : [[whole[0], whole[0]] as Range];
    return ranges.map((range) => ({ variation, range }));
  });
}

function without([from, to]: Range, [otherFrom, otherTo]: Range): Range[] {
  const before: Range = [from, Math.min(to, otherFrom)];
  const after: Range = [Math.max(from, otherTo), to];
  return [before, after].filter(isFilled);
}

function isFilled([from, to]: Range): boolean {
  return from < to;
}

/** Whether every position lies in one of the ranges, of which no two overlap. */
export function areWhole(ranges: Range[], span: number): boolean {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0) === span;
}
