import type { Ruleset, RulesetChange } from '../../../engine/evaluation';
import { bodyOf, itemKey } from './configuration-item';
import type { ConfigurationState } from './configuration-state';

/** An environment's ruleset as the writes would leave it; undefined: the environment begins with them. */
export function rulesetAfter(
  state: ConfigurationState | undefined,
  writes: readonly RulesetChange[],
): Ruleset {
  const ruleset: Ruleset = { flags: {}, segments: {}, layers: {}, lists: {} };
  const of = { FLAG: ruleset.flags, SEGMENT: ruleset.segments, LAYER: ruleset.layers, LIST: ruleset.lists };
  const written = new Set(writes.map(({ kind, key }) => itemKey(kind, key)));
  for (const item of state?.items.values() ?? []) {
    if (!written.has(itemKey(item.kind, item.key))) of[item.kind][item.key] = bodyOf(item) as never;
  }
  for (const { kind, key, body } of writes) if (body !== null) of[kind][key] = body as never;
  return ruleset;
}
