import type { EntityManager } from 'typeorm';
import { tenantOf } from '../../database/batch';
import type { Database } from '../../database/database';
import type { Role } from '../../foundation/actor';
import { conflict, forbidden, notFound } from '../../foundation/errors';
import type { Operation } from '../../foundation/operation';
import type { AccessChanges } from './access-changes';
import type { AccessLoaders } from './access.loaders';
import { AccessTokenEntity } from './access-token.entity';
import { authorize, authorOf, canSee } from './authorize';
import { MemberEntity } from './member.entity';
import { assertInUse, findPlace, type PlaceInput } from './places';
import { RoleGrantEntity } from './role-grant.entity';
import { assertGrantable, assertOwnerRemains, insertGrant, type Principal } from './role-grants';

export interface GrantRole extends PlaceInput {
  principal: Principal;
  role: Role;
}

export class RoleGrantService {
  constructor(
    private readonly database: Database,
    private readonly loaders: AccessLoaders,
    private readonly changes: AccessChanges,
  ) {}

  /** The principal's roles, as far as the caller sees the places that they are on. */
  async ofPrincipal(operation: Operation, principalId: string): Promise<RoleGrantEntity[]> {
    authorize(operation.actor, 'read', { organizationId: tenantOf(operation) });
    const grants = await operation.load(this.loaders.grantsByPrincipal).load(principalId);
    return grants.filter((grant) => canSee(operation.actor, grant));
  }

  async find(operation: Operation, id: string): Promise<RoleGrantEntity | null> {
    authorize(operation.actor, 'read', { organizationId: tenantOf(operation) });
    const grant = await operation.load(this.loaders.grants).load(id);
    return grant && canSee(operation.actor, grant) ? grant : null;
  }

  async grant(operation: Operation, { principal, role, ...input }: GrantRole): Promise<RoleGrantEntity> {
    const { actor, now } = operation;
    const organizationId = tenantOf(operation);
    const place = await findPlace(this.database.read, organizationId, input);
    authorize(actor, 'member.manage', place);
    assertGrantable(actor, principal.kind, role, place);
    if ('id' in actor && actor.id === principal.id) throw forbidden('Nobody grants a role to themselves');
    assertInUse(place);
    const details = {
      principalId: principal.id,
      principalKind: principal.kind,
      role,
      projectId: place.projectId,
      environmentId: place.environmentId,
    };
    const change = { organizationId, author: authorOf(actor), action: 'grantRole', details, now };
    return this.changes.apply(change, async (transaction) => {
      await assertPrincipal(transaction, organizationId, principal);
      return insertGrant(transaction, principal, role, place, now);
    });
  }

  /** Answers with the role that is no more. */
  async revoke(operation: Operation, id: string): Promise<RoleGrantEntity> {
    const { actor, now } = operation;
    const organizationId = tenantOf(operation);
    const grant = await operation.load(this.loaders.grants).load(id);
    if (!grant) throw notFound('RoleGrant');
    authorize(actor, 'member.manage', grant, 'RoleGrant');
    const { principalKind, principalId, role, projectId, environmentId } = grant;
    assertGrantable(actor, principalKind, role, { ...grant, isArchived: false });
    const details = { principalId, principalKind, role, projectId, environmentId };
    const change = { organizationId, author: authorOf(actor), action: 'revokeRole', details, now };
    await this.changes.apply(change, async (transaction) => {
      const { affected } = await transaction.delete(RoleGrantEntity, { organizationId, id });
      if (affected !== 1) throw notFound('RoleGrant');
      await assertOwnerRemains(transaction, organizationId);
    });
    return grant;
  }
}

async function assertPrincipal(
  transaction: EntityManager,
  organizationId: string,
  { kind, id }: Principal,
): Promise<void> {
  if (kind === 'MEMBER') {
    const member = await transaction.findOneBy(MemberEntity, { organizationId, id });
    if (!member) throw notFound('Member');
    if (member.archivedAt === null) return;
    throw conflict('The member is archived: restore them first', { reason: 'ARCHIVED' });
  }
  const token = await transaction.findOneBy(AccessTokenEntity, { organizationId, id, kind: 'SERVICE' });
  if (!token) throw notFound('ServiceToken');
  if (token.revokedAt !== null) throw conflict('The service token is revoked', { reason: 'REVOKED' });
}
