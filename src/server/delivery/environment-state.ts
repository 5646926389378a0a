import { viewKey } from '../../engine/protocol/view';
import type {
  ConfigurationObject,
  EnvironmentChange,
  EnvironmentDelta,
  EnvironmentState,
} from './configuration-source';

/** The state one revision on. Throws when the delta does not follow the state: a log must never be read with a hole. */
export function advanceState(state: EnvironmentState, delta: EnvironmentDelta): EnvironmentState {
  if (delta.fromRevision !== state.revision) {
    throw new Error(`Revision ${delta.revision} follows ${delta.fromRevision}, not ${state.revision}`);
  }
  const { revision, committedAt, chainHash } = delta;
  const objects = new Map(state.objects);
  for (const change of delta.changes) {
    const place = viewKey(change.kind, change.key);
    if (change.body === null) objects.delete(place);
    else objects.set(place, configurationObject(change, change.body));
  }
  return { ...state, revision, committedAt, chainHash, objects, lists: advanceLists(state.lists, delta) };
}

export function configurationObject(
  { kind, key, version }: Pick<ConfigurationObject, 'kind' | 'key' | 'version'>,
  body: string,
): ConfigurationObject {
  return { kind, key, version, body, value: JSON.parse(body) as object };
}

function advanceLists(
  lists: EnvironmentState['lists'],
  { changes }: EnvironmentDelta,
): EnvironmentState['lists'] {
  const ofLists = changes.filter(({ kind }) => kind === 'LIST');
  if (ofLists.length === 0) return lists;
  const advanced = new Map(lists);
  for (const change of ofLists) {
    const ids = idsAfter(lists.get(change.key), change);
    if (ids) advanced.set(change.key, ids);
    else advanced.delete(change.key);
  }
  return advanced;
}

function idsAfter(
  before: ReadonlySet<string> | undefined,
  { op, patch, ids }: EnvironmentChange,
): ReadonlySet<string> | null {
  if (op === 'DELETE') return null;
  if (!patch) return ids ?? new Set();
  const after = new Set(before);
  for (const id of patch.removed) after.delete(id);
  for (const id of patch.added) after.add(id);
  return after;
}
