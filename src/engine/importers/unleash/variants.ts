import {
  canonicalJson,
  type Bucketing,
  type Condition,
  type FlagType,
  type Json,
  type Serve,
  type Variant,
} from '../../evaluation';
import { anyOf } from '../combine';
import { flagTypeOf } from '../flag-type';
import { splitOf, weightOf } from './bucketing';
import { attributeOf } from './context';
import type { Feature, Strategy, VariantDefinition } from './feature';

/** What a feature can answer, and under which name each answer is a variant of the flag. */
export interface Outcomes {
  type: FlagType;
  variants: Record<string, Variant>;
  /** Enabled without a variant. */
  on: string;
  /** Not enabled; null: the caller's default, as OpenFeature's providers for Unleash answer. */
  off: string | null;
  nameOf(definition: VariantDefinition): string;
}

/**
 * A feature that draws no variants is a switch. Otherwise the value is the payload of the variant (its name without
 * one); variants of one name that differ, in two strategies say, become two.
 */
export function outcomesOf(feature: Feature): Outcomes {
  const names = new Map<string, string>();
  const variants: Record<string, Variant> = {};
  for (const definition of drawable(feature)) {
    const identity = identityOf(definition);
    if (names.has(identity)) continue;
    const name = freeName(variants, definition.name);
    names.set(identity, name);
    variants[name] = variantOf(definition);
  }
  const nameOf = (definition: VariantDefinition): string =>
    names.get(identityOf(definition)) ?? definition.name;
  if (names.size === 0)
    return {
      type: 'BOOLEAN',
      variants: { on: { value: true }, off: { value: false } },
      on: 'on',
      off: 'off',
      nameOf,
    };
  const on = freeName(variants, 'on');
  if (isEverPlain(feature)) variants[on] = { value: true };
  const type = flagTypeOf(Object.values(variants).map(({ value }) => value));
  return { type, variants, on, off: null, nameOf };
}

/** The variants of those whom a strategy enabled; undefined: of those whom the feature without strategies enables. */
export function serveOf(
  feature: Feature,
  strategy: Strategy | undefined,
  outcomes: Outcomes,
  bytes: Bucketing['bytes'],
): Serve {
  const own = strategy && strategyVariants(strategy, outcomes, bytes);
  return own ?? featureVariants(feature, outcomes, bytes) ?? outcomes.on;
}

function drawable(feature: Feature): VariantDefinition[] {
  const groups = [...feature.strategies.map(({ variants }) => variants), feature.variants];
  return groups.filter((variants) => weightOf(variants) > 0).flat();
}

function isEverPlain({ strategies, variants }: Feature): boolean {
  if (weightOf(variants) > 0) return false;
  return strategies.some((strategy) => weightOf(strategy.variants) === 0);
}

function identityOf({ name, payload = null }: VariantDefinition): string {
  return canonicalJson([name, payload]);
}

function freeName(taken: object, name: string): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!Object.hasOwn(taken, candidate)) return candidate;
  }
}

/** `extra` is what Unleash returns. */
function variantOf({ name, payload }: VariantDefinition): Variant {
  return { value: valueOf(name, payload), extra: payload === undefined ? { name } : { name, payload } };
}

function valueOf(name: string, payload: Json | undefined): Json {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return name;
  const { type, value = null } = payload;
  if (typeof value !== 'string') return value;
  if (type === 'number') return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
  return type === 'json' ? parsed(value) : value;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** Without a group id Unleash hashes the text `undefined`. */
function strategyVariants(
  { variants, parameters }: Strategy,
  outcomes: Outcomes,
  bytes: Bucketing['bytes'],
): Serve | undefined {
  const stickiness = variants[0]?.stickiness || parameters.stickiness || 'default';
  return drawn(variants, String(parameters.groupId), String(stickiness), outcomes, bytes);
}

function featureVariants(
  { name, variants }: Feature,
  outcomes: Outcomes,
  bytes: Bucketing['bytes'],
): Serve | undefined {
  return drawn(variants, name, variants[0]?.stickiness ?? 'default', outcomes, bytes);
}

function drawn(
  variants: VariantDefinition[],
  groupId: string,
  stickiness: string,
  { nameOf }: Outcomes,
  bytes: Bucketing['bytes'],
): Serve | undefined {
  const weights = variants.map((variant) => ({ variant: nameOf(variant), weight: variant.weight }));
  const split = splitOf(bytes, groupId, stickiness, weights);
  const overrides = variants.filter(({ overrides }) => overrides.length > 0);
  if (split === undefined || overrides.length === 0) return split;
  return { first: overrides.map((variant) => overrideOf(variant, nameOf(variant))), serve: split };
}

function overrideOf({ overrides }: VariantDefinition, serve: string): { when: Condition; serve: Serve } {
  const conditions = overrides.map(({ contextName, values }): Condition => ({
    attr: attributeOf(contextName),
    op: 'eq',
    as: 'text',
    values,
  }));
  return { when: anyOf(conditions), serve };
}
