import type { Bucketing, Range } from '../types';

/** Whether no position lies in any of the ranges. */
export function holdNothing(ranges: readonly Range[]): boolean {
  return ranges.every(([from, to]) => from >= to);
}

/** Whether every position of `inner` lies in some range of `outer`. */
export function cover(outer: readonly Range[], inner: readonly Range[]): boolean {
  const joined = joinedRanges(outer);
  return inner.every(([from, to]) => from >= to || joined.some(([start, end]) => start <= from && to <= end));
}

export function areDisjoint(one: readonly Range[], other: readonly Range[]): boolean {
  return one.every(([from, to]) => other.every(([start, end]) => Math.max(from, start) >= Math.min(to, end)));
}

/**
 * Whether every subject lies in one of the ranges, also one without a unit. A ratio is left out: its greatest hash lies
 * at the span itself, which is in no range.
 */
export function takeEverybody(ranges: readonly Range[], { absent, map, span }: Bucketing): boolean {
  return absent !== 'out' && map !== 'ratio' && cover(ranges, [[0, span]]);
}

function joinedRanges(ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const [from, to] of ranges.filter((range) => range[0] < range[1]).sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}
