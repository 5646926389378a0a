import type { Condition, Flag } from '../evaluation';

/** A flag that is `in` where a condition holds: the engine answers questions about flags only. */
export function probeOf(key: string, when: Condition): Flag {
  return {
    key,
    type: 'BOOLEAN',
    on: true,
    off: 'out',
    variants: { in: { value: true }, out: { value: false } },
    rules: [{ id: 'in', when, serve: 'in' }],
    fallthrough: 'out',
    seed: key,
    clientSide: false,
    tags: [],
  };
}
