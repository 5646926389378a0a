import type { Json, Ref } from '../../evaluation';
import { shown } from '../fields';
import type { Place } from '../place';
import { identifier } from './percentage';

/** What a condition reads: an attribute, a value that the environment itself fixes, or the identity's key. */
export type Property = { ref: Ref } | { constant: Json } | 'identity key';

const traitByDot = /^\$\.identity\.traits\.(.+)$/;
const traitByBracket = /^\$\.identity\.traits\['(.+)'\]$/;

/** A path leads to a trait, or into the context; where it leads to nothing plain, it is a trait's own odd name. */
export function propertyOf(place: Place, context: unknown): Property {
  const property = place.text();
  if (!property.startsWith('$.')) return { ref: traitRef(property) };
  const trait = traitByDot.exec(property)?.[1] ?? traitByBracket.exec(property)?.[1];
  if (trait !== undefined) return { ref: traitRef(trait) };
  const steps = stepsOf(place);
  const name = steps.join('.');
  if (name === 'identity.identifier') return { ref: identifier };
  if (name === 'identity.key') return 'identity key';
  const constant = steps[0] === 'identity' ? undefined : valueAt(context, steps);
  return isPlain(constant) ? { constant } : { ref: traitRef(property) };
}

/** Traits are flat beside the identifier, which is the user's key; a trait called `key` has to move out of the way. */
export function traitRef(name: string): Ref {
  return { path: name === 'key' ? ['traits', 'key'] : [name] };
}

const step = /\.([^.[\]'"*?@,:()]+)|\['([^']+)'\]|\["([^"]+)"\]|\[(\d+)\]/y;

function stepsOf(place: Place): string[] {
  const property = place.text();
  const steps: string[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < property.length) {
    const match = step.exec(property);
    if (match === null)
      throw place.fault(`${shown(property)} chooses by a filter or wildcard, and not by names alone`);
    steps.push(match.slice(1).find((name) => name !== undefined)!);
  }
  return steps;
}

function valueAt(value: unknown, [name, ...rest]: string[]): unknown {
  if (name === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return valueAt((value as Record<string, unknown>)[name], rest);
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return value !== undefined && (typeof value !== 'object' || value === null);
}
