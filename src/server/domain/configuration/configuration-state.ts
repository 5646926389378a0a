import type { EntityManager } from 'typeorm';
import type { ChangeOp, ConfigKind } from '../../../engine/protocol/messages';
import type { ConfigurationItem, ItemKey } from './configuration-item';
import { itemKey } from './configuration-item';

/** Where an environment's log stands. */
export interface Head {
  environmentId: string;
  epoch: string;
  revision: number;
  committedAt: number;
  /** Hash of the environment's newest audit entry. */
  lastHash: string;
}

/** All items of one environment at its head. Immutable. */
export interface ConfigurationState {
  readonly head: Head;
  readonly items: ReadonlyMap<ItemKey, ConfigurationItem>;
}

interface ItemRow {
  kind: ConfigKind;
  objectKey: string;
  revision: string | number;
  body: string;
}

/**
 * The configuration that writers decide on, kept in memory and brought up to date from the log, so that a change reads
 * what was written since the last one and never the whole environment.
 */
export class ConfigurationStates {
  private readonly states = new Map<string, ConfigurationState>();

  constructor(private readonly capacity = 64) {}

  /** The states at the heads that `manager` sees, in the order of `environmentIds`. */
  async load(
    manager: EntityManager,
    organizationId: string,
    environmentIds: readonly string[],
  ): Promise<Map<string, ConfigurationState>> {
    const result = new Map<string, ConfigurationState>();
    for (const head of await readHeads(manager, organizationId, environmentIds)) {
      const state = await this.at(manager, organizationId, head);
      result.set(head.environmentId, state);
      this.keep(state);
    }
    return result;
  }

  private async at(manager: EntityManager, organizationId: string, head: Head): Promise<ConfigurationState> {
    const known = this.states.get(head.environmentId);
    if (known?.head.lastHash === head.lastHash) return { head, items: known.items };
    const isBehind = known !== undefined && known.head.revision < head.revision;
    const items = isBehind ? await advance(manager, organizationId, known, head) : null;
    return items ? { head, items } : readWhole(manager, organizationId, head.environmentId);
  }

  private keep(state: ConfigurationState): void {
    const { environmentId, revision, epoch } = state.head;
    const known = this.states.get(environmentId);
    if (known?.head.epoch === epoch && known.head.revision > revision) return;
    this.states.delete(environmentId);
    this.states.set(environmentId, state);
    const [oldest] = this.states.keys();
    if (this.states.size > this.capacity && oldest !== undefined) this.states.delete(oldest);
  }
}

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

const headColumns = `h.environment_id AS environmentId, h.epoch AS epoch, h.revision AS headRevision,
  h.committed_at AS committedAt, h.last_hash AS lastHash`;

interface HeadRow {
  environmentId: string;
  epoch: string;
  headRevision: string | number;
  committedAt: string | number;
  lastHash: string;
}

const toHead = ({ environmentId, epoch, headRevision, committedAt, lastHash }: HeadRow): Head => ({
  environmentId,
  epoch,
  revision: Number(headRevision),
  committedAt: Number(committedAt),
  lastHash,
});

async function readHeads(
  manager: EntityManager,
  organizationId: string,
  environmentIds: readonly string[],
): Promise<Head[]> {
  if (environmentIds.length === 0) return [];
  const rows = (await manager.query(
    `SELECT ${headColumns} FROM environment_heads h
     WHERE h.organization_id = ? AND h.environment_id IN (${marks(environmentIds)})`,
    [organizationId, ...environmentIds],
  )) as HeadRow[];
  return rows.map(toHead);
}

/** Items and head in one statement, so that they belong together without a transaction of their own. */
async function readWhole(
  manager: EntityManager,
  organizationId: string,
  environmentId: string,
): Promise<ConfigurationState> {
  const rows = (await manager.query(
    `SELECT ${headColumns}, i.kind AS kind, i.object_key AS objectKey, i.revision AS revision, i.body AS body
     FROM environment_heads h
     LEFT JOIN configuration_items i
       ON i.organization_id = h.organization_id AND i.environment_id = h.environment_id
     WHERE h.organization_id = ? AND h.environment_id = ?`,
    [organizationId, environmentId],
  )) as (HeadRow & (ItemRow | { kind: null }))[];
  const items = new Map<ItemKey, ConfigurationItem>();
  for (const row of rows) if (row.kind !== null) put(items, row);
  return { head: toHead(rows[0]), items };
}

function put(items: Map<ItemKey, ConfigurationItem>, { kind, objectKey, revision, body }: ItemRow): void {
  items.set(itemKey(kind, objectKey), { kind, key: objectKey, version: Number(revision), body });
}

/** Null when `known` is no place in this log any more: the database was restored since. A revision has rows, so none tells. */
async function advance(
  manager: EntityManager,
  organizationId: string,
  { head: from, items: known }: ConfigurationState,
  head: Head,
): Promise<ReadonlyMap<ItemKey, ConfigurationItem> | null> {
  const rows = (await manager.query(
    `SELECT kind, object_key AS objectKey, revision, op, body FROM configuration_log
     WHERE organization_id = ? AND environment_id = ? AND revision > ? AND revision <= ? AND (? = 0 OR EXISTS (
       SELECT 1 FROM audit_entries WHERE organization_id = ? AND chain_id = ? AND sequence = ? AND entry_hash = ?))
     ORDER BY revision, ordinal`,
    [
      ...[organizationId, head.environmentId, from.revision, head.revision, from.revision],
      ...[organizationId, head.environmentId, from.revision, from.lastHash],
    ],
  )) as (ItemRow & { op: ChangeOp })[];
  if (rows.length === 0) return null;
  const items = new Map(known);
  for (const row of rows) {
    if (row.op === 'DELETE') items.delete(itemKey(row.kind, row.objectKey));
    else put(items, row);
  }
  return items;
}
