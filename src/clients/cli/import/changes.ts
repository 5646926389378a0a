import { references, type Flag, type Json, type Ruleset } from '../../../engine/evaluation';
import type { ChangeInput } from '../../generated/graphql';

export interface ImportTarget {
  projectId: string;
  environmentId: string;
  /** The keys that the project has. */
  known: KnownKeys;
  /** The peer's name: what is created is said to come from there, and keeps its key exactly. */
  system: string;
}

export type KnownKeys = Readonly<Record<keyof Ruleset, ReadonlySet<string>>>;

/** What brings one object of a ruleset into an environment. */
export interface Step {
  /** As a diff names it: `FLAG new-checkout`. */
  name: string;
  /** What must be there before anybody may refer to it; needs nothing itself. */
  first: ChangeInput[];
  then: ChangeInput[];
  /** The names of what it refers to. */
  needs: string[];
}

/**
 * What brings a ruleset into an environment, in an order in which everything comes after what it needs. What the project
 * lacks is created: in all other environments segments hold nobody, and flags are off. Lists are created without the ids,
 * which are in no ruleset.
 */
export function stepsOf(ruleset: Ruleset, target: ImportTarget): Step[] {
  const layers = Object.keys(ruleset.layers).map((key) => layerStep(key, ruleset, target));
  const lists = Object.keys(ruleset.lists).map((key) => listStep(key, ruleset, target));
  const segments = Object.keys(ruleset.segments).map((key) => segmentStep(key, ruleset, target));
  const flags = Object.values(ruleset.flags).map((flag) => flagStep(flag, target));
  return inOrderOfNeed([...layers, ...lists, ...segments, ...flags]);
}

function layerStep(key: string, { layers }: Ruleset, target: ImportTarget): Step {
  const { projectId, environmentId, known, system } = target;
  const bucketing = layers[key];
  const [unit] = bucketing.unit;
  const create = { createLayer: { projectId, key, unit, source: { system } } };
  const put = { putLayer: { environmentId, layerKey: key, bucketing } };
  return {
    name: `LAYER ${key}`,
    first: known.layers.has(key) ? [put] : [create, put],
    then: [],
    needs: [],
  };
}

function listStep(key: string, { lists }: Ruleset, { projectId, known, system }: ImportTarget): Step {
  const create = { createList: { projectId, key, unit: lists[key].unit, source: { system } } };
  return { name: `LIST ${key}`, first: known.lists.has(key) ? [] : [create], then: [], needs: [] };
}

function segmentStep(key: string, { segments }: Ruleset, target: ImportTarget): Step {
  const { projectId, environmentId, known, system } = target;
  const create = { createSegment: { projectId, key, source: { system } } };
  return {
    name: `SEGMENT ${key}`,
    first: known.segments.has(key) ? [] : [create],
    then: [{ putSegment: { environmentId, segmentKey: key, when: segments[key].when } }],
    needs: needsOf(segments[key]),
  };
}

function flagStep(flag: Flag, { projectId, environmentId, known, system }: ImportTarget): Step {
  const { key } = flag;
  const create = { createFlag: { ...creationOf(flag), projectId, source: flag.source ?? { system } } };
  return {
    name: `FLAG ${key}`,
    first: known.flags.has(key) ? [] : [create],
    then: [{ replaceConfiguration: { environmentId, flagKey: key, configuration: configurationOf(flag) } }],
    needs: needsOf(flag),
  };
}

/** What the flag is in all other environments; whoever turns it on there gets what it serves to those without a rule. */
function creationOf({ key, type, seed, clientSide, tags, off, fallthrough, ...flag }: Flag) {
  const variants = Object.entries(flag.variants).map(([variant, { value, name }]) => ({
    key: variant,
    value,
    ...(name !== undefined && { name }),
  }));
  // a split would need a layer to be the same there
  const isPlain = typeof fallthrough === 'string' || fallthrough === null;
  return { key, type, seed, clientSide, tags, variants, off, fallthrough: isPlain ? fallthrough : off };
}

/** What is the environment's own; the rest is the project's. */
function configurationOf({ on, off, variants, rules, fallthrough, metadata, source }: Flag): Json {
  return {
    on,
    off,
    variants,
    rules,
    fallthrough,
    ...(metadata && { metadata }),
    ...(source && { source }),
  } as unknown as Json;
}

function needsOf(body: Parameters<typeof references>[0]): string[] {
  const { flags, segments, layers, lists } = references(body);
  return [
    ...layers.map((key) => `LAYER ${key}`),
    ...lists.map((key) => `LIST ${key}`),
    ...segments.map((key) => `SEGMENT ${key}`),
    ...flags.map((key) => `FLAG ${key}`),
  ];
}

/** Round by round those whose needs are met; nobody needs himself, or what is not among them. */
function inOrderOfNeed(steps: Step[]): Step[] {
  const ordered = new Map<string, Step>();
  for (let before = -1; ordered.size > before;) {
    before = ordered.size;
    for (const step of steps) {
      const isReady = step.needs.every((name) => ordered.has(name));
      if (isReady && !ordered.has(step.name)) ordered.set(step.name, step);
    }
  }
  return [...ordered.values()];
}
