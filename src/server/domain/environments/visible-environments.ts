import { anyOf, isOneOf } from '../../database/filters';
import type { Actor } from '../../foundation/actor';
import type { Filter } from '../../foundation/pagination';

/** The rows of `environments` that the actor's roles let it see, in any of its projects; null: all. */
export function visibleEnvironments(actor: Actor): Filter | null {
  if (actor.kind !== 'MEMBER' && actor.kind !== 'SERVICE_TOKEN') return isOneOf('id', []);
  const { grants } = actor;
  if (grants.some(({ projectId }) => projectId === null)) return null;
  const projectIds = grants.flatMap(({ projectId, environmentId }) =>
    environmentId === null ? [projectId] : [],
  );
  const environmentIds = grants.flatMap(({ environmentId }) =>
    environmentId === null ? [] : [environmentId],
  );
  return anyOf(isOneOf('project_id', projectIds), isOneOf('id', environmentIds));
}
