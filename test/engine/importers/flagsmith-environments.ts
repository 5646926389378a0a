import { validateFlag, type Flag, type Json } from '../../../src/engine/evaluation';
import {
  flagsmithResults,
  flagsmithSubject,
  importFlagsmith,
  type FlagReport,
  type FlagsmithIdentity,
  type FlagsmithOptions,
  type FlagsmithResult,
} from '../../../src/engine/importers';

/** An enabled feature with the value `text`. */
export function aState(parts: object = {}): object {
  return { key: '1', name: 'feature', enabled: true, value: 'text', ...parts };
}

/** A segment of all who satisfy the conditions. */
export function aSegment(conditions: object[], parts: object = {}): object {
  return { key: '7', name: 'segment', rules: [{ type: 'ALL', conditions }], ...parts };
}

export function anEnvironment(parts: { features?: object[]; segments?: object[] } = {}): object {
  const { features = [], segments = [] } = parts;
  const named = (list: object[], name: 'name' | 'key'): object =>
    Object.fromEntries(list.map((each) => [(each as Record<string, string>)[name], each]));
  return {
    environment: { key: 'env', name: 'Production' },
    features: named(features, 'name'),
    segments: named(segments, 'key'),
  };
}

export function imported(environment: object, options?: FlagsmithOptions): Flag {
  const { ruleset, report } = importFlagsmith(environment, options);
  expect(report.flags).not.toContainEqual(expect.objectContaining({ outcome: 'refused' }));
  expect(validateFlag(ruleset.flags.feature)).toEqual([]);
  return ruleset.flags.feature;
}

export function reportOn(environment: object, options?: FlagsmithOptions): FlagReport {
  return importFlagsmith(environment, options).report.flags[0];
}

/** What Flagsmith would answer. */
export function resultOf(
  environment: object,
  identity?: FlagsmithIdentity,
  options?: FlagsmithOptions,
): FlagsmithResult {
  const import_ = importFlagsmith(environment, options);
  const resultFor = flagsmithResults(import_, { now: () => 0, random: () => 0 });
  return resultFor(flagsmithSubject(identity, import_.identities));
}

export function ada(traits: Record<string, Json> = {}): FlagsmithIdentity {
  return { identifier: 'ada', traits };
}
