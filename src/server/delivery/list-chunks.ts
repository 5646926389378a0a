import { createHash } from 'node:crypto';
import { cutIntoChunks, mostIdsInline, writeChunkedList } from '../../engine/protocol';
import type { Chunk, ConfigChange } from '../../engine/protocol';
import type { List } from '../../engine/evaluation';
import { RecentlyUsed } from '../foundation/recently-used';
import type { ConfigurationObject, EnvironmentState } from './configuration-source';
import { putOf } from './wire-change';

/** One version of a list, and what it holds. */
export interface ListVersion {
  environmentId: string;
  epoch: string;
  key: string;
  version: number;
  ids: ReadonlySet<string>;
}

/** Eight bytes each, beside the text of the id, which is the list's. */
const keptIds = 4_000_000;

/** Long lists in chunks. Each version is cut once for all who ask, a slice at a time so that the node goes on meanwhile. */
export class ListChunks {
  private readonly kept = new RecentlyUsed<string, Promise<Chunk[]>>(keptIds);

  of(list: ListVersion): Promise<Chunk[]> {
    const place = placeOf(list);
    let chunks = this.kept.get(place);
    if (!chunks) this.kept.set(place, (chunks = cut(list.ids)), list.ids.size);
    return chunks;
  }

  /** null: they are to be cut first. */
  find(list: Omit<ListVersion, 'ids'>): Promise<Chunk[]> | null {
    return this.kept.get(placeOf(list)) ?? null;
  }

  /** An object as a whole; a long list names its chunks. */
  async putOf(object: ConfigurationObject, state: EnvironmentState): Promise<ConfigChange> {
    const { kind, key, version } = object;
    const ids = kind === 'LIST' ? state.lists.get(key) : undefined;
    if (!ids || ids.size <= mostIdsInline) return putOf(object, state.lists);
    const { environmentId, epoch } = state;
    const chunks = await this.of({ environmentId, epoch, key, version, ids });
    const payload = writeChunkedList((object.value as List).unit, chunks);
    return { kind, key, op: 'PUT', version: String(version), payload };
  }
}

async function cut(ids: ReadonlySet<string>): Promise<Chunk[]> {
  const cutting = cutIntoChunks(ids, (text) => createHash('sha256').update(text).digest('hex'));
  for (;;) {
    const turn = cutting.next();
    if (turn.done) return turn.value;
    await new Promise(setImmediate);
  }
}

const placeOf = ({ environmentId, epoch, key, version }: Omit<ListVersion, 'ids'>): string =>
  `${environmentId} ${epoch} ${key} ${version}`;
