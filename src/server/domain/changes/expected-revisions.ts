import type { ConfigKind } from '../../../engine/protocol/messages';
import { bodyOf, itemKey } from '../configuration/configuration-item';
import { diffBodies, type FieldChange } from '../configuration/diff';
import type { ItemWrite, States } from '../configuration/publication';

/** What the caller had seen when it made up its mind. */
export interface ExpectedRevision {
  environmentId: string;
  revision: number;
}

/** An item that the change touches and that was written after what the caller had seen. */
export interface Contested {
  environmentId: string;
  kind: ConfigKind;
  key: string;
  /** The revision that wrote it. */
  revision: number;
  /** What the caller had seen. */
  seen: number;
  now: object;
  /** What this change would do to it now. */
  yours: FieldChange[];
}

/** The same, with what was written since then, for the caller. */
export interface ContestedItem extends Pick<
  Contested,
  'environmentId' | 'kind' | 'key' | 'revision' | 'yours'
> {
  contestedPaths: string[];
  theirs: FieldChange[];
}

export function findContested(
  states: States,
  writes: readonly ItemWrite[],
  expected: readonly ExpectedRevision[],
): Contested[] {
  const seen = new Map(expected.map(({ environmentId, revision }) => [environmentId, revision]));
  return writes.flatMap(({ environmentId, kind, key, body }) => {
    const revision = seen.get(environmentId);
    const item = states.get(environmentId)?.items.get(itemKey(kind, key));
    if (revision === undefined || !item || item.version <= revision) return [];
    const now = bodyOf(item);
    const yours = diffBodies(kind, key, now, body);
    return [{ environmentId, kind, key, revision: item.version, seen: revision, now, yours }];
  });
}

/** `then`: the item's body as the caller had seen it, null where there was none. */
export function contestedItem(contested: Contested, then: object | null): ContestedItem {
  const { environmentId, kind, key, revision, yours, now } = contested;
  const theirs = diffBodies(kind, key, then, now);
  return {
    environmentId,
    kind,
    key,
    revision,
    yours,
    theirs,
    contestedPaths: theirs.map(({ path }) => path),
  };
}
