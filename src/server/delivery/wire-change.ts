import { writeListBody, writeListPatch, type ConfigChange } from '../../engine/protocol';
import type { List } from '../../engine/evaluation';
import type { ConfigurationObject, EnvironmentChange, EnvironmentState } from './configuration-source';

type Lists = EnvironmentState['lists'];

/** Above this many ids a list is sent whole. */
const longestPatch = 10_000;

/** An object as a whole. */
export function putOf(object: ConfigurationObject, lists: Lists): ConfigChange {
  const { kind, key, version } = object;
  return { kind, key, op: 'PUT', version: String(version), payload: payloadOf(object, lists) };
}

export const deletionOf = (
  { kind, key }: Pick<ConfigurationObject, 'kind' | 'key'>,
  version: number,
): ConfigChange => ({ kind, key, op: 'DELETE', version: String(version), payload: null });

/** A change as it leads from one state to the one that holds `object`: lists by what came and went, while that is short. */
export function changeOf(change: EnvironmentChange, object: ConfigurationObject, lists: Lists): ConfigChange {
  const { kind, key, version, patch } = change;
  if (!patch || patch.added.length + patch.removed.length > longestPatch) return putOf(object, lists);
  const payload = writeListPatch({ ...patch, from: String(patch.from) });
  return { kind, key, op: 'PATCH', version: String(version), payload };
}

/** An object never changes, nor does what a list holds at one version: its text is written once. */
const listPayloads = new WeakMap<ConfigurationObject, string>();

function payloadOf(object: ConfigurationObject, lists: Lists): string {
  if (object.kind !== 'LIST') return object.body;
  let payload = listPayloads.get(object);
  if (payload === undefined) {
    const ids = lists.get(object.key) ?? new Set();
    payload = writeListBody({ unit: (object.value as List).unit, size: ids.size, ids });
    listPayloads.set(object, payload);
  }
  return payload;
}
