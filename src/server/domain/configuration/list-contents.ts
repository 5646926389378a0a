import type { EntityManager } from 'typeorm';

/** What a change does to the contents of a list, in the order the writer carries it out. */
export type ListChange =
  | { add: string[]; remove: string[] }
  /** Back to the contents at that revision. */
  | { restore: number }
  /** The contents of the same list in another environment. */
  | { copyFrom: string };

/** What really changes: ids that were not there, and ids that were. */
export interface NetChange {
  added: string[];
  removed: string[];
}

export interface ListPlace {
  organizationId: string;
  environmentId: string;
  listKey: string;
}

const place = ({ organizationId, environmentId, listKey }: ListPlace): string[] => [
  organizationId,
  environmentId,
  listKey,
];

const ofList = 'organization_id = ? AND environment_id = ? AND list_key = ?';

/** A statement takes this many ids at most; databases limit its parameters. */
export const batchSize = 1_000;

export function* batches<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let start = 0; start < items.length; start += batchSize) yield items.slice(start, start + batchSize);
}

/** Which of `ids` are in the list now. */
export async function liveAmong(
  manager: EntityManager,
  list: ListPlace,
  ids: readonly string[],
): Promise<Set<string>> {
  const live = new Set<string>();
  for (const batch of batches(ids)) {
    const rows = (await manager.query(
      `SELECT entry_id AS id FROM list_entries
       WHERE ${ofList} AND removed_revision IS NULL AND entry_id IN (${batch.map(() => '?').join(', ')})`,
      [...place(list), ...batch],
    )) as { id: string }[];
    for (const { id } of rows) live.add(id);
  }
  return live;
}

/** All ids of a list, now or as of a revision. */
export async function contentsOf(
  manager: EntityManager,
  list: ListPlace,
  revision?: number,
): Promise<Set<string>> {
  const [condition, parameters] =
    revision === undefined
      ? ['removed_revision IS NULL', []]
      : ['added_revision <= ? AND (removed_revision IS NULL OR removed_revision > ?)', [revision, revision]];
  const rows = (await manager.query(
    `SELECT entry_id AS id FROM list_entries WHERE ${ofList} AND ${condition}`,
    [...place(list), ...parameters],
  )) as { id: string }[];
  return new Set(rows.map((row) => row.id));
}

/** What `change` comes to, given what the list holds; reads the whole list only to restore or copy it. */
export async function netChange(
  manager: EntityManager,
  list: ListPlace,
  change: ListChange,
): Promise<NetChange> {
  if ('add' in change) {
    const live = await liveAmong(manager, list, [...new Set([...change.add, ...change.remove])]);
    const removed = new Set(change.remove);
    return {
      added: [...new Set(change.add)].filter((id) => !live.has(id) && !removed.has(id)),
      removed: [...removed].filter((id) => live.has(id)),
    };
  }
  const live = await contentsOf(manager, list);
  const wanted =
    'restore' in change
      ? await contentsOf(manager, list, change.restore)
      : await contentsOf(manager, { ...list, environmentId: change.copyFrom });
  return {
    added: [...wanted].filter((id) => !live.has(id)),
    removed: [...live].filter((id) => !wanted.has(id)),
  };
}

export async function countLive(manager: EntityManager, list: ListPlace): Promise<number> {
  const [row] = (await manager.query(
    `SELECT COUNT(*) AS size FROM list_entries WHERE ${ofList} AND removed_revision IS NULL`,
    place(list),
  )) as { size: string | number }[];
  return Number(row.size);
}
