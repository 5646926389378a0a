import type { Flag, Segment } from './types';
import { referencesIn, type Reference } from './walk';

export interface References {
  flags: string[];
  segments: string[];
  layers: string[];
  lists: string[];
}

/** The keys that a flag or segment names itself, each once; what those name in turn is not among them. */
export function references(body: Flag | Segment): References {
  const found = referencesIn(body);
  return {
    flags: keysOf(found, 'FLAG'),
    segments: keysOf(found, 'SEGMENT'),
    layers: keysOf(found, 'LAYER'),
    lists: keysOf(found, 'LIST'),
  };
}

function keysOf(found: readonly Reference[], kind: Reference['kind']): string[] {
  return [...new Set(found.filter((reference) => reference.kind === kind).map(({ key }) => key))];
}
