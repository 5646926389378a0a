import type { Actor, AnonymousActor, Author, Grant, Role, SdkKeyActor } from '../../foundation/actor';
import { forbidden, notFound, unauthenticated } from '../../foundation/errors';
import { keyPermissions, rolePermissions, type Permission } from './permissions';

/** Where something is done. An environment's scope names its project too: roles on the project hold in it. */
export interface Scope {
  organizationId: string;
  projectId?: string | null;
  environmentId?: string | null;
}

/**
 * The first line of every service method that does something. Throws UNAUTHENTICATED without a credential, NOT_FOUND
 * where the actor sees nothing, and FORBIDDEN where it sees but may not. `noun` is what the caller asked for, so that
 * the answer is the same as for one that does not exist.
 */
export function authorize(
  actor: Actor,
  permission: Permission,
  scope: Scope,
  noun: string = nounOf(scope),
): void {
  if (actor.kind === 'ANONYMOUS') throw unauthenticated();
  if (!canSee(actor, scope)) throw notFound(noun);
  if (!isAllowed(actor, permission, scope)) throw forbidden(refusal(actor, permission, scope));
}

export function isAllowed(actor: Actor, permission: Permission, scope: Scope): boolean {
  if (actor.kind === 'ANONYMOUS' || actor.organizationId !== scope.organizationId) return false;
  if (actor.kind === 'SDK_KEY') return isKeyAllowed(actor, permission, scope);
  if (permission === 'read') return canSee(actor, scope);
  return actor.grants.some((grant) => covers(grant, scope) && rolePermissions[grant.role].has(permission));
}

/** Whether the place exists for the actor. Every member sees the organization, and who has a role inside a project sees it. */
export function canSee(actor: Actor, scope: Scope): boolean {
  if (actor.kind === 'ANONYMOUS' || actor.organizationId !== scope.organizationId) return false;
  if (actor.kind === 'SDK_KEY') return isWithinKey(actor, scope);
  if (scope.projectId == null && scope.environmentId == null) return true;
  return actor.grants.some((grant) => covers(grant, scope) || isInside(grant, scope));
}

/** Whether the actor may give or take away `role` in `scope`: nobody grants more than they have. */
export const mayGrant = (actor: Actor, role: Role, scope: Scope): boolean =>
  [...rolePermissions[role]].every((permission) => isAllowed(actor, permission, scope));

/** The projects that the actor sees; null: all of the organization. */
export function visibleProjectIds(actor: Actor): string[] | null {
  if (actor.kind === 'ANONYMOUS') return [];
  if (actor.kind === 'SDK_KEY') return [actor.projectId];
  const projectIds = actor.grants.map((grant) => grant.projectId);
  return projectIds.includes(null) ? null : [...new Set(projectIds as string[])];
}

/** How the log and the audit keep an actor. SDK keys write nothing that is kept there. */
export function authorOf(actor: Actor): Author {
  if (actor.kind === 'ANONYMOUS') throw unauthenticated();
  if (actor.kind === 'SDK_KEY')
    throw forbidden('An SDK key changes nothing: use a personal or service token');
  return { kind: actor.kind, id: actor.id, name: actor.name };
}

export const systemAuthor: Author = { kind: 'SYSTEM', id: null, name: 'Signalbox' };

/** The grant's place is the scope, or holds it. */
function covers(grant: Grant, scope: Scope): boolean {
  if (grant.environmentId !== null) return grant.environmentId === scope.environmentId;
  return grant.projectId === null || grant.projectId === scope.projectId;
}

/** The grant's place lies in the scope: an environment of the project. */
const isInside = (grant: Grant, scope: Scope): boolean =>
  scope.environmentId == null && grant.projectId === scope.projectId;

/** A key is at home in one environment, and all it may do, it may do there only. */
const isKeyAllowed = (key: SdkKeyActor, permission: Permission, scope: Scope): boolean =>
  scope.environmentId === key.environmentId &&
  isWithinKey(key, scope) &&
  keyPermissions[key.keyKind].has(permission);

const isWithinKey = (key: SdkKeyActor, { projectId, environmentId }: Scope): boolean =>
  (projectId == null || projectId === key.projectId) &&
  (environmentId == null || environmentId === key.environmentId);

function nounOf({ projectId, environmentId }: Scope): string {
  if (environmentId != null) return 'Environment';
  return projectId == null ? 'Organization' : 'Project';
}

const refusal = (actor: Exclude<Actor, AnonymousActor>, permission: Permission, scope: Scope): string =>
  actor.kind === 'SDK_KEY'
    ? `An SDK key has no permission \`${permission}\` here: use a personal or service token`
    : `This needs the permission \`${permission}\` on the ${nounOf(scope).toLowerCase()}, which no role of \`${actor.name}\` gives`;
