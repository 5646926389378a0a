import type { Flag, Segment } from '../evaluation';
import { draftFlag, draftSegment, importOf, type Drafts, type Remarks } from './drafts';
import type { Import } from './import-report';
import { Place } from './place';
import { withOwnIds } from './rule-ids';
import { readSpec, readSpecs, type Spec } from './statsig/definition';
import { decisionOf } from './statsig/rules';
import { segmentOf } from './statsig/segment';
import { Notes, type Surroundings } from './statsig/surroundings';

export interface StatsigOptions {
  /** Where specs were evaluated: `node`, `go`, … Unknown: the report asks. */
  sdk?: string;
  /** What id lists hold, by name: the first eight base64 digits of each id's SHA-256, as in the lists' own files. */
  idLists?: Readonly<Record<string, readonly string[]>>;
}

/**
 * The config specs that Statsig's server SDKs download, as a ruleset in which everybody keeps what they had: gates,
 * configurations, experiments and layers as flags, segments as segments, with a report on every flag. Throws an
 * ImportError when the file as a whole is no such thing; a spec that cannot be carried is refused in the report and
 * missing in the ruleset, and with it whatever needs it.
 */
export function importStatsig(source: unknown, { sdk, idLists = {} }: StatsigOptions = {}): Import {
  const specs = readSpecs(new Place(source, ''));
  const drafts: Drafts = { flags: new Map(), segments: new Map() };
  const around = {
    sdk,
    idLists,
    segments: drafts.segments,
    gates: namesOf(specs.filter(({ kind }) => kind === 'gate')),
    configs: namesOf(specs.filter(({ kind }) => kind === 'config')),
  };
  for (const spec of specs.filter(isSegment)) {
    const notes = new Notes();
    drafts.segments.set(
      spec.name,
      draftSegment(() => importSegment(spec, { ...around, notes })),
    );
  }
  for (const [key, spec] of flagsAmong(specs)) {
    const notes = new Notes();
    drafts.flags.set(
      key,
      draftFlag(() => importFlag(key, spec, { ...around, notes })),
    );
  }
  return importOf(drafts);
}

/** What the flags of an import are among Statsig's specs, by their keys. */
export function statsigSpecs(source: unknown): ReadonlyMap<string, Pick<Spec, 'kind' | 'name'>> {
  return flagsAmong(readSpecs(new Place(source, '')));
}

/** Gates, configurations and layers may share a name, flags no key: who comes later has its kind behind it. */
function flagsAmong(specs: Spec[]): Map<string, Spec> {
  const flags = new Map<string, Spec>();
  for (const spec of specs) {
    if (isSegment(spec)) continue;
    flags.set(flags.has(spec.name) ? `${spec.name}:${spec.kind}` : spec.name, spec);
  }
  return flags;
}

const isSegment = ({ entity }: Spec): boolean => entity === 'segment';

function namesOf(specs: Spec[]): Map<string, Spec> {
  return new Map(specs.map((spec) => [spec.name, spec]));
}

function importSegment(spec: Spec, around: Surroundings): { body: Segment; remarks: Remarks } {
  const body = segmentOf(readSpec(spec), around);
  return { body, remarks: around.notes.remarks };
}

function importFlag(key: string, spec: Spec, around: Surroundings): { body: Flag; remarks: Remarks } {
  const body = flagOf(key, spec, around);
  if (key !== spec.name) around.notes.warn(`another flag is called ${spec.name}: this one is called ${key}`);
  return { body, remarks: around.notes.remarks };
}

function flagOf(key: string, spec: Spec, around: Surroundings): Flag {
  const body = readSpec(spec);
  const { variants, rules, otherwise } = decisionOf(spec, body, around);
  return {
    key,
    type: spec.kind === 'gate' ? 'BOOLEAN' : 'JSON',
    on: body.isEnabled,
    off: otherwise,
    variants,
    rules: withOwnIds(rules),
    fallthrough: otherwise,
    seed: key,
    clientSide: spec.entity !== 'holdout',
    tags: [],
    source: { system: 'statsig', ...(around.sdk !== undefined && { sdk: around.sdk }) },
  };
}
