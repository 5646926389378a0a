import type { Flag, Serve } from '../../../../engine/evaluation/types';
import { itemKey } from '../../configuration/configuration-item';
import type { FlagEntity } from '../../flags/flag.entity';
import { ChangeProblem, type Fresh, type FlagFields, type Intents } from '../change';
import type { Draft, Row } from '../draft';
import { activeNoun, assertFreeKey, assertKey, assertOwner, namedFields, nounOf, tagsOf } from './naming';

export function createFlag(draft: Draft, intent: Intents['createFlag'], fresh: Fresh): void {
  assertKey(intent.key, intent.source != null);
  assertFreeKey(draft, 'FLAG', intent.key);
  assertOwner(draft, intent.ownerId);
  if (draft.environments.length === 0) {
    throw new ChangeProblem(
      'INVALID',
      'projectId',
      'A flag needs an environment to live in: create one first',
    );
  }
  const row: FlagEntity = {
    id: fresh.id,
    organizationId: '',
    projectId: draft.projectId,
    key: intent.key,
    name: intent.name ?? intent.key,
    description: intent.description ?? '',
    type: intent.type,
    jsonSchema: intent.jsonSchema ?? null,
    ownerId: intent.ownerId ?? null,
    tags: tagsOf(intent.tags ?? []),
    links: intent.links ?? [],
    lifecycle: intent.lifecycle ?? 'IN_DEVELOPMENT',
    clientSide: intent.clientSide ?? false,
    seed: intent.seed ?? fresh.seed,
    version: 1,
    createdAt: draft.now,
    archivedAt: null,
  };
  draft.insertNoun('FLAG', row);
  const flag = startOf(intent, row);
  for (const environment of draft.environments) draft.put(environment.id, 'FLAG', row.key, flag);
}

/** A new flag is off everywhere; a boolean one needs no more than its key. */
function startOf(intent: Intents['createFlag'], row: FlagEntity): Flag {
  const given = intent.variants ?? (intent.type === 'BOOLEAN' ? booleanVariants : null);
  if (!given || given.length === 0) {
    throw new ChangeProblem('INVALID', 'variants', `A ${intent.type} flag needs at least one variant`);
  }
  const fallthrough: Serve = intent.fallthrough === undefined ? given[0].key : intent.fallthrough;
  return {
    ...carried(row),
    key: row.key,
    type: row.type,
    seed: row.seed,
    on: false,
    off: intent.off === undefined ? (given.at(-1)?.key ?? null) : intent.off,
    variants: Object.fromEntries(
      given.map(({ key, value, name }) => [key, { value, ...(name != null && { name }) }]),
    ),
    rules: [],
    fallthrough,
    ...(intent.source && { source: intent.source }),
  };
}

const booleanVariants = [
  { key: 'on', value: true, name: null },
  { key: 'off', value: false, name: null },
];

/** The project's fields that every environment's body carries. */
const carried = ({
  clientSide,
  tags,
}: Pick<FlagEntity, 'clientSide' | 'tags'>): Pick<Flag, 'clientSide' | 'tags'> => ({
  clientSide,
  tags,
});

export function updateFlag(draft: Draft, intent: Intents['updateFlag']): void {
  const row = activeNoun(draft, 'FLAG', intent.flagKey);
  const set = flagFields(draft, intent);
  draft.updateNoun('FLAG', row, set);
  const now = { ...row, ...set } as FlagEntity;
  const rewrites = 'clientSide' in set || 'tags' in set || 'jsonSchema' in set;
  if (!rewrites) return;
  for (const { id } of draft.environments) {
    const flag = draft.body(id, 'FLAG', row.key);
    if (flag) draft.put(id, 'FLAG', row.key, { ...flag, ...carried(now) });
  }
}

const flagFields = (draft: Draft, intent: FlagFields & { name?: string | null }): Row => ({
  ...namedFields(draft, intent),
  ...(intent.links != null && { links: intent.links }),
  ...(intent.lifecycle != null && { lifecycle: intent.lifecycle }),
  ...(intent.clientSide != null && { clientSide: intent.clientSide }),
  ...(intent.jsonSchema !== undefined && { jsonSchema: intent.jsonSchema }),
});

export function archiveFlag(draft: Draft, { flagKey }: Intents['archiveFlag']): void {
  const row = activeNoun(draft, 'FLAG', flagKey);
  draft.updateNoun('FLAG', row, { archivedAt: draft.now });
  for (const { id } of draft.environments) draft.put(id, 'FLAG', flagKey, null);
}

/** It comes back as it last was, but off: what it did long ago may surprise today. */
export function restoreFlag(draft: Draft, { flagKey }: Intents['restoreFlag']): void {
  const row = nounOf(draft, 'FLAG', flagKey);
  if (row.archivedAt === null) {
    throw new ChangeProblem('INVALID', 'flagKey', `The flag \`${flagKey}\` is not archived`);
  }
  draft.updateNoun('FLAG', row, { archivedAt: null });
  const bodies = draft.environments.map(({ id }) =>
    draft.pastBodies(id, 'last').get(itemKey('FLAG', flagKey)),
  );
  const known = bodies.find((body) => body !== undefined);
  if (known === undefined)
    throw new ChangeProblem('INVALID', 'flagKey', `The flag \`${flagKey}\` has no past to restore`);
  draft.environments.forEach(({ id }, position) => {
    const body = JSON.parse(bodies[position] ?? known) as Flag;
    draft.put(id, 'FLAG', flagKey, { ...body, ...carried(row), on: false });
  });
}

export function cloneFlag(draft: Draft, intent: Intents['cloneFlag'], fresh: Fresh): void {
  const source = activeNoun(draft, 'FLAG', intent.flagKey);
  assertKey(intent.key);
  assertFreeKey(draft, 'FLAG', intent.key);
  const row: FlagEntity = {
    ...source,
    id: fresh.id,
    key: intent.key,
    name: intent.name ?? intent.key,
    seed: intent.keepSeed ? source.seed : fresh.seed,
    version: 1,
    createdAt: draft.now,
  };
  draft.insertNoun('FLAG', row);
  for (const { id } of draft.environments) {
    const flag = draft.body(id, 'FLAG', source.key);
    if (flag)
      draft.put(id, 'FLAG', row.key, reseeded({ ...flag, key: row.key, on: false }, source.seed, row.seed));
  }
}

/** Native bucketing hashes the flag's seed: a copy with a seed of its own must hash that one. */
function reseeded(flag: Flag, from: string, to: string): Flag {
  const replaced = JSON.stringify(flag, (_, value: unknown) =>
    typeof value === 'string' && (value === `${from}.gate.` || value === `${from}.split.`)
      ? value.replace(from, () => to)
      : value,
  );
  return { ...(JSON.parse(replaced) as Flag), seed: to };
}
