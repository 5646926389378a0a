import type { Json } from '../../evaluation';
import type { Place } from '../place';

export interface Feature {
  defaultValue: Json;
  rules: FeatureRule[];
  tags: string[];
}

export interface FeatureRule extends Trial {
  id: string;
  /** Null forces the caller's default; absent: the rule splits users, or does nothing. */
  force: Json | undefined;
  range: Share | undefined;
  variations: Json[] | undefined;
  banditRef: string;
}

/** An experiment that is no rule of a feature. */
export interface Experiment extends Trial {
  variations: Json[];
  /** The index of the variation that everybody in it gets. */
  force: number | undefined;
  isRunning: boolean;
  isStopped: boolean;
}

/** What a rule and an experiment have in common: who takes part, and how they are split. */
export interface Trial {
  place: Place;
  key: string;
  seed: string;
  condition: Place;
  parents: Parent[];
  filters: Filter[] | undefined;
  namespace: { name: string; share: Share } | undefined;
  coverage: number | undefined;
  shares: Share[] | undefined;
  weights: number[] | undefined;
  hashAttribute: string;
  fallbackAttribute: string;
  hashVersion: number;
  meta: { key: string; name: string; isPassedThrough: boolean }[];
  bucketVersion: number;
  minBucketVersion: number;
  isSticky: boolean;
}

export interface Parent {
  place: Place;
  key: string;
  condition: Place;
  isGate: boolean;
}

export interface Filter {
  seed: string;
  attribute: string;
  hashVersion: number;
  shares: Share[];
}

/** Half-open, in shares of everybody: `[0, 0.5)` is one half. */
export type Share = [from: number, to: number];

export function readFeature(place: Place): Feature {
  refuseDeep(place);
  return {
    defaultValue: place.at('defaultValue').json(),
    rules: place.at('rules').elements().map(readRule),
    tags: place.at('metadata').isAbsent ? [] : textsOf(place.at('metadata').at('tags')),
  };
}

function readRule(place: Place): FeatureRule {
  const force = place.at('force');
  // a bandit's variations stand apart, so that SDKs that know no bandits skip the rule
  const variations = [place.at('contextualVariations'), place.at('variations')].find(
    (each) => !each.isAbsent,
  );
  return {
    ...readTrial(place),
    id: place.at('id').text(''),
    force: force.value === undefined ? undefined : force.json(),
    range: shareOf(place.at('range')),
    variations: variations && valuesOf(variations),
    banditRef: place.at('contextualBanditRef').text(''),
  };
}

/** What only a page can tell: its address, what it shows, and the groups that its application knows. */
const pageFields = ['urlPatterns', 'url', 'include', 'groups'];
const pageChanges = ['urlRedirect', 'domMutations', 'css', 'js'];

export function readExperiment(place: Place): Experiment {
  refuseDeep(place);
  const field = pageFields.map((name) => place.at(name)).find(({ isAbsent }) => !isAbsent);
  if (field) throw field.fault('can be decided in a page only, and stays with the client');
  const variations = place.at('variations').elements();
  const change = variations.flatMap(changesIn).at(0);
  if (change) throw change.fault('changes a page, and stays with the client');
  const status = place.at('status').text('');
  const trial = readTrial(place);
  return {
    ...trial,
    // there is no next rule to pass on to
    meta: trial.meta.map((meta) => ({ ...meta, isPassedThrough: false })),
    key: place.at('key').text(),
    variations: variations.map((variation) => variation.json()),
    force: place.at('force').value === undefined ? undefined : place.at('force').number(),
    isRunning: status !== 'draft' && place.at('active').boolean(true),
    isStopped: status === 'stopped',
  };
}

function changesIn(variation: Place): Place[] {
  const { value } = variation;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return pageChanges.map((name) => variation.at(name)).filter((change) => Boolean(change.value));
}

function readTrial(place: Place): Trial {
  return {
    place,
    key: place.at('key').text(''),
    seed: place.at('seed').text(''),
    condition: place.at('condition'),
    parents: place.at('parentConditions').elements().map(readParent),
    filters: place.at('filters').isAbsent ? undefined : place.at('filters').elements().map(readFilter),
    namespace: readNamespace(place.at('namespace')),
    coverage: place.at('coverage').value === undefined ? undefined : place.at('coverage').number(),
    shares: sharesOf(place.at('ranges')),
    weights: place.at('weights').isAbsent ? undefined : numbersOf(place.at('weights')),
    hashAttribute: place.at('hashAttribute').text('') || 'id',
    fallbackAttribute: place.at('fallbackAttribute').text(''),
    hashVersion: place.at('hashVersion').number(0) || 1,
    meta: place.at('meta').elements().map(readMeta),
    bucketVersion: place.at('bucketVersion').number(0),
    minBucketVersion: place.at('minBucketVersion').number(0),
    isSticky: !place.at('disableStickyBucketing').boolean(false),
  };
}

function readMeta(place: Place): Trial['meta'][number] {
  return {
    key: place.at('key').text(''),
    name: place.at('name').text(''),
    isPassedThrough: place.at('passthrough').boolean(false),
  };
}

function readParent(place: Place): Parent {
  return {
    place,
    key: place.at('id').text(),
    condition: place.at('condition'),
    isGate: place.at('gate').boolean(false),
  };
}

function readFilter(place: Place): Filter {
  return {
    seed: place.at('seed').text(),
    attribute: place.at('attribute').text('') || 'id',
    hashVersion: place.at('hashVersion').number(0) || 2,
    shares: sharesOf(place.at('ranges')) ?? [],
  };
}

function readNamespace(place: Place): Trial['namespace'] {
  if (place.isAbsent) return undefined;
  const [name, from, to, ...others] = place.elements();
  if (to === undefined || others.length > 0) throw place.fault('must be [name, from, to]');
  return { name: name.text(), share: [from.number(), to.number()] };
}

function sharesOf(place: Place): Share[] | undefined {
  return place.isAbsent ? undefined : place.elements().map(readShare);
}

function shareOf(place: Place): Share | undefined {
  return place.isAbsent ? undefined : readShare(place);
}

function readShare(place: Place): Share {
  const [from, to, ...others] = numbersOf(place);
  if (to === undefined || others.length > 0) throw place.fault('must be [from, to]');
  return [from, to];
}

export function numbersOf(place: Place): number[] {
  return place.elements().map((each) => each.number());
}

function textsOf(place: Place): string[] {
  return place.elements().map((each) => each.text());
}

export function valuesOf(place: Place): Json[] {
  return place.elements().map((each) => each.json());
}

/** Values and conditions may gain some levels on their way into rules, which have at most 64. */
const deepest = 40;

function refuseDeep(place: Place): void {
  if (isDeeperThan(deepest, place.value)) throw place.fault(`is nested deeper than ${deepest} levels`);
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(levels - 1, part));
}
