import { emptyChecksum } from './checksum';
import { isSameList, writeListBody } from './list-payload';
import type { ListBody } from './list-payload';
import type { ConfigKind } from './messages';

export interface ObjectName {
  kind: ConfigKind;
  key: string;
}

/** One object as the client holds it. A list's body is a `ListBody`. */
export interface ViewObject extends ObjectName {
  version: string;
  body: object;
  /** As it came; null for a list that came in chunks or was patched, when `payloadOf` writes it. */
  payload: string | null;
}

/** An object's version that could not be read: the view goes on with the one before it, if there is one. */
export interface RejectedObject extends ObjectName {
  version: string;
  message: string;
}

/**
 * All that a client may see, at one revision. Never altered: a change makes a new view.
 * The checksum counts what was received. A rejected version is therefore in it, and a client that cannot read one
 * object still agrees with the server about all the others.
 */
export interface View {
  objects: ReadonlyMap<string, ViewObject>;
  rejected: ReadonlyMap<string, RejectedObject>;
  checksum: string;
}

export const emptyView: View = { objects: new Map(), rejected: new Map(), checksum: emptyChecksum };

/** An object's place in a view: NUL stands in no key. */
export function viewKey(kind: ConfigKind, key: string): string {
  return `${kind}\0${key}`;
}

/** The version that this client received last, whether it could read it or not. */
export function receivedVersion(view: View, place: string): string | undefined {
  return (view.rejected.get(place) ?? view.objects.get(place))?.version;
}

/** An object's canonical JSON. */
export function payloadOf(object: ViewObject): string {
  return object.payload ?? writeListBody(object.body as ListBody);
}

/** What differs between two views, in either direction. Versions of two epochs are not comparable, so text decides too. */
export function changedObjects(before: View, after: View): ObjectName[] {
  const changed: ObjectName[] = [];
  for (const [place, object] of after.objects) {
    const other = before.objects.get(place);
    if (!other || !isSame(other, object)) changed.push(nameOf(object));
  }
  for (const [place, object] of before.objects) {
    if (!after.objects.has(place)) changed.push(nameOf(object));
  }
  return changed;
}

function isSame(one: ViewObject, other: ViewObject): boolean {
  if (one.version !== other.version) return false;
  if (one.payload !== null && other.payload !== null) return one.payload === other.payload;
  return one.kind === 'LIST' && isSameList(one.body as ListBody, other.body as ListBody);
}

export function nameOf({ kind, key }: ObjectName): ObjectName {
  return { kind, key };
}
