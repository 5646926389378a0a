import type { Json } from '../../engine/evaluation/types';
import { invalidInput } from './errors';

const deepest = 32;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Refuses what no honest caller sends: JSON nested deeper than 32, and the keys with which a copy of an object could
 * reach `Object.prototype`. `path` names the value in the message.
 */
export function assertPlainJson(value: unknown, path: string, depth = 0): asserts value is Json {
  if (typeof value !== 'object' || value === null) return;
  if (depth === deepest) throw invalidInput(`\`${path}\` is nested deeper than ${deepest} levels`);
  if (Array.isArray(value)) {
    value.forEach((item, index) => assertPlainJson(item, `${path}[${index}]`, depth + 1));
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (forbiddenKeys.has(key))
      throw invalidInput(`\`${path}\` has the key \`${key}\`, which is not allowed`);
    assertPlainJson(item, `${path}.${key}`, depth + 1);
  }
}
