import { shown } from '../fields';
import type { Place } from '../place';

/** A state as a whole; features and segments are not looked into yet, since a bad one does not spoil the others. */
export interface UnleashDefinition {
  features: Map<string, Place>;
  segments: Map<string, Place>;
}

/** A state `{ features, segments }` as SDKs fetch it, or the `{ events }` of the delta API, applied in their order. */
export function readDefinition(file: Place): UnleashDefinition {
  const definition: UnleashDefinition = { features: new Map(), segments: new Map() };
  const events = file.at('events');
  if (!events.isAbsent) events.elements().forEach((event) => apply(definition, event));
  else if (!file.at('features').isAbsent) hydrate(definition, file);
  else throw file.fault('this is no state of Unleash: it has neither "features" nor "events"');
  return definition;
}

const changes: Record<string, (definition: UnleashDefinition, event: Place) => void> = {
  hydration: hydrate,
  'feature-updated': ({ features }, event) => putFeature(features, event.at('feature')),
  'feature-removed': ({ features }, event) => features.delete(event.at('featureName').text()),
  'segment-updated': ({ segments }, event) => putSegment(segments, event.at('segment')),
  'segment-removed': ({ segments }, event) => segments.delete(segmentKey(event.at('segmentId'))),
};

function apply(definition: UnleashDefinition, event: Place): void {
  const type = event.at('type');
  if (!Object.hasOwn(changes, type.text()))
    throw type.fault(`${shown(type.value)} is no known event: it might change what is served`);
  changes[type.text()](definition, event);
}

function hydrate({ features, segments }: UnleashDefinition, state: Place): void {
  features.clear();
  segments.clear();
  for (const feature of state.at('features').elements()) putFeature(features, feature);
  for (const segment of state.at('segments').elements()) putSegment(segments, segment);
}

function putFeature(features: Map<string, Place>, feature: Place): void {
  features.set(feature.at('name').text(), feature);
}

function putSegment(segments: Map<string, Place>, segment: Place): void {
  segments.set(segmentKey(segment.at('id')), segment);
}

/** Segments are known by numbers. */
export function segmentKey(id: Place): string {
  return typeof id.value === 'number' ? String(id.value) : id.text();
}
