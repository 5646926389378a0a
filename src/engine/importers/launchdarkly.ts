import type { Flag, Segment } from '../evaluation';
import { draftFlag, draftSegment, importOf, type Remarks } from './drafts';
import { flagTypeOf } from './flag-type';
import type { Import } from './import-report';
import type { Surroundings } from './launchdarkly/clause';
import { readDefinition, readFlag, readSegment, type FlagSource } from './launchdarkly/definition';
import { remarksOnFlag, remarksOnSegment } from './launchdarkly/remarks';
import { choiceOf, offOf, rulesOf, type FlagSurroundings } from './launchdarkly/rules';
import { segmentOf } from './launchdarkly/segment';
import { variantsOf } from './launchdarkly/variants';
import { Place } from './place';

export interface LaunchDarklyOptions {
  /** Where flags were evaluated: `node`, `go`, `java`, … Unknown: the report asks. */
  sdk?: string;
}

/**
 * The flags and segments that LaunchDarkly sends to server-side SDKs, as a ruleset in which everybody keeps the
 * variation they had, with a report on every flag. Throws an ImportError when the file as a whole is no such data; a
 * single flag that cannot be carried is refused in the report and missing in the ruleset, and with it whatever needs it.
 */
export function importLaunchDarkly(source: unknown, { sdk }: LaunchDarklyOptions = {}): Import {
  const definition = readDefinition(new Place(source, ''));
  const around = {
    sdk,
    flags: new Set(definition.flags.filter(([, flag]) => !isDeleted(flag)).map(([key]) => key)),
    segments: new Set(definition.segments.filter(([, segment]) => !isDeleted(segment)).map(([key]) => key)),
  };
  const segments = definition.segments.filter(([key]) => around.segments.has(key));
  return importOf({
    segments: new Map(
      segments.map(([key, place]) => [key, draftSegment(() => importSegment(key, place, around))]),
    ),
    flags: new Map(
      definition.flags.map(([key, place]) => [key, draftFlag(() => importFlag(place, { ...around, key }))]),
    ),
  });
}

/** A tombstone: what it was is gone, and SDKs know of no such flag or segment. */
function isDeleted(place: Place): boolean {
  return place.at('deleted').boolean(false);
}

function importSegment(key: string, place: Place, around: Surroundings): { body: Segment; remarks: Remarks } {
  const segment = readSegment(place);
  return { body: segmentOf(segment, key, around), remarks: remarksOnSegment(segment, around) };
}

function importFlag(place: Place, around: FlagSurroundings): { body: Flag; remarks: Remarks } {
  if (isDeleted(place)) throw place.fault('was deleted');
  const source = readFlag(place);
  const body = flagOf(source, around);
  const served = [...body.rules.map(({ serve }) => serve), body.fallthrough];
  return { body, remarks: remarksOnFlag(source, served, around) };
}

/** A flag that is off cannot fail, but one whose off variation does not exist does: that takes a rule. */
function flagOf(source: FlagSource, around: FlagSurroundings): Flag {
  const { key, sdk } = around;
  const off = offOf(source);
  const isFailing = !source.isOn && typeof off === 'object' && off !== null;
  const rules = rulesOf(source, around);
  return {
    key,
    type: flagTypeOf(source.variations),
    on: source.isOn || isFailing,
    off: typeof off === 'string' ? off : null,
    variants: variantsOf(source.variations),
    rules: isFailing ? [{ id: 'off', when: true, serve: off }, ...rules] : rules,
    fallthrough: choiceOf(source.fallthrough, source, around),
    seed: key,
    clientSide: source.isClientSide,
    tags: [],
    source: { system: 'launchdarkly', ...(sdk !== undefined && { sdk }) },
  };
}
