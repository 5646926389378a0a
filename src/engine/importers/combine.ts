import type { Condition } from '../evaluation';

/** All of the conditions, without what decides nothing. */
export function allOf(conditions: Condition[]): Condition {
  const parts = conditions.flatMap((condition) =>
    typeof condition === 'object' && 'all' in condition ? condition.all : [condition],
  );
  const open = parts.filter((part) => part !== true);
  if (open.includes(false)) return false;
  return open.length === 0 ? true : open.length === 1 ? open[0] : { all: open };
}

export function anyOf(conditions: Condition[]): Condition {
  const open = conditions.filter((condition) => condition !== false);
  if (open.includes(true)) return true;
  return open.length === 0 ? false : open.length === 1 ? open[0] : { any: open };
}

export function not(condition: Condition): Condition {
  return typeof condition === 'boolean' ? !condition : { not: condition };
}
