import type { ConfigKind } from '../../../../engine/protocol/messages';
import type { EnvironmentEntity } from '../../environments/environment.entity';
import { ChangeProblem, type NounFields } from '../change';
import type { Draft, Row } from '../draft';
import type { NounRow } from '../project-rows';

const newKey = /^[a-z0-9][a-z0-9._-]{0,127}$/;
const importedKey = /^(?!__proto__$)[^\p{Cc}\p{Cs}]{1,255}$/u;
const tag = /^[^\s\p{Cc}]{1,64}$/u;

/** Keys are for ever: new ones are plain, imported ones are kept exactly as they were. */
export function assertKey(key: string, isImported = false): void {
  if (isImported ? importedKey.test(key) : newKey.test(key)) return;
  const rule = isImported
    ? 'An imported key has 1 to 255 characters, no control characters, and is not `__proto__`'
    : 'A key begins with a-z or 0-9 and goes on with a-z, 0-9, `.`, `_` or `-`, at most 128 characters';
  throw new ChangeProblem('INVALID', 'key', `${rule}; \`${key.slice(0, 64)}\` was given`);
}

/** Keys are never used twice, since logs and exposures name them: an archived noun keeps its own. */
export function assertFreeKey(draft: Draft, kind: ConfigKind, key: string): void {
  const taken = draft.noun(kind, key);
  if (!taken) return;
  const state = taken.archivedAt === null ? '' : ' and is archived: restore it, or choose another key';
  throw new ChangeProblem(
    'DUPLICATE_KEY',
    'key',
    `The key \`${key}\` is taken by a ${kind.toLowerCase()} of this project${state}`,
  );
}

export function nounOf<Kind extends ConfigKind>(draft: Draft, kind: Kind, key: string): NounRow<Kind> {
  const noun = draft.noun(kind, key);
  if (!noun) {
    throw new ChangeProblem(
      'NOT_FOUND',
      `${kind.toLowerCase()}Key`,
      `There is no ${kind.toLowerCase()} \`${key}\``,
    );
  }
  return noun;
}

export function activeNoun<Kind extends ConfigKind>(draft: Draft, kind: Kind, key: string): NounRow<Kind> {
  const noun = nounOf(draft, kind, key);
  if (noun.archivedAt === null) return noun;
  throw new ChangeProblem(
    'INVALID',
    `${kind.toLowerCase()}Key`,
    `The ${kind.toLowerCase()} \`${key}\` is archived; restore it first`,
  );
}

export function activeEnvironment(draft: Draft, environmentId: string): EnvironmentEntity {
  const row = draft.environment(environmentId);
  if (row.archivedAt === null) return row;
  throw new ChangeProblem(
    'INVALID',
    'environmentId',
    `The environment \`${row.key}\` is archived; restore it first`,
  );
}

/** Tags as they are kept: each once, in order. */
export function tagsOf(tags: readonly string[]): string[] {
  for (const each of tags) {
    if (!tag.test(each)) {
      throw new ChangeProblem(
        'INVALID',
        'tags',
        `A tag has 1 to 64 characters and no spaces; \`${each}\` was given`,
      );
    }
  }
  return [...new Set(tags)].sort();
}

export function assertOwner(draft: Draft, ownerId: string | null | undefined): void {
  if (ownerId && !draft.hasMember(ownerId))
    throw new ChangeProblem('NOT_FOUND', 'ownerId', 'Member not found');
}

/** The columns of every noun that an update names; absent ones stay as they are. */
export function namedFields(draft: Draft, intent: NounFields & { name?: string | null }): Row {
  assertOwner(draft, intent.ownerId);
  return {
    ...(intent.name != null && { name: intent.name }),
    ...(intent.description != null && { description: intent.description }),
    ...(intent.ownerId !== undefined && { ownerId: intent.ownerId }),
    ...(intent.tags != null && { tags: tagsOf(intent.tags) }),
  };
}
