import type { Json } from '../../evaluation';
import type { Place } from '../place';
import { numbersOf, valuesOf } from './definition';

/** A payload as a whole; its flags are not looked into yet, since one bad flag does not spoil the others. */
export interface Payload {
  features: [key: string, feature: Place][];
  experiments: Place[];
  savedGroups: ReadonlyMap<string, Json[]>;
  bandits: ReadonlyMap<string, Bandit>;
}

export interface Bandit {
  version: number | undefined;
  leaves: { leafId: number; condition: Place; weights: number[] }[];
}

export function readPayload(file: Place): Payload {
  const encrypted = file
    .members()
    .find(([name, { value }]) => name.startsWith('encrypted') && Boolean(value));
  if (encrypted) throw encrypted[1].fault('is encrypted: decrypt the payload first');
  if (file.at('features').isAbsent && file.at('experiments').isAbsent)
    throw file.fault('this is no GrowthBook payload: it has no "features"');
  return {
    features: file.at('features').members(),
    experiments: file.at('experiments').elements(),
    savedGroups: readEach(file.at('savedGroups'), valuesOf),
    bandits: readEach(file.at('contextualBandits'), readBandit),
  };
}

function readEach<T>(place: Place, read: (member: Place) => T): Map<string, T> {
  return new Map(place.members().map(([name, member]) => [name, read(member)]));
}

function readBandit(place: Place): Bandit {
  return {
    version: place.at('banditVersion').isAbsent ? undefined : place.at('banditVersion').number(),
    leaves: place
      .at('contexts')
      .elements()
      .map((leaf) => ({
        leafId: leaf.at('leafId').number(),
        condition: leaf.at('condition'),
        weights: numbersOf(leaf.at('weights')),
      })),
  };
}

/** The key as far as it can be told of what may be no experiment at all. */
export function keyOfExperiment({ value, path }: Place): string {
  const isKeyed = typeof value === 'object' && value !== null && 'key' in value;
  return isKeyed && typeof value.key === 'string' ? value.key : path;
}
