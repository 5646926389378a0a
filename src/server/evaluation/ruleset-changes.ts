import type { Ruleset, RulesetChange } from '../../engine/evaluation';
import type { EnvironmentState } from '../delivery/configuration-source';

/** The ruleset that a state's objects make up. */
export function rulesetOf(state: EnvironmentState): Ruleset {
  const objects = [...state.objects.values()];
  const ofKind = <Body>(wanted: RulesetChange['kind']): Record<string, Body> =>
    Object.fromEntries(
      objects.filter(({ kind }) => kind === wanted).map(({ key, value }) => [key, value as Body]),
    );
  return {
    flags: ofKind('FLAG'),
    segments: ofKind('SEGMENT'),
    layers: ofKind('LAYER'),
    lists: ofKind('LIST'),
  };
}

/** What leads from one state of an environment to another of the same epoch, told by the objects' versions alone. */
export function changesBetween(before: EnvironmentState, after: EnvironmentState): RulesetChange[] {
  const changes: RulesetChange[] = [];
  for (const [place, { kind, key, version, value }] of after.objects) {
    if (before.objects.get(place)?.version !== version) changes.push({ kind, key, body: value });
  }
  for (const [place, { kind, key }] of before.objects) {
    if (!after.objects.has(place)) changes.push({ kind, key, body: null });
  }
  return changes;
}
