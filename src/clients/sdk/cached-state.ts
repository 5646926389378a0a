import { createHash } from 'node:crypto';
import { applyDelta, checksumOf, emptyView, initialState, payloadOf } from '../../engine/protocol';
import type { ConfigChange, Held, ReadBody, ReceiverState } from '../../engine/protocol';

/** The file that outlives the process. */
interface CachedState {
  format: 1;
  boundTo: string;
  environmentId: string;
  scopeHash: string;
  epoch: string;
  revision: string;
  resume: string;
  /** Whether all of the revision is here. */
  isWhole: boolean;
  checksum: string;
  objects: ConfigChange[];
}

/** One server and one key, as a hash. A rotated key keeps its id, so it keeps its cache too. */
export function cacheBinding(url: string, key: string): string {
  const keyId = /^sbx_[a-z]+_[^_]+(?=_)/.exec(key)?.[0] ?? key;
  return createHash('sha256').update(`signalbox cache\0${url}\0${keyId}`).digest('hex');
}

/**
 * What could not be read is not kept. The next start may be the upgrade that can read it, so it then asks for a
 * snapshot.
 */
export function writeCachedState(held: Held, boundTo: string): string {
  const { environmentId, scopeHash, epoch, revision, resume, view } = held;
  const objects = [...view.objects.values()].map((object): ConfigChange => {
    const { kind, key, version } = object;
    return { kind, key, op: 'PUT', version, payload: payloadOf(object) };
  });
  const isWhole = view.rejected.size === 0;
  const checksum = checksumOf(objects);
  const state: CachedState = {
    format: 1,
    boundTo,
    environmentId,
    scopeHash,
    epoch,
    revision,
    resume,
    isWhole,
    checksum,
    objects,
  };
  return JSON.stringify(state);
}

/** Throws with the reason why the text cannot be used. */
export function readCachedState(text: string, boundTo: string, readBody: ReadBody): ReceiverState {
  const state = JSON.parse(text) as CachedState;
  if (state?.format !== 1 || !Array.isArray(state.objects))
    throw new Error('it is not a cache of this version');
  if (state.boundTo !== boundTo) throw new Error('it belongs to another server or key');
  const { view } = applyDelta(emptyView, state.objects, readBody);
  if (view.checksum !== state.checksum) throw new Error('its checksum differs');
  const { environmentId, scopeHash, epoch, revision, resume, isWhole } = state;
  const held = { environmentId, scopeHash, epoch, revision, resume, view };
  return initialState(held, isWhole && view.rejected.size === 0 ? 'RESUME' : 'SNAPSHOT');
}
