import type { Flag } from '../../../../engine/evaluation/types';
import { configKinds } from '../../../../engine/protocol/messages';
import type { EnvironmentEntity } from '../../environments/environment.entity';
import { ChangeProblem, type Fresh, type Intents } from '../change';
import type { Draft } from '../draft';
import { activeEnvironment, assertKey } from './naming';

export function createEnvironment(draft: Draft, intent: Intents['createEnvironment'], fresh: Fresh): void {
  assertKey(intent.key);
  if (draft.environments.some(({ key }) => key === intent.key)) {
    throw new ChangeProblem(
      'DUPLICATE_KEY',
      'key',
      `The key \`${intent.key}\` is taken by an environment of this project`,
    );
  }
  const copied =
    intent.copyFromEnvironmentId == null ? null : copySource(draft, intent.copyFromEnvironmentId);
  const template = copied ?? draft.environments.at(0) ?? null;
  const last = Math.max(-1, ...draft.environments.map(({ position }) => position));
  const row: EnvironmentEntity = {
    id: fresh.id,
    organizationId: '',
    projectId: draft.projectId,
    key: intent.key,
    name: intent.name ?? intent.key,
    kind: intent.kind,
    position: intent.position ?? last + 1,
    version: 1,
    createdAt: draft.now,
    archivedAt: null,
  };
  draft.insertEnvironment(row, fresh.seed);
  if (template) fill(draft, row, template, copied !== null);
}

function copySource(draft: Draft, id: string): EnvironmentEntity {
  const source = draft.environments.find((environment) => environment.id === id);
  if (!source) throw new ChangeProblem('NOT_FOUND', 'copyFromEnvironmentId', 'Environment not found');
  return source;
}

/** Every environment has an item for each noun; one that copies no other begins with its flags off and without rules. */
function fill(draft: Draft, target: EnvironmentEntity, source: EnvironmentEntity, isCopy: boolean): void {
  for (const kind of configKinds) {
    for (const key of draft.keys(source.id, kind)) {
      const body = draft.body(source.id, kind, key);
      if (kind === 'FLAG' && !isCopy) draft.put(target.id, kind, key, blank(body as Flag));
      else
        draft.put(
          target.id,
          kind,
          key,
          body,
          kind === 'LIST' && isCopy ? { copyFrom: source.id } : undefined,
        );
    }
  }
}

const blank = (flag: Flag): Flag => ({
  ...flag,
  on: false,
  rules: [],
  fallthrough: flag.off ?? Object.keys(flag.variants)[0] ?? null,
});

export function updateEnvironment(draft: Draft, intent: Intents['updateEnvironment']): void {
  const { name, kind, position } = intent;
  draft.updateEnvironment(activeEnvironment(draft, intent.environmentId), {
    ...(name != null && { name }),
    ...(kind != null && { kind }),
    ...(position != null && { position }),
  });
}

/** Its keys stop, its configuration and its history stay. */
export function archiveEnvironment(draft: Draft, { environmentId }: Intents['archiveEnvironment']): void {
  draft.updateEnvironment(activeEnvironment(draft, environmentId), { archivedAt: draft.now });
}

export function restoreEnvironment(draft: Draft, { environmentId }: Intents['restoreEnvironment']): void {
  const row = draft.environment(environmentId);
  if (row.archivedAt === null) {
    throw new ChangeProblem('INVALID', 'environmentId', `The environment \`${row.key}\` is not archived`);
  }
  draft.updateEnvironment(row, { archivedAt: null });
}
