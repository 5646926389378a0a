import { patchList, readListBody, readListPatch, writeListBody, writeListPatch } from './list-payload';
import type { ListPatch } from './list-payload';
import type { ConfigChange } from './messages';
import { viewKey } from './view';

/**
 * The fewest changes that lead where all of these lead, taken in order: the last write of each object wins, and a
 * list's patches become their net. Since a configuration is state, a slow consumer loses nothing by it.
 * Throws when a patch does not follow the list's version before it: such a log has a hole.
 */
export function mergeChanges(changes: Iterable<ConfigChange>): ConfigChange[] {
  const merged = new Map<string, ConfigChange>();
  for (const change of changes) {
    const place = viewKey(change.kind, change.key);
    const earlier = merged.get(place);
    merged.delete(place);
    merged.set(place, earlier ? mergeTwo(earlier, change) : change);
  }
  return [...merged.values()];
}

function mergeTwo(earlier: ConfigChange, later: ConfigChange): ConfigChange {
  if (later.op !== 'PATCH') return later;
  const patch = readListPatch(later.payload ?? '');
  if (patch.from !== earlier.version || earlier.op === 'DELETE') {
    throw new Error(`the patch of list ${later.key} starts from ${patch.from}, not from ${earlier.version}`);
  }
  if (earlier.op === 'PUT') {
    const whole = patchList(readListBody(earlier.payload ?? ''), patch);
    return { ...later, op: 'PUT', payload: writeListBody(whole) };
  }
  return { ...later, payload: writeListPatch(netOf(readListPatch(earlier.payload ?? ''), patch)) };
}

/** An id that came and went is in neither: each patch names only what it really changed. */
function netOf(first: ListPatch, second: ListPatch): ListPatch {
  return {
    from: first.from,
    added: [...without(first.added, second.removed), ...without(second.added, first.removed)],
    removed: [...without(first.removed, second.added), ...without(second.removed, first.added)],
  };
}

function without(ids: string[], others: string[]): string[] {
  const excluded = new Set(others);
  return ids.filter((id) => !excluded.has(id));
}
