import type { Json } from '../../evaluation';
import { refuseDeep } from '../depth';
import { shown } from '../fields';
import type { Place } from '../place';
import { segmentKey } from './definition';

export interface Feature {
  name: string;
  isEnabled: boolean;
  /** The first that is enabled wins; without any the feature is enabled for everybody. */
  strategies: Strategy[];
  variants: VariantDefinition[];
  dependencies: Dependency[];
}

export interface Strategy {
  name: string;
  title?: string;
  parameters: Record<string, Json>;
  constraints: Constraint[];
  segments: string[];
  variants: VariantDefinition[];
}

export interface Constraint {
  contextName: string;
  operator: string;
  values: string[];
  value: Place;
  isInverted: boolean;
  ignoresCase: boolean;
}

export interface VariantDefinition {
  name: string;
  weight: number;
  stickiness: string | undefined;
  payload: Json | undefined;
  overrides: { contextName: string; values: string[] }[];
}

export interface Dependency {
  feature: string;
  /** Whether the parent must be enabled, or must not. */
  isEnabled: boolean;
  variants: string[];
}

/** Throws an ImportError at the first thing that is not as Unleash sends it. */
export function readFeature(feature: Place): Feature {
  refuseDeep(feature);
  const strategies = feature.at('strategies');
  if (strategies.isAbsent) throw strategies.fault('must be a list, not nothing');
  return {
    name: feature.at('name').text(),
    isEnabled: feature.at('enabled').boolean(false),
    strategies: strategies.elements().map(readStrategy),
    variants: feature.at('variants').elements().map(readVariant),
    dependencies: feature.at('dependencies').elements().map(readDependency),
  };
}

export function readConstraints(place: Place): Constraint[] {
  return place.elements().map((constraint) => ({
    contextName: constraint.at('contextName').text(),
    operator: constraint.at('operator').text(),
    values: textsIn(constraint.at('values')),
    value: constraint.at('value'),
    isInverted: constraint.at('inverted').boolean(false),
    ignoresCase: constraint.at('caseInsensitive').boolean(false),
  }));
}

function readStrategy(strategy: Place): Strategy {
  const title = strategy.at('title').text('');
  return {
    name: strategy.at('name').text(),
    ...(title !== '' && { title }),
    parameters: Object.fromEntries(
      strategy
        .at('parameters')
        .members()
        .map(([name, parameter]) => [name, parameter.json()]),
    ),
    constraints: readConstraints(strategy.at('constraints')),
    segments: strategy.at('segments').elements().map(segmentKey),
    variants: strategy.at('variants').elements().map(readVariant),
  };
}

function readVariant(variant: Place): VariantDefinition {
  const weight = variant.at('weight');
  if (!Number.isInteger(weight.value) || weight.number() < 0)
    throw weight.fault(`must be a whole number, not ${shown(weight.value)}`);
  const stickiness = variant.at('stickiness');
  const payload = variant.at('payload');
  return {
    name: variant.at('name').text(),
    weight: weight.number(),
    stickiness: stickiness.isAbsent ? undefined : stickiness.text(),
    payload: payload.isAbsent ? undefined : payload.json(),
    overrides: variant
      .at('overrides')
      .elements()
      .map((override) => ({
        contextName: override.at('contextName').text(),
        values: textsIn(override.at('values')),
      })),
  };
}

function readDependency(dependency: Place): Dependency {
  return {
    feature: dependency.at('feature').text(),
    isEnabled: dependency.at('enabled').boolean(true),
    variants: textsIn(dependency.at('variants')),
  };
}

function textsIn(list: Place): string[] {
  return list.elements().map((text) => text.text());
}
