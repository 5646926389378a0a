import type { Json } from '../../evaluation';
import { refuseDeep } from '../depth';
import { shown } from '../fields';
import { Place } from '../place';
import { contextOf } from './environment-document';

/** An environment as a whole; a feature or segment is read by itself, since a bad one does not spoil the others. */
export interface FlagsmithDefinition {
  environmentKey: string;
  features: [name: string, feature: Place][];
  /** In the order of the file, which decides between overrides of the same priority. */
  segments: [key: string, segment: Place][];
  /** What JSONPaths look into. */
  context: unknown;
}

export interface Feature {
  /** What is hashed: an id of the feature's state, not its name. */
  key: string;
  isEnabled: boolean;
  value: Json;
  metadata: Json | undefined;
  /** In the order of their priorities. */
  options: Option[];
  priority: number;
}

/** What Flagsmith calls a variant. */
export interface Option {
  key: string | null;
  value: Json;
  /** Percent. */
  weight: number;
}

export interface SegmentRule {
  type: string;
  conditions: SegmentCondition[];
  rules: SegmentRule[];
}

export interface SegmentCondition {
  operator: string;
  property: Place;
  value: Place;
}

/** An evaluation context of Flagsmith's engine, or the environment document that SDKs evaluate locally. */
export function readDefinition(file: Place): FlagsmithDefinition {
  const isDocument = !file.at('feature_states').isAbsent;
  const context = isDocument ? new Place(contextOf(file), '') : file;
  if (context.at('environment').isAbsent)
    throw file.fault(
      'this is no environment of Flagsmith: it has neither "environment" nor "feature_states"',
    );
  return {
    environmentKey: context.at('environment').at('key').text(),
    features: context
      .at('features')
      .members()
      .map(([key, feature]) => [feature.at('name').text(key), feature]),
    segments: context.at('segments').members(),
    context: context.value,
  };
}

/** A feature's state, in the environment or in an override of a segment. */
export function readFeature(feature: Place): Feature {
  refuseDeep(feature);
  const metadata = feature.at('metadata');
  return {
    key: feature.at('key').text(),
    isEnabled: feature.at('enabled').boolean(false),
    value: feature.at('value').json(),
    metadata: metadata.isAbsent ? undefined : metadata.json(),
    options: inOrder(feature.at('variants').elements().map(readOption)),
    priority: priorityOf(feature),
  };
}

export function readRules(rules: Place): SegmentRule[] {
  refuseDeep(rules);
  return rules.elements().map(readRule);
}

/** Lower numbers come first; of the same number, those that stand first. */
export function inOrder<T extends { priority: number }>(list: T[]): T[] {
  return list.toSorted((left, right) =>
    left.priority === right.priority ? 0 : left.priority - right.priority,
  );
}

function readRule(rule: Place): SegmentRule {
  return {
    type: rule.at('type').text(),
    conditions: rule.at('conditions').elements().map(readCondition),
    rules: rule.at('rules').elements().map(readRule),
  };
}

function readOption(option: Place): Option & { priority: number } {
  const key = option.at('key');
  const weight = option.at('weight');
  if (!(weight.number() >= 0)) throw weight.fault(`must be a percentage, not ${shown(weight.value)}`);
  return {
    key: key.isAbsent ? null : key.text(),
    value: option.at('value').json(),
    weight: weight.number(),
    priority: priorityOf(option),
  };
}

/** Without one it comes last. */
function priorityOf(place: Place): number {
  return place.at('priority').number(Infinity);
}

function readCondition(condition: Place): SegmentCondition {
  return {
    operator: condition.at('operator').text(),
    property: condition.at('property'),
    value: condition.at('value'),
  };
}
