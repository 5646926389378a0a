import { In, type EntityManager, type EntityTarget, type ObjectLiteral } from 'typeorm';
import type { ConfigKind } from '../../../engine/protocol/messages';
import { MemberEntity } from '../access/member.entity';
import type { ItemKey } from '../configuration/configuration-item';
import { itemKey } from '../configuration/configuration-item';
import { EnvironmentEntity } from '../environments/environment.entity';
import { FlagEntity } from '../flags/flag.entity';
import { LayerEntity } from '../layers/layer.entity';
import { ListEntity } from '../lists/list.entity';
import { SegmentEntity } from '../segments/segment.entity';
import type { Change } from './change';

/** The project's nouns that SDKs see, with their entities. */
export const nounEntities = {
  FLAG: FlagEntity,
  SEGMENT: SegmentEntity,
  LIST: ListEntity,
  LAYER: LayerEntity,
} satisfies Record<ConfigKind, EntityTarget<ObjectLiteral>>;

export type NounRow<Kind extends ConfigKind = ConfigKind> = InstanceType<(typeof nounEntities)[Kind]>;

/** What a change must know of the project beside the configuration: read before deciding, and again under the locks. */
export interface ProjectRows {
  projectId: string;
  /** All of the project, archived ones too: they stay in step, so that restoring one is nothing special. */
  environments: ReadonlyMap<string, EnvironmentEntity>;
  /** Those that the change names, and all flags when it brings back a past revision. */
  nouns: ReadonlyMap<ItemKey, NounRow>;
  memberIds: ReadonlySet<string>;
  /** Bodies as they once were, for what restores: by `pastKey`, then item. */
  past: ReadonlyMap<string, ReadonlyMap<ItemKey, string>>;
}

/** `last`: what each item last was before it went away. */
export const pastKey = (environmentId: string, moment: number | 'last'): string =>
  `${environmentId}@${moment}`;

export interface RowsWanted {
  organizationId: string;
  projectId: string;
  changes: readonly Change[];
}

export async function readProjectRows(manager: EntityManager, wanted: RowsWanted): Promise<ProjectRows> {
  const { organizationId, projectId, changes } = wanted;
  const environments = await manager.find(EnvironmentEntity, {
    where: { organizationId, projectId },
    order: { position: 'ASC', key: 'ASC' },
  });
  const ownerIds = changes.flatMap(({ intent }) => ('ownerId' in intent && intent.ownerId) || []);
  const members =
    ownerIds.length > 0
      ? await manager.find(MemberEntity, {
          where: { organizationId, id: In(ownerIds) },
          select: { id: true },
        })
      : [];
  return {
    projectId,
    environments: new Map(environments.map((environment) => [environment.id, environment])),
    nouns: await readNouns(manager, wanted),
    memberIds: new Set(members.map((member) => member.id)),
    past: await readPast(manager, wanted),
  };
}

/** Which noun of the project each intent's key field names. */
const keyFields: Record<string, ConfigKind> = {
  flagKey: 'FLAG',
  flagKeys: 'FLAG',
  prerequisiteKey: 'FLAG',
  segmentKey: 'SEGMENT',
  listKey: 'LIST',
  layerKey: 'LAYER',
};

const createdKinds: Partial<Record<Change['name'], ConfigKind>> = {
  createFlag: 'FLAG',
  cloneFlag: 'FLAG',
  createSegment: 'SEGMENT',
  createList: 'LIST',
  createLayer: 'LAYER',
};

async function readNouns(
  manager: EntityManager,
  { organizationId, projectId, changes }: RowsWanted,
): Promise<Map<ItemKey, NounRow>> {
  const nouns = new Map<ItemKey, NounRow>();
  const bringsBack = changes.some(({ name }) => name === 'restoreRevision');
  for (const [kind, keys] of namedKeys(changes)) {
    const whole = bringsBack && kind === 'FLAG';
    if (keys.size === 0 && !whole) continue;
    const rows = (await manager.find(nounEntities[kind] as EntityTarget<ObjectLiteral>, {
      where: { organizationId, projectId, ...(!whole && { key: In([...keys]) }) },
    })) as NounRow[];
    for (const row of rows) nouns.set(itemKey(kind, row.key), row);
  }
  return nouns;
}

function namedKeys(changes: readonly Change[]): Map<ConfigKind, Set<string>> {
  const keys = new Map<ConfigKind, Set<string>>(
    (Object.keys(nounEntities) as ConfigKind[]).map((kind) => [kind, new Set<string>()]),
  );
  for (const { name, intent } of changes) {
    for (const [field, value] of Object.entries(intent)) {
      const kind = keyFields[field];
      if (kind && value != null) for (const key of [value].flat()) keys.get(kind)?.add(key as string);
    }
    const created = createdKinds[name];
    if (created && 'key' in intent) keys.get(created)?.add(intent.key);
  }
  return keys;
}

/** `restoreRevision` wants items as of a revision; restoring an archived noun wants what it last was. */
async function readPast(
  manager: EntityManager,
  { organizationId, projectId, changes }: RowsWanted,
): Promise<Map<string, Map<ItemKey, string>>> {
  const past = new Map<string, Map<ItemKey, string>>();
  for (const { name, intent } of changes) {
    if (name === 'restoreRevision') {
      await readBodies(manager, past, {
        moment: intent.revision,
        condition: 'l.environment_id = ? AND l.revision <= ?',
        parameters: [organizationId, intent.environmentId, intent.revision],
      });
    }
    const restored = restoredItem(name, intent);
    if (restored) {
      await readBodies(manager, past, {
        moment: 'last',
        condition: `l.environment_id IN (SELECT id FROM environments WHERE organization_id = l.organization_id AND project_id = ?)
          AND l.kind = ? AND l.object_key = ? AND l.op <> 'DELETE'`,
        parameters: [organizationId, projectId, restored.kind, restored.key],
      });
    }
  }
  return past;
}

function restoredItem(name: Change['name'], intent: object): { kind: ConfigKind; key: string } | null {
  if (!['restoreFlag', 'restoreSegment', 'restoreList', 'restoreLayer'].includes(name)) return null;
  const [field, key] = Object.entries(intent).find(([each]) => each in keyFields) ?? [];
  return field ? { kind: keyFields[field], key: key as string } : null;
}

async function readBodies(
  manager: EntityManager,
  past: Map<string, Map<ItemKey, string>>,
  { moment, condition, parameters }: { moment: number | 'last'; condition: string; parameters: unknown[] },
): Promise<void> {
  const rows = (await manager.query(
    `SELECT environment_id AS environmentId, kind, object_key AS objectKey, body FROM (
       SELECT l.*, ROW_NUMBER() OVER
         (PARTITION BY l.environment_id, l.kind, l.object_key ORDER BY l.revision DESC, l.ordinal DESC) AS age
       FROM configuration_log l WHERE l.organization_id = ? AND ${condition}
     ) AS newest WHERE age = 1 AND op <> 'DELETE'`,
    parameters,
  )) as { environmentId: string; kind: ConfigKind; objectKey: string; body: string }[];
  for (const { environmentId, kind, objectKey, body } of rows) {
    const key = pastKey(environmentId, moment);
    let items = past.get(key);
    if (!items) past.set(key, (items = new Map()));
    items.set(itemKey(kind, objectKey), body);
  }
}
