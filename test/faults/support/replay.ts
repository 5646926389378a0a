import { addToChecksum, emptyChecksum, subtractFromChecksum } from '../../../src/engine/protocol';
import type { ConfigKind } from '../../../src/engine/protocol';
import type { Log } from './history';

/** What an object is from one revision on. */
export interface ObjectState {
  version: number;
  isDeleted: boolean;
  digest: string | null;
  mark: string | null;
}

/** A log, so that a validator can ask what was true at any revision of it. */
export interface Replay {
  log: Log;
  head: number;
  /** What there is at the revision, by place. */
  stateAt(revision: number): Map<string, ObjectState>;
  /** The last change of each object behind `from` up to `to`. */
  changedBetween(from: number, to: number): Map<string, ObjectState>;
  /** undefined: there is no such revision. */
  checksumAt(revision: number): string | undefined;
}

export function replayOf(log: Log): Replay {
  const states = new Map<string, ObjectState[]>();
  const places: (readonly string[])[] = [];
  const checksums = [emptyChecksum];
  for (const { revision, changes } of log.revisions) {
    let checksum = checksums.at(-1) ?? emptyChecksum;
    for (const { place, op, digest, mark } of changes) {
      const earlier = states.get(place) ?? [];
      const before = earlier.at(-1);
      const [kind, key] = split(place);
      if (before && !before.isDeleted) {
        checksum = subtractFromChecksum(checksum, kind, key, String(before.version));
      }
      if (op !== 'DELETE') checksum = addToChecksum(checksum, kind, key, String(revision));
      earlier.push({ version: revision, isDeleted: op === 'DELETE', digest, mark });
      states.set(place, earlier);
    }
    checksums[revision] = checksum;
    places[revision] = changes.map(({ place }) => place);
  }
  const at = (place: string, revision: number): ObjectState | undefined =>
    lastUpTo(states.get(place) ?? [], revision);
  return {
    log,
    head: log.revisions.at(-1)?.revision ?? 0,
    stateAt: (revision) => {
      const all = [...states.keys()].map((place) => [place, at(place, revision)] as const);
      return new Map(all.filter((each): each is [string, ObjectState] => !(each[1]?.isDeleted ?? true)));
    },
    changedBetween: (from, to) => {
      const changed = new Set(places.slice(from + 1, to + 1).flat());
      return new Map([...changed].map((place) => [place, at(place, to) as ObjectState]));
    },
    checksumAt: (revision) => checksums[revision],
  };
}

export const placeOf = (kind: string, key: string): string => `${kind} ${key}`;

function split(place: string): [ConfigKind, string] {
  const gap = place.indexOf(' ');
  return [place.slice(0, gap) as ConfigKind, place.slice(gap + 1)];
}

/** By bisection: an object of a storm has thousands of versions. */
function lastUpTo(states: readonly ObjectState[], revision: number): ObjectState | undefined {
  let [low, high] = [0, states.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (states[middle].version <= revision) low = middle + 1;
    else high = middle;
  }
  return states[low - 1];
}
