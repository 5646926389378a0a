import type { ConfigKind } from '../../../engine/protocol/messages';

/** Where an item stands: in one environment, under its kind and key. */
export interface ItemPlace {
  environmentId: string;
  kind: ConfigKind;
  objectKey: string;
}

export interface PlaceGroup {
  environmentId: string;
  kind: ConfigKind;
  objectKeys: string[];
}

/** Places that differ in their key only, together. */
export function groupPlaces(places: readonly ItemPlace[]): PlaceGroup[] {
  const groups = new Map<string, PlaceGroup>();
  for (const { environmentId, kind, objectKey } of places) {
    const name = `${environmentId} ${kind}`;
    const group = groups.get(name) ?? { environmentId, kind, objectKeys: [] };
    group.objectKeys.push(objectKey);
    groups.set(name, group);
  }
  return [...groups.values()];
}
