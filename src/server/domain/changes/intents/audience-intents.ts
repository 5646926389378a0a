import { gateBucketing, validateBucketing } from '../../../../engine/evaluation';
import type { Bucketing, List, Ref, Segment } from '../../../../engine/evaluation/types';
import type { ConfigKind } from '../../../../engine/protocol/messages';
import { itemKey } from '../../configuration/configuration-item';
import type { ListChange } from '../../configuration/list-contents';
import {
  ChangeProblem,
  type Fresh,
  type InEnvironment,
  type Intents,
  type NewNoun,
  type NounFields,
} from '../change';
import type { Draft } from '../draft';
import {
  activeEnvironment,
  activeNoun,
  assertFreeKey,
  assertKey,
  assertOwner,
  namedFields,
  nounOf,
  tagsOf,
} from './naming';
import { assertCondition } from './rule-intents';

/** The nouns that flags refer to. */
type AudienceKind = Exclude<ConfigKind, 'FLAG'>;

const userKey: Ref = { kind: 'user', path: ['key'] };

export function createSegment(draft: Draft, intent: Intents['createSegment'], fresh: Fresh): void {
  const when = intent.when ?? false;
  assertCondition(when, 'when');
  draft.insertNoun('SEGMENT', newRow(draft, 'SEGMENT', intent, fresh));
  for (const { id } of draft.environments) draft.put(id, 'SEGMENT', intent.key, { when });
}

export function putSegment(draft: Draft, { environmentId, segmentKey, when }: Intents['putSegment']): void {
  assertCondition(when, 'when');
  activeEnvironment(draft, environmentId);
  activeNoun(draft, 'SEGMENT', segmentKey);
  draft.put(environmentId, 'SEGMENT', segmentKey, { when });
}

export function createList(draft: Draft, intent: Intents['createList'], fresh: Fresh): void {
  const unit = intent.unit ?? userKey;
  draft.insertNoun('LIST', { ...newRow(draft, 'LIST', intent, fresh), unit });
  for (const { id } of draft.environments) draft.put(id, 'LIST', intent.key, { unit, size: 0 });
}

export const addToList = (draft: Draft, { ids, ...place }: Intents['addToList']): void =>
  changeList(draft, place, ids, { add: ids, remove: [] });

export const removeFromList = (draft: Draft, { ids, ...place }: Intents['removeFromList']): void =>
  changeList(draft, place, ids, { add: [], remove: ids });

function changeList(
  draft: Draft,
  { environmentId, listKey }: InEnvironment & { listKey: string },
  ids: string[],
  contents: ListChange,
): void {
  activeEnvironment(draft, environmentId);
  activeNoun(draft, 'LIST', listKey);
  const bad = ids.findIndex((id) => id.length === 0 || id.length > 255);
  if (bad >= 0) throw new ChangeProblem('INVALID', `ids[${bad}]`, 'An id has 1 to 255 characters');
  const list = draft.body(environmentId, 'LIST', listKey);
  if (!list)
    throw new ChangeProblem('NOT_FOUND', 'listKey', `There is no list \`${listKey}\` in this environment`);
  draft.put(environmentId, 'LIST', listKey, list, contents);
}

export function createLayer(draft: Draft, intent: Intents['createLayer'], fresh: Fresh): void {
  const unit = intent.unit ?? userKey;
  draft.insertNoun('LAYER', { ...newRow(draft, 'LAYER', intent, fresh), unit, seed: fresh.seed });
  for (const { id } of draft.environments) {
    draft.put(id, 'LAYER', intent.key, gateBucketing(fresh.seed, [unit]));
  }
}

/** The ranges that rules have in it must still lie in its span: the check of the whole change says which do not. */
export function putLayer(draft: Draft, { environmentId, layerKey, bucketing }: Intents['putLayer']): void {
  const [problem] = validateBucketing(bucketing, 'bucketing');
  if (problem) throw new ChangeProblem('INVALID', problem.path, problem.message);
  activeEnvironment(draft, environmentId);
  activeNoun(draft, 'LAYER', layerKey);
  draft.put(environmentId, 'LAYER', layerKey, bucketing);
}

function newRow(
  draft: Draft,
  kind: AudienceKind,
  intent: NewNoun & NounFields,
  fresh: Fresh,
): ReturnType<typeof rowOf> {
  assertKey(intent.key, intent.source != null);
  assertFreeKey(draft, kind, intent.key);
  assertOwner(draft, intent.ownerId);
  return rowOf(draft, intent, fresh);
}

const rowOf = (draft: Draft, intent: NewNoun & NounFields, fresh: Fresh) => ({
  id: fresh.id,
  organizationId: '',
  projectId: draft.projectId,
  key: intent.key,
  name: intent.name ?? intent.key,
  description: intent.description ?? '',
  ownerId: intent.ownerId ?? null,
  tags: tagsOf(intent.tags ?? []),
  version: 1,
  createdAt: draft.now,
  archivedAt: null,
});

export const updateSegment = (draft: Draft, intent: Intents['updateSegment']): void =>
  update(draft, 'SEGMENT', intent.segmentKey, intent);
export const updateList = (draft: Draft, intent: Intents['updateList']): void =>
  update(draft, 'LIST', intent.listKey, intent);
export const updateLayer = (draft: Draft, intent: Intents['updateLayer']): void =>
  update(draft, 'LAYER', intent.layerKey, intent);

function update(
  draft: Draft,
  kind: AudienceKind,
  key: string,
  intent: NounFields & { name?: string | null },
): void {
  draft.updateNoun(kind, activeNoun(draft, kind, key), namedFields(draft, intent));
}

export const archiveSegment = (draft: Draft, intent: Intents['archiveSegment']): void =>
  archive(draft, 'SEGMENT', intent.segmentKey);
export const archiveList = (draft: Draft, intent: Intents['archiveList']): void =>
  archive(draft, 'LIST', intent.listKey);
export const archiveLayer = (draft: Draft, intent: Intents['archiveLayer']): void =>
  archive(draft, 'LAYER', intent.layerKey);

/** The check of the whole change refuses it while something still refers to it. */
function archive(draft: Draft, kind: AudienceKind, key: string): void {
  draft.updateNoun(kind, activeNoun(draft, kind, key), { archivedAt: draft.now });
  for (const { id } of draft.environments) draft.put(id, kind, key, null);
}

export const restoreSegment = (draft: Draft, intent: Intents['restoreSegment']): void =>
  restore(draft, 'SEGMENT', intent.segmentKey);
export const restoreList = (draft: Draft, intent: Intents['restoreList']): void =>
  restore(draft, 'LIST', intent.listKey);
export const restoreLayer = (draft: Draft, intent: Intents['restoreLayer']): void =>
  restore(draft, 'LAYER', intent.layerKey);

/** As it last was; a list with the ids it had. */
function restore(draft: Draft, kind: AudienceKind, key: string): void {
  const row = nounOf(draft, kind, key);
  if (row.archivedAt === null) {
    throw new ChangeProblem(
      'INVALID',
      `${kind.toLowerCase()}Key`,
      `The ${kind.toLowerCase()} \`${key}\` is not archived`,
    );
  }
  draft.updateNoun(kind, row, { archivedAt: null });
  for (const { id } of draft.environments) {
    const body = draft.pastBodies(id, 'last').get(itemKey(kind, key));
    if (body !== undefined) draft.put(id, kind, key, JSON.parse(body) as Segment & Bucketing & List);
  }
}
