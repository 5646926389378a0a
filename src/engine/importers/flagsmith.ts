import type { Flag, Json, Rule, Segment } from '../evaluation';
import { draftFlag, draftSegment, importOf, type Remarks } from './drafts';
import { flagTypeOf } from './flag-type';
import {
  inOrder,
  readDefinition,
  readFeature,
  readRules,
  type Feature,
  type FlagsmithDefinition,
} from './flagsmith/definition';
import { grouped } from './flagsmith/grouped';
import type { Identities } from './flagsmith/percentage';
import { remarksOnConditions, remarksOnStates } from './flagsmith/remarks';
import { conditionsIn, membersOf, type Surroundings } from './flagsmith/segment';
import { States } from './flagsmith/states';
import type { Import } from './import-report';
import { Place } from './place';

export interface FlagsmithOptions {
  /**
   * The attribute in which apps send the identity's key, where keys are not made of environment key and identifier: a
   * self-hosted Flagsmith that evaluated remotely hashed ids of its database.
   */
  keyAttribute?: string;
  /** Where features were evaluated: `node`, `python`, … Unknown: the report asks. */
  sdk?: string;
}

export interface FlagsmithImport extends Import {
  /** In the order of the file, each under its key in the ruleset. */
  segments: ImportedSegment[];
  identities: Identities;
}

export interface ImportedSegment {
  key: string;
  name: string;
  metadata?: Json;
}

/**
 * An environment document or an evaluation context of Flagsmith (as parsed from JSON) as a ruleset in which everybody
 * keeps what they had, with a report on every feature. Throws an ImportError when the file as a whole is no such thing; a
 * single feature that cannot be carried is refused in the report and missing in the ruleset.
 */
export function importFlagsmith(source: unknown, options: FlagsmithOptions = {}): FlagsmithImport {
  const definition = readDefinition(new Place(source, ''));
  const { environmentKey, context } = definition;
  const { keyAttribute, sdk } = options;
  const identities = { environmentKey, ...(keyAttribute !== undefined && { keyAttribute }) };
  const around: Surroundings = { context, identities, sdk };
  const overrides = overridesIn(definition);
  const { ruleset, report } = importOf({
    segments: new Map(
      definition.segments.map(([key, place]) => [key, draftSegment(() => importSegment(place, around))]),
    ),
    flags: new Map(
      definition.features.map(([name, place]) => [
        name,
        draftFlag(() => importFeature(name, place, overrides.get(name) ?? [], around)),
      ]),
    ),
  });
  const carried = definition.segments.filter(([key]) => Object.hasOwn(ruleset.segments, key));
  return { ruleset, report, segments: carried.map(describeSegment), identities };
}

interface Override {
  segment: ImportedSegment;
  place: Place;
}

/** By the name of the feature that they override. */
function overridesIn({ segments }: FlagsmithDefinition): Map<unknown, Override[]> {
  const overrides = segments.flatMap(([key, place]): Override[] => {
    const segment = describeSegment([key, place]);
    return place
      .at('overrides')
      .elements()
      .map((override) => ({ segment, place: override }));
  });
  return grouped(overrides, ({ place }) => place.at('name').value);
}

function describeSegment([key, place]: [string, Place]): ImportedSegment {
  const metadata = place.at('metadata');
  const name = place.at('name').text(key);
  return metadata.isAbsent ? { key, name } : { key, name, metadata: metadata.json() };
}

function importSegment(place: Place, around: Surroundings): { body: Segment; remarks: Remarks } {
  const rules = readRules(place.at('rules'));
  const when = membersOf(place.at('key').text(), rules, around);
  return { body: { when }, remarks: remarksOnConditions(conditionsIn(rules), around) };
}

function importFeature(
  name: string,
  place: Place,
  overrides: Override[],
  { identities, sdk }: Surroundings,
): { body: Flag; remarks: Remarks } {
  const feature = readFeature(place);
  const states = inOrder(
    overrides.map(({ segment, place: override }) => ({ segment, ...readFeature(override) })),
  );
  const body = flagOf(name, feature, withoutRepetition(states), identities);
  return {
    body: { ...body, source: { system: 'flagsmith', ...(sdk !== undefined && { sdk }) } },
    remarks: remarksOnStates([feature, ...states], identities),
  };
}

type OverridingState = Feature & { segment: ImportedSegment };

/** Of one segment, the override that comes first is the only one that can ever apply. */
function withoutRepetition(states: OverridingState[]): OverridingState[] {
  return states.filter(
    ({ segment }, at) => states.findIndex((other) => other.segment.key === segment.key) === at,
  );
}

/** A feature whose state nothing can change is off where it is disabled; others are on, and serve a disabled state. */
function flagOf(name: string, feature: Feature, overrides: OverridingState[], identities: Identities): Flag {
  const isSwitch = [feature, ...overrides].every(hasNoValue);
  const isFixed = overrides.length === 0 && feature.options.length === 0;
  const [enabled, disabled] = isSwitch
    ? ['on', 'off']
    : [feature.options.length > 0 ? 'control' : 'default', 'disabled'];
  const nameOf = ({ isEnabled }: Feature): string => (isEnabled ? enabled : disabled);
  const states = new States(isSwitch, identities);
  const base = isFixed ? { ...feature, isEnabled: true } : feature;
  const fallthrough = states.serveOf(base, nameOf(base));
  const off = states.stateOf({ ...feature, isEnabled: false }, disabled);
  const rules = overrides.map(({ segment, ...state }): Rule => ({
    id: `segment-${segment.key}`,
    description: segment.name,
    when: { segment: segment.key },
    serve: states.serveOf(state, isSwitch ? nameOf(state) : segment.name),
  }));
  return {
    key: name,
    type: flagTypeOf(Object.values(states.variants).map(({ value }) => value)),
    on: feature.isEnabled || !isFixed,
    off,
    variants: states.variants,
    rules,
    fallthrough,
    seed: name,
    clientSide: false,
    tags: [],
  };
}

function hasNoValue({ value, options }: Feature): boolean {
  return [value, ...options.map((option) => option.value)].every((each) => each === null || each === '');
}
