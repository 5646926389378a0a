import type { Place } from './place';

/** The engine takes nothing deeper, and reading goes as deep as the file does. */
const deepest = 64;

/** Throws an ImportError where a part of a file is nested deeper than anything that could be carried. */
export function refuseDeep(place: Place): void {
  if (isDeeperThan(deepest, place.value)) throw place.fault(`is nested deeper than ${deepest} levels`);
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(levels - 1, part));
}
