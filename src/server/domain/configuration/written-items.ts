import type { EntityManager } from 'typeorm';
import { canonicalJson } from '../../../engine/evaluation/canonical-json';
import type { Json, List } from '../../../engine/evaluation/types';
import { bodyOf, itemKey, type ConfigurationItem } from './configuration-item';
import { countLive, netChange, type NetChange } from './list-contents';
import type { ItemWrite, States, WrittenItem } from './publication';

/** What really changes: a write that leaves an item as it is falls away, and lists come down to their net. */
export async function writtenItems(
  manager: EntityManager,
  organizationId: string,
  states: States,
  writes: readonly ItemWrite[],
): Promise<WrittenItem[]> {
  const written: WrittenItem[] = [];
  for (const write of writes) {
    const { environmentId, kind, key } = write;
    const before = states.get(environmentId)?.items.get(itemKey(kind, key)) ?? null;
    const item =
      kind === 'LIST'
        ? await writtenList(manager, organizationId, write as ItemWrite<'LIST'>, before)
        : {
            environmentId,
            kind,
            key,
            before,
            body: write.body && canonicalJson(write.body as unknown as Json),
          };
    if (item.body !== (before?.body ?? null) || hasEntries(item.entries)) written.push(item);
  }
  return written;
}

const hasEntries = (entries: NetChange | undefined): boolean =>
  entries !== undefined && entries.added.length + entries.removed.length > 0;

async function writtenList(
  manager: EntityManager,
  organizationId: string,
  { environmentId, key, body, contents }: ItemWrite<'LIST'>,
  before: ConfigurationItem | null,
): Promise<WrittenItem> {
  const item = { environmentId, kind: 'LIST' as const, key, before };
  if (body === null) return { ...item, body: null };
  const place = { organizationId, environmentId, listKey: key };
  const entries = contents && (await netChange(manager, place, contents));
  const had = before ? (bodyOf(before) as List).size : await countLive(manager, place);
  const size = had + (entries?.added.length ?? 0) - (entries?.removed.length ?? 0);
  return {
    ...item,
    body: canonicalJson({ ...body, size } as unknown as Json),
    ...(entries && { entries }),
    ...(contents && !('add' in contents) && { wholeList: true as const }),
  };
}
