import type { EntityManager } from 'typeorm';
import type { Actor, Role } from '../../foundation/actor';
import { conflict, forbidden, invalidInput } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import { mayGrant, type Scope } from './authorize';
import type { Place } from './places';
import { RoleGrantEntity } from './role-grant.entity';

export type PrincipalKind = RoleGrantEntity['principalKind'];

/** Who holds a role: a member, or a service token. */
export interface Principal {
  kind: PrincipalKind;
  id: string;
}

const mostGrants = 250;

/** Nobody grants more than they have, and an owner is a member who owns the whole organization. */
export function assertGrantable(actor: Actor, principal: PrincipalKind, role: Role, place: Place): void {
  if (!mayGrant(actor, role, place)) {
    throw forbidden(`Only who has all permissions of ${role} here can grant it or take it away`);
  }
  if (role !== 'OWNER') return;
  if (principal === 'SERVICE_TOKEN') throw refusedOwner('A service token cannot be an OWNER');
  if (place.projectId !== null) throw refusedOwner('OWNER is a role on the whole organization only');
}

const refusedOwner = (rule: string): Error =>
  invalidInput(`${rule}: grant ADMIN`, { field: ['input', 'role'] });

/** Under the organization's lock. */
export async function insertGrant(
  transaction: EntityManager,
  principal: Principal,
  role: Role,
  { organizationId, projectId, environmentId }: Place,
  createdAt: number,
): Promise<RoleGrantEntity> {
  const held = await grantsOf(transaction, organizationId, principal.id);
  const isHeld = held.some(
    (grant) => grant.role === role && grant.projectId === projectId && grant.environmentId === environmentId,
  );
  if (isHeld) throw conflict(`${role} is granted here already`, { reason: 'ALREADY_GRANTED' });
  if (held.length >= mostGrants) {
    throw conflict(`There are ${mostGrants} roles already: grant one on a larger place instead`, {
      reason: 'TOO_MANY_GRANTS',
    });
  }
  const grant = {
    id: newId(),
    organizationId,
    principalId: principal.id,
    principalKind: principal.kind,
    role,
    projectId,
    environmentId,
    createdAt,
  };
  await transaction.insert(RoleGrantEntity, grant);
  return grant;
}

export const grantsOf = (
  manager: EntityManager,
  organizationId: string,
  principalId: string,
): Promise<RoleGrantEntity[]> => manager.findBy(RoleGrantEntity, { organizationId, principalId });

/** Whoever acts on a member must be able to grant all that the member has: an admin does not act on an owner. */
export async function assertOutranks(
  actor: Actor,
  transaction: EntityManager,
  { organizationId }: Scope,
  memberId: string,
): Promise<void> {
  const grants = await grantsOf(transaction, organizationId, memberId);
  const higher = grants.find((grant) => !mayGrant(actor, grant.role, grant));
  if (higher) throw forbidden(`This member is ${higher.role}, which is more than you could grant`);
}

/** After a change, under the organization's lock: undone when it left nobody who can come in as an owner. */
export async function assertOwnerRemains(transaction: EntityManager, organizationId: string): Promise<void> {
  const [{ owners }] = (await transaction.query(
    `SELECT COUNT(*) AS owners FROM role_grants grants
     JOIN members ON members.organization_id = grants.organization_id AND members.id = grants.principal_id
     WHERE grants.organization_id = ? AND grants.role = 'OWNER' AND grants.project_id IS NULL
       AND members.archived_at IS NULL AND members.invitation_hash IS NULL`,
    [organizationId],
  )) as { owners: unknown }[];
  if (Number(owners) > 0) return;
  throw conflict('An organization keeps at least one owner: grant OWNER to somebody else first', {
    reason: 'LAST_OWNER',
  });
}
