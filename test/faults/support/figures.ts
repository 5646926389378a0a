import type { ClientHistory, SeenOf } from './history';

/** From the commit to the arrival, in ms, ascending: of revisions that came one by one. `from`, `to`: of arrival. */
export function delaysOf(clients: readonly ClientHistory[], from = 0, to = Infinity): number[] {
  return clients
    .flatMap(({ seen }) => seen)
    .filter((event): event is SeenOf<'DELTA'> => event.type === 'DELTA' && event.at >= from && event.at <= to)
    .map(({ at, committedAt }) => at - committedAt)
    .sort((one, other) => one - other);
}

/** The smallest of the values that so large a part of them does not exceed. */
export const quantile = (ascending: readonly number[], part: number): number =>
  ascending[Math.max(0, Math.ceil(part * ascending.length) - 1)] ?? NaN;
