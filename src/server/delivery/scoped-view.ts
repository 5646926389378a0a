import {
  addToChecksum,
  checksumOf,
  subtractFromChecksum,
  viewKey,
  type ConfigChange,
} from '../../engine/protocol';
import type { EnvironmentDelta, EnvironmentState } from './configuration-source';
import { inScope, isMatch, type InScope, type ObjectMap, type Scope } from './scope';
import { changeOf, deletionOf, putOf } from './wire-change';

/** What a scope sees at one revision. */
export interface ScopedView extends InScope {
  checksum: string;
}

/** An environment at one revision, and what a scope sees of it. */
export interface ScopedState {
  state: EnvironmentState;
  scope: Scope;
  view: ScopedView;
}

/** What led a scope's view to a revision. */
export interface ScopedRevision {
  revision: number;
  committedAt: number;
  changeId: string | null;
  chainHash: string;
  changes: ConfigChange[];
  /** Of the view after it. */
  checksum: string;
}

export function scopedView(state: EnvironmentState, scope: Scope): ScopedView {
  const seen = inScope(state, scope);
  return { ...seen, checksum: checksumOf(named(seen.objects)) };
}

function* named(objects: ObjectMap) {
  for (const { kind, key, version } of objects.values()) yield { kind, key, version: String(version) };
}

/**
 * One revision on; `after` is the state at it. What enters a narrowed view, because a flag's tags or its needs changed,
 * comes whole with the very change that made it visible, and what leaves goes with it: a view never lacks what it needs.
 */
export function advanceView(
  view: ScopedView,
  delta: EnvironmentDelta,
  after: EnvironmentState,
  scope: Scope,
): { view: ScopedView; revision: ScopedRevision } {
  const seen = isTouched(view, delta, after, scope) ? inScope(after, scope) : view;
  const changes = seen === view ? [] : changesBetween(view.objects, seen.objects, delta, after);
  const checksum = advanceChecksum(view, seen.objects, changes);
  const { revision, committedAt, changeId, chainHash } = delta;
  return {
    view: { ...seen, checksum },
    revision: { revision, committedAt, changeId, chainHash, changes, checksum },
  };
}

/** Only what is in the view, is needed there, or comes into it for its own sake, can alter it. */
function isTouched(
  { objects, missing }: ScopedView,
  { changes }: EnvironmentDelta,
  after: EnvironmentState,
  scope: Scope,
): boolean {
  return changes.some(({ kind, key }) => {
    const place = viewKey(kind, key);
    return objects.has(place) || missing.has(place) || isMatch(after.objects.get(place), scope);
  });
}

function changesBetween(
  before: ObjectMap,
  now: ObjectMap,
  delta: EnvironmentDelta,
  after: EnvironmentState,
): ConfigChange[] {
  const changed = new Map(delta.changes.map((change) => [viewKey(change.kind, change.key), change]));
  const isWhole = now === after.objects;
  const places = isWhole ? changed.keys() : new Set([...now.keys(), ...before.keys()]);
  const changes: ConfigChange[] = [];
  for (const place of places) {
    const [old, object, change] = [before.get(place), now.get(place), changed.get(place)];
    if (old && object && change) changes.push(changeOf(change, object, after.lists));
    else if (object && !old) changes.push(putOf(object, after.lists));
    else if (old && !object) changes.push(deletionOf(old, delta.revision));
  }
  return changes;
}

function advanceChecksum({ objects, checksum }: ScopedView, now: ObjectMap, changes: ConfigChange[]): string {
  let sum = checksum;
  for (const { kind, key } of changes) {
    const place = viewKey(kind, key);
    const [before, after] = [objects.get(place), now.get(place)];
    if (before) sum = subtractFromChecksum(sum, kind, key, String(before.version));
    if (after) sum = addToChecksum(sum, kind, key, String(after.version));
  }
  return sum;
}
