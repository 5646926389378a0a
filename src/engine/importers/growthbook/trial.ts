import type { Bucketing, Condition, Json, Ref, Split } from '../../evaluation';
import { unitRefs } from './attributes';
import { bucketingOf, namespaceBucketing } from './bucketing';
import type { Share, Trial } from './definition';
import type { Settings } from './settings';
import { placesOf, rangeOf, sharesOfWeights, type Placed } from './shares';
import type { Surroundings } from './surroundings';
import type { Served } from './variants';

/** What a trial is reported under, and hashed with where it has no seed. */
export function trialKey({ key }: Trial, flagKey: string): string {
  return key || flagKey;
}

/** GrowthBook looks at the fallback attribute only where it can keep who got what. */
export function fallbackOf({ isSticky, fallbackAttribute }: Trial, settings: Settings): string {
  return settings.stickyBucketing === true && isSticky ? fallbackAttribute : '';
}

export function trialBucketing(seed: string, trial: Trial, around: Surroundings): Bucketing | undefined {
  return bucketingOf(seed, trial.hashVersion, trialUnit(trial, around.settings), around);
}

function trialUnit(trial: Trial, settings: Settings): Ref[] {
  const fallback = fallbackOf(trial, settings);
  return [trial.hashAttribute, ...(fallback === '' ? [] : [fallback])].flatMap((name) =>
    unitRefs(name, settings),
  );
}

/** Where each variation lies that serves something: whoever gets one that passes through goes on to the next rule. */
export function trialPlaces(
  trial: Trial,
  count: number,
  weights: number[] | undefined,
  span: number,
): Placed[] {
  const shares = trial.shares ?? sharesOfWeights(count, trial.coverage ?? 1, weights);
  const all = Array.from({ length: count }, (_, variation): Share => shares[variation] ?? [0, 0]);
  return placesOf(all, span).filter(({ variation }) => trial.meta[variation]?.isPassedThrough !== true);
}

/** How who got what is kept, if it is. GrowthBook keeps the variations' keys, and none where they have no keys. */
export function stickyOf(trial: Trial, flagKey: string, count: number, settings: Settings): Split['sticky'] {
  const keys = trial.meta.slice(0, count).filter(({ key }) => key !== '');
  if (settings.stickyBucketing !== true || !trial.isSticky || keys.length < count) return undefined;
  return {
    id: trialKey(trial, flagKey),
    version: trial.bucketVersion,
    ...(trial.minBucketVersion > 0 && { blockedBelow: trial.minBucketVersion }),
    by: trialUnit(trial, settings),
  };
}

/** The variations; those that are kept are called as they are kept, in every flag that the experiment is part of. */
export function servedBy(trial: Trial, flagKey: string, values: Json[], settings: Settings): Served {
  const sticky = stickyOf(trial, flagKey, values.length, settings);
  if (sticky === undefined) return { values };
  if (values.includes(null)) throw trial.place.fault('gives null, which sticky buckets cannot keep here');
  return { values, names: values.map((_, at) => stickyVariant(sticky.id, trial.meta[at].key)) };
}

export function stickyVariant(trialKey: string, variationKey: string): string {
  return `${trialKey}:${variationKey}`;
}

/** Filters took the place of namespaces: where there are any, the namespace says nothing. */
export function filtersHold({ filters = [] }: Trial, around: Surroundings): Condition[] {
  return filters.map(({ seed, attribute, hashVersion, shares }) => {
    const within = bucketingOf(seed, hashVersion, unitRefs(attribute, around.settings), around);
    return within !== undefined && isWithin(within, within.span, shares);
  });
}

/** A namespace is a layer: its experiments exclude one another by lying in different parts of it. */
export function namespaceHolds(trial: Trial, around: Surroundings): Condition {
  if (trial.namespace === undefined || trial.filters !== undefined) return true;
  const { settings, layers } = around;
  const { name, share } = trial.namespace;
  const units = [trial.hashAttribute, fallbackOf(trial, settings)].filter((unit) => unit !== '');
  const key = units.join() === settings.keyAttribute ? name : `${name}.${units.join('.')}`;
  const layer = namespaceBucketing(name, trialUnit(trial, settings), around);
  layers.set(key, layer);
  return isWithin(key, layer.span, [share]);
}

function isWithin(within: Bucketing | string, span: number, shares: Share[]): Condition {
  const ranges = shares.map((share) => rangeOf(share, span)).filter(([from, to]) => from < to);
  return ranges.length > 0 && { within, ranges };
}
