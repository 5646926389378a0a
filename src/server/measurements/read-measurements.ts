import { invalidInput, SignalboxError } from '../foundation/errors';
import type { UserError } from '../foundation/user-errors';
import { momentOf, type Clocks } from './client-clock';
import {
  isStorable,
  minuteMs,
  startOf,
  type AttributeNames,
  type EvaluationCount,
  type EventProperties,
  type Exposure,
  type Measurements,
  type MetricEvent,
  type Unit,
} from './measurement';

export type GivenExposure = Omit<Exposure, 'clientAt' | 'occurredAt'> & { at: number };
export type GivenMetricEvent = Omit<MetricEvent, 'clientAt' | 'occurredAt' | 'properties'> & {
  at: number;
  properties: unknown;
};

/** What a client sent, with times of its own clock. */
export interface GivenMeasurements {
  exposures: GivenExposure[];
  metrics: GivenMetricEvent[];
  evaluations: EvaluationCount[];
  attributes: AttributeNames[];
}

export interface ReadingRules extends Clocks {
  /** The keys of the flags that the client may tell of; null: any. */
  flagKeys: ReadonlySet<string> | null;
}

export interface ReadMeasurements extends Measurements {
  /** Why an entry was left out, with its place: one for each that was. */
  refused: UserError[];
}

const longestEventId = 64;
const longestKind = 64;
const longestKey = 255;
const longestName = 128;
const mostNames = 100;
const mostProperties = 20;
const longestProperty = 255;

/**
 * What can be recorded of a call. An entry that cannot is refused by itself: a client empties its buffer by sending it,
 * and one entry that will never be taken must not hold back the others for ever.
 */
export function readMeasurements(given: GivenMeasurements, rules: ReadingRules): ReadMeasurements {
  const refused: UserError[] = [];
  return {
    exposures: readEach('exposures', given.exposures, refused, (each) => exposureOf(each, rules)),
    metrics: readEach('metrics', given.metrics, refused, (each) => metricEventOf(each, rules)),
    evaluations: readEach('evaluations', given.evaluations, refused, (each) => countOf(each, rules)),
    attributes: readEach('attributes', given.attributes, refused, namesOf),
    refused,
  };
}

function readEach<Given, Read>(
  list: string,
  given: readonly Given[],
  refused: UserError[],
  read: (given: Given) => Read,
): Read[] {
  return given.flatMap((each, position) => {
    try {
      return [read(each)];
    } catch (error) {
      if (!(error instanceof SignalboxError)) throw error;
      const { field = [], reason = error.kind } = error.details;
      const place = ['input', list, String(position), ...field];
      refused.push({ code: reason, field: place, message: error.message });
      return [];
    }
  });
}

function exposureOf({ at, ...given }: GivenExposure, rules: ReadingRules): Exposure {
  assertEventId(given.eventId);
  assertText('flagKey', given.flagKey, longestKey);
  assertText('variant', given.variant, longestKey);
  assertUnit(given.unit);
  if (given.experiment !== null) assertText('experiment', given.experiment, longestKey);
  if (given.ruleId !== null) assertText('ruleId', given.ruleId, longestKey);
  if (rules.flagKeys?.has(given.flagKey) === false) throw flagNotFound(given.flagKey);
  return { ...given, ...momentOf(at, 'at', rules) };
}

function metricEventOf({ at, properties, ...given }: GivenMetricEvent, rules: ReadingRules): MetricEvent {
  assertEventId(given.eventId);
  assertText('key', given.key, longestKey);
  assertUnit(given.unit);
  return { ...given, properties: propertiesOf(properties), ...momentOf(at, 'at', rules) };
}

function countOf({ flagKey, variant, count, minute }: EvaluationCount, rules: ReadingRules): EvaluationCount {
  assertText('flagKey', flagKey, longestKey);
  if (variant !== null) assertText('variant', variant, longestKey);
  if (count < 1) throw invalidInput(`\`count\` must be 1 or more, ${count} was given`, { field: ['count'] });
  const { occurredAt } = momentOf(minute, 'minute', rules);
  return { flagKey, variant, count, minute: startOf(minuteMs, occurredAt) };
}

function namesOf({ kind, names }: AttributeNames): AttributeNames {
  assertText('kind', kind, longestKind);
  if (names.length > mostNames) throw tooMany('names', mostNames, names.length);
  for (const name of names) assertText('names', name, longestName);
  return { kind, names };
}

function propertiesOf(given: unknown): EventProperties | null {
  if (given === null || given === undefined) return null;
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw invalidInput('`properties` must be an object', { field: ['properties'] });
  }
  const entries = Object.entries(given);
  if (entries.length > mostProperties) throw tooMany('properties', mostProperties, entries.length);
  for (const [name, value] of entries) {
    assertText('properties', name, longestName);
    if (typeof value === 'object' && value !== null) {
      throw invalidInput(`\`properties.${name}\` must be a text, a number, true, false or null`, {
        field: ['properties', name],
      });
    }
    if (typeof value === 'string' && value.length > longestProperty) {
      throw tooLong(`properties.${name}`, longestProperty, value.length);
    }
  }
  return given as EventProperties;
}

const assertEventId = (eventId: string): void => assertText('eventId', eventId, longestEventId);

function assertUnit({ kind, key }: Unit): void {
  assertText('unit.kind', kind, longestKind);
  assertText('unit.key', key, longestKey);
}

function assertText(field: string, given: string, longest: number): void {
  if (given === '') throw invalidInput(`\`${field}\` must not be empty`, { field: field.split('.') });
  if (given.length > longest) throw tooLong(field, longest, given.length);
  if (!isStorable(given)) {
    throw invalidInput(`\`${field}\` must have neither U+0000 nor half a character`, {
      field: field.split('.'),
    });
  }
}

const tooLong = (field: string, longest: number, length: number): Error =>
  invalidInput(`\`${field}\` takes at most ${longest} characters, ${length} were given`, {
    field: field.split('.'),
  });

const tooMany = (field: string, most: number, count: number): Error =>
  invalidInput(`\`${field}\` takes at most ${most} entries, ${count} were given`, { field: [field] });

/** The same for a flag that the caller's key does not show as for one that does not exist. */
const flagNotFound = (flagKey: string): Error =>
  invalidInput(`The key shows no flag \`${flagKey}\``, { field: ['flagKey'], reason: 'FLAG_NOT_FOUND' });
