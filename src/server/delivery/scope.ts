import { createHash } from 'node:crypto';
import { references } from '../../engine/evaluation';
import type { Flag, Segment } from '../../engine/evaluation';
import { viewKey } from '../../engine/protocol/view';
import type { Actor } from '../foundation/actor';
import type { ConfigurationObject, EnvironmentState } from './configuration-source';

/** What of an environment a subscriber sees: everything, or the flags that match and all that they need. */
export interface Scope {
  /** Flags with one of them match; null: whatever their tags are. */
  tags: readonly string[] | null;
  /** Only what is marked for clients matches. */
  clientSide: boolean;
  protocol: number;
  /** Two scopes with one hash see the same. */
  hash: string;
}

/** Whoever may stream at all sees what its key is narrowed to; members see everything of an environment they may read. */
export function scopeOf(actor: Actor, protocol: number): Scope {
  const tags = actor.kind === 'SDK_KEY' && actor.tags !== null ? [...new Set(actor.tags)].sort() : null;
  const clientSide = actor.kind === 'SDK_KEY' && actor.keyKind === 'CLIENT';
  const hash = createHash('sha256')
    .update(JSON.stringify([clientSide ? 'CLIENT' : 'SERVER', tags, protocol]))
    .digest('hex');
  return { tags, clientSide, protocol, hash: hash.slice(0, 16) };
}

export type ObjectMap = ReadonlyMap<string, ConfigurationObject>;

export interface InScope {
  /** What a scope sees, by place. */
  objects: ObjectMap;
  /** Places that are needed, and where nothing is. */
  missing: ReadonlySet<string>;
}

export function inScope({ objects: all }: Pick<EnvironmentState, 'objects'>, scope: Scope): InScope {
  const objects = new Map<string, ConfigurationObject>();
  const missing = new Set<string>();
  if (seesAll(scope)) return { objects: all, missing };
  const pending = [...all.keys()].filter((place) => isMatch(all.get(place), scope));
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const object = all.get(place);
    if (!object) missing.add(place);
    else if (!objects.has(place)) {
      objects.set(place, object);
      pending.push(...neededBy(object));
    }
  }
  return { objects, missing };
}

/** Whether an object is seen for its own sake, and not because another one needs it. */
export function isMatch(object: ConfigurationObject | undefined, scope: Scope): boolean {
  if (seesAll(scope)) return true;
  if (object?.kind !== 'FLAG') return false;
  const { tags, clientSide } = object.value as Flag;
  return (clientSide || !scope.clientSide) && (scope.tags?.some((tag) => tags.includes(tag)) ?? true);
}

const seesAll = ({ tags, clientSide }: Scope): boolean => tags === null && !clientSide;

const needed = new WeakMap<ConfigurationObject, string[]>();

/** The places of all that an object refers to. */
export function neededBy(object: ConfigurationObject): string[] {
  if (object.kind !== 'FLAG' && object.kind !== 'SEGMENT') return [];
  let places = needed.get(object);
  if (!places) needed.set(object, (places = placesIn(object.value as Flag | Segment)));
  return places;
}

function placesIn(body: Flag | Segment): string[] {
  const { flags, segments, layers, lists } = references(body);
  return [
    ...flags.map((key) => viewKey('FLAG', key)),
    ...segments.map((key) => viewKey('SEGMENT', key)),
    ...layers.map((key) => viewKey('LAYER', key)),
    ...lists.map((key) => viewKey('LIST', key)),
  ];
}
