import type { Flag } from '../evaluation';

/** Whether some answer of a flag depends on where somebody's position is, be it in a split or in a gate. */
export function splitsUsers({ rules, fallthrough }: Flag): boolean {
  return /"(?:split|within|fractional)":/.test(JSON.stringify([rules, fallthrough]));
}
