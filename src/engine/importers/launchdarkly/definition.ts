import type { Json } from '../../evaluation';
import type { Place } from '../place';

/** What SDKs receive: flags and segments by key, which are not looked into yet. */
export interface Definition {
  flags: [key: string, flag: Place][];
  segments: [key: string, segment: Place][];
}

export interface FlagSource {
  isOn: boolean;
  offVariation: number | undefined;
  variations: Json[];
  prerequisites: { key: string; variation: number | undefined }[];
  targets: Targets[];
  contextTargets: Targets[];
  rules: (Choice & { id: string; clauses: Clause[] })[];
  fallthrough: Choice;
  salt: string;
  isClientSide: boolean;
}

export interface SegmentSource {
  included: Targets[];
  excluded: Targets[];
  salt: string;
  rules: SegmentRule[];
}

/** Keys of one kind of context. */
export interface Targets {
  kind: string;
  keys: string[];
  variation: number | undefined;
}

export interface Clause {
  path: string;
  /** Absent: the attribute is a plain name of a user's, not a reference. */
  kind: string | undefined;
  attribute: string;
  operator: string;
  values: Json[];
  isNegated: boolean;
}

/** A variation, or a rollout that chooses one. */
export interface Choice {
  variation: number | undefined;
  rollout: Rollout | undefined;
}

export interface Rollout {
  isExperiment: boolean;
  kind: string | undefined;
  bucketBy: string;
  seed: number | undefined;
  variations: { variation: number | undefined; weight: number; isTracked: boolean }[];
}

export interface SegmentRule {
  path: string;
  clauses: Clause[];
  /** Absent: everybody who meets the clauses. */
  weight: number | undefined;
  kind: string | undefined;
  bucketBy: string;
}

/** `{ flags, segments }`, or the event that streams it. Fields that do not decide an evaluation are left out. */
export function readDefinition(file: Place): Definition {
  const data = file.at('flags').isAbsent && !file.at('data').isAbsent ? file.at('data') : file;
  if (data.at('flags').isAbsent) throw file.fault('this is no LaunchDarkly data: it has no "flags"');
  return { flags: data.at('flags').members(), segments: data.at('segments').members() };
}

export function readFlag(flag: Place): FlagSource {
  if (!flag.at('migration').isAbsent) throw flag.at('migration').fault('migration flags are not carried');
  const availability = flag.at('clientSideAvailability');
  return {
    isOn: flag.at('on').boolean(false),
    offVariation: readIndex(flag.at('offVariation')),
    variations: flag
      .at('variations')
      .elements()
      .map((variation) => variation.json()),
    prerequisites: flag
      .at('prerequisites')
      .elements()
      .map((each) => ({ key: each.at('key').text(), variation: readIndex(each.at('variation')) })),
    targets: flag.at('targets').elements().map(readTargets),
    contextTargets: flag.at('contextTargets').elements().map(readTargets),
    rules: flag
      .at('rules')
      .elements()
      .map((rule) => ({ id: rule.at('id').text(''), clauses: readClauses(rule), ...readChoice(rule) })),
    fallthrough: readFallthrough(flag.at('fallthrough')),
    salt: flag.at('salt').text(''),
    isClientSide: availability.isAbsent
      ? flag.at('clientSide').boolean(false)
      : availability.at('usingEnvironmentId').boolean(false),
  };
}

export function readSegment(segment: Place): SegmentSource {
  if (segment.at('unbounded').boolean(false)) {
    throw segment.fault('is a big segment: its members are not in the file');
  }
  return {
    included: [
      ...segment.at('includedContexts').elements().map(readTargets),
      usersOf(segment.at('included')),
    ],
    excluded: [
      ...segment.at('excludedContexts').elements().map(readTargets),
      usersOf(segment.at('excluded')),
    ],
    salt: segment.at('salt').text(''),
    rules: segment.at('rules').elements().map(readSegmentRule),
  };
}

function readSegmentRule(rule: Place): SegmentRule {
  const weight = rule.at('weight');
  return {
    path: rule.path,
    clauses: readClauses(rule),
    weight: weight.isAbsent ? undefined : weight.number(),
    kind: readKind(rule.at('rolloutContextKind')),
    bucketBy: rule.at('bucketBy').text('') || 'key',
  };
}

function readFallthrough(fallthrough: Place): Choice {
  return fallthrough.isAbsent ? { variation: undefined, rollout: undefined } : readChoice(fallthrough);
}

function readChoice(choice: Place): Choice {
  const rollout = choice.at('rollout');
  return {
    variation: readIndex(choice.at('variation')),
    rollout: rollout.isAbsent ? undefined : readRollout(rollout),
  };
}

function readRollout(rollout: Place): Rollout {
  const seed = rollout.at('seed');
  return {
    isExperiment: rollout.at('kind').text('') === 'experiment',
    kind: readKind(rollout.at('contextKind')),
    bucketBy: rollout.at('bucketBy').text('') || 'key',
    seed: seed.isAbsent ? undefined : seed.number(),
    variations: rollout
      .at('variations')
      .elements()
      .map((each) => ({
        variation: readIndex(each.at('variation')),
        weight: each.at('weight').number(0),
        isTracked: !each.at('untracked').boolean(false),
      })),
  };
}

function readClauses(rule: Place): Clause[] {
  return rule
    .at('clauses')
    .elements()
    .map((clause) => ({
      path: clause.path,
      kind: readKind(clause.at('contextKind')),
      attribute: clause.at('attribute').text(''),
      operator: clause.at('op').text(''),
      values: clause
        .at('values')
        .elements()
        .map((value) => value.json()),
      isNegated: clause.at('negate').boolean(false),
    }));
}

function readTargets(targets: Place): Targets {
  return {
    kind: readKind(targets.at('contextKind')) ?? 'user',
    keys: textsIn(targets.at('values')),
    variation: readIndex(targets.at('variation')),
  };
}

function usersOf(keys: Place): Targets {
  return { kind: 'user', keys: textsIn(keys), variation: undefined };
}

/** Keys are texts: no other value is anybody's. */
function textsIn(list: Place): string[] {
  return list.elements().flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
}

function readKind(kind: Place): string | undefined {
  return kind.text('') || undefined;
}

function readIndex(index: Place): number | undefined {
  return index.isAbsent ? undefined : index.number();
}
