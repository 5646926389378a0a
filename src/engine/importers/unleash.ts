import type { Flag, Rule, Segment } from '../evaluation';
import { draftFlag, draftSegment, importOf, type Remarks } from './drafts';
import type { Import } from './import-report';
import { isJavaScriptSdk } from './patterns';
import { Place } from './place';
import { allOf } from './combine';
import { conditionOf } from './unleash/constraint';
import { readDefinition, type UnleashDefinition } from './unleash/definition';
import { dependencyRule, parentFault } from './unleash/dependency';
import { readConstraints, readFeature, type Feature } from './unleash/feature';
import { remarksOnConstraints, remarksOnFeature } from './unleash/remarks';
import { audienceOf, type Hashing } from './unleash/strategy';
import { outcomesOf, serveOf } from './unleash/variants';

export interface UnleashOptions {
  /** Where features were evaluated: `node`, `java`, `go`, … Unknown: the report asks. */
  sdk?: string;
}

/**
 * A state or delta events of Unleash (as parsed from JSON) as a ruleset in which everybody keeps what they had, with a
 * report on every feature. Throws an ImportError when the file as a whole is no such thing; a single feature that cannot
 * be carried is refused in the report and missing in the ruleset, and with it whatever depends on it.
 */
export function importUnleash(source: unknown, { sdk }: UnleashOptions = {}): Import {
  const definition = readDefinition(new Place(source, ''));
  const drafted = <T>(places: Map<string, Place>, draft: (place: Place) => T): Map<string, T> =>
    new Map(Array.from(places, ([key, place]) => [key, draft(place)]));
  return importOf({
    segments: drafted(definition.segments, (place) => draftSegment(() => importSegment(place))),
    flags: drafted(definition.features, (place) => draftFlag(() => importFeature(place, definition, sdk))),
  });
}

function importSegment(place: Place): { body: Segment; remarks: Remarks } {
  const constraints = readConstraints(place.at('constraints'));
  return {
    body: { when: allOf(constraints.map(conditionOf)) },
    remarks: remarksOnConstraints(constraints),
  };
}

function importFeature(
  place: Place,
  definition: UnleashDefinition,
  sdk: string | undefined,
): { body: Flag; remarks: Remarks } {
  const feature = readFeature(place);
  const parents = feature.dependencies.map((dependency) => parentOf(dependency.feature, definition));
  const { questions, warnings } = remarksOnFeature(feature, definition, sdk);
  const faults = feature.dependencies.flatMap(
    ({ feature: name }, at) => parentFault(name, parents[at]) ?? [],
  );
  return {
    body: flagOf(feature, parents, definition, sdk),
    remarks: { questions, warnings: [...faults, ...warnings] },
  };
}

function parentOf(name: string, { features }: UnleashDefinition): Feature | undefined {
  const place = features.get(name);
  return place === undefined ? undefined : readFeature(place);
}

function flagOf(
  feature: Feature,
  parents: (Feature | undefined)[],
  { segments }: UnleashDefinition,
  sdk: string | undefined,
): Flag {
  const { name, isEnabled, strategies, dependencies } = feature;
  const outcomes = outcomesOf(feature);
  const hashing = hashingOf(name, sdk);
  const { type, off, variants } = outcomes;
  return {
    key: name,
    type,
    on: isEnabled,
    off,
    variants,
    rules: [
      ...dependencies.map((dependency, at) =>
        dependencyRule(dependency, parents[at], off, `dependency-${at + 1}`),
      ),
      ...strategies.map((strategy, at): Rule => ({
        id: `strategy-${at + 1}`,
        description: strategy.title ?? strategy.name,
        when: audienceOf(strategy, segments, hashing, at),
        serve: serveOf(feature, strategy, outcomes, hashing.bytes),
      })),
    ],
    fallthrough: strategies.length === 0 ? serveOf(feature, undefined, outcomes, hashing.bytes) : off,
    seed: name,
    clientSide: false,
    tags: [],
    source: { system: 'unleash', ...(sdk !== undefined && { sdk }) },
  };
}

/** Unleash's Node SDK hashes the low byte of each UTF-16 unit, and knows no default for the group. */
function hashingOf(name: string, sdk: string | undefined): Hashing {
  return isJavaScriptSdk(sdk) ? { bytes: 'low8', defaultGroup: '' } : { bytes: 'utf8', defaultGroup: name };
}
