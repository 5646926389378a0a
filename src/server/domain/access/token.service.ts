import { tenantOf } from '../../database/batch';
import type { Database } from '../../database/database';
import { allOf, hasText, is, isArchived } from '../../database/filters';
import type { Role } from '../../foundation/actor';
import { conflict, forbidden, notFound } from '../../foundation/errors';
import type { Operation } from '../../foundation/operation';
import type { Connection, PageArguments, Pagination } from '../../foundation/pagination';
import type { AccessChanges } from './access-changes';
import type { AccessLoaders } from './access.loaders';
import { AccessTokenEntity } from './access-token.entity';
import { expiryWithin, issueToken, type IssuedToken } from './access-tokens';
import { authorize, authorOf, isAllowed } from './authorize';
import { nameFrom } from './names';
import { assertInUse, findPlace, type PlaceInput } from './places';
import { assertGrantable, assertOutranks, insertGrant } from './role-grants';
import { changeRow } from './versioned-row';

export interface TokenFilter {
  text?: string | null;
  /** Those that were revoked instead of those that were not. */
  revoked?: boolean | null;
}

export interface CreatePersonalToken {
  name: string;
  expiresAt?: number | null;
}

export interface CreateServiceToken extends CreatePersonalToken, PlaceInput {
  role: Role;
}

export interface RevokeToken {
  tokenId: string;
  expectedVersion?: number | null;
}

/** Members' personal tokens, and the service tokens of an organization. */
export class TokenService {
  constructor(
    private readonly database: Database,
    private readonly loaders: AccessLoaders,
    private readonly pagination: Pagination,
    private readonly changes: AccessChanges,
  ) {}

  async findServiceToken(operation: Operation, id: string): Promise<AccessTokenEntity | null> {
    const scope = { organizationId: tenantOf(operation) };
    authorize(operation.actor, 'read', scope);
    const token = await operation.load(this.loaders.tokens).load(id);
    return token?.kind === 'SERVICE' && isAllowed(operation.actor, 'token.manage', scope) ? token : null;
  }

  async findPersonalToken(operation: Operation, id: string): Promise<AccessTokenEntity | null> {
    const scope = { organizationId: tenantOf(operation) };
    authorize(operation.actor, 'read', scope);
    const token = await operation.load(this.loaders.tokens).load(id);
    if (token?.kind !== 'PERSONAL') return null;
    const isVisible = isOwn(operation, token) || isAllowed(operation.actor, 'member.manage', scope);
    return isVisible ? token : null;
  }

  async listServiceTokens(
    operation: Operation,
    page: PageArguments,
    filter?: TokenFilter | null,
  ): Promise<Connection<AccessTokenEntity>> {
    const organizationId = tenantOf(operation);
    authorize(operation.actor, 'token.manage', { organizationId });
    return this.pagination.connect(operation, {
      list: 'serviceTokens',
      parentId: organizationId,
      arguments: page,
      loader: this.loaders.tokensByOrganization,
      filter: filterOf('SERVICE', filter),
    });
  }

  /** One's own; those of others for who manages members. */
  async listPersonalTokens(
    operation: Operation,
    memberId: string,
    page: PageArguments,
    filter?: TokenFilter | null,
  ): Promise<Connection<AccessTokenEntity>> {
    authorizeOn(operation, { memberId });
    return this.pagination.connect(operation, {
      list: 'personalTokens',
      parentId: memberId,
      arguments: page,
      loader: this.loaders.tokensByMember,
      filter: filterOf('PERSONAL', filter),
    });
  }

  /** For the caller, and with all that the caller may do. */
  async createPersonalToken(operation: Operation, input: CreatePersonalToken): Promise<IssuedToken> {
    const { actor, now } = operation;
    const organizationId = tenantOf(operation);
    authorize(actor, 'read', { organizationId });
    if (actor.kind !== 'MEMBER') throw forbidden('Personal tokens are for members: use a service token');
    const name = nameFrom(input.name);
    const expiresAt = expiryWithin(actor, input.expiresAt, now);
    const details = { memberId: actor.id, name, expiresAt };
    const change = { organizationId, author: authorOf(actor), action: 'createPersonalToken', details, now };
    const kind = 'PERSONAL' as const;
    return this.changes.apply(change, (transaction) =>
      issueToken(transaction, { organizationId, kind, memberId: actor.id, name, expiresAt, createdAt: now }),
    );
  }

  /** With a first role, which nobody can make greater than their own. */
  async createServiceToken(operation: Operation, input: CreateServiceToken): Promise<IssuedToken> {
    const { actor, now } = operation;
    const organizationId = tenantOf(operation);
    authorize(actor, 'token.manage', { organizationId });
    const place = await findPlace(this.database.read, organizationId, input);
    assertGrantable(actor, 'SERVICE_TOKEN', input.role, place);
    assertInUse(place);
    const name = nameFrom(input.name);
    const expiresAt = expiryWithin(actor, input.expiresAt, now);
    const { projectId, environmentId } = place;
    const details = { name, expiresAt, role: input.role, projectId, environmentId };
    const change = { organizationId, author: authorOf(actor), action: 'createServiceToken', details, now };
    const columns = { organizationId, kind: 'SERVICE' as const, memberId: null };
    return this.changes.apply(change, async (transaction) => {
      const issued = await issueToken(transaction, { ...columns, name, expiresAt, createdAt: now });
      const principal = { kind: 'SERVICE_TOKEN' as const, id: issued.token.id };
      await insertGrant(transaction, principal, input.role, place, now);
      return issued;
    });
  }

  async revokeServiceToken(operation: Operation, input: RevokeToken): Promise<AccessTokenEntity> {
    authorize(operation.actor, 'token.manage', { organizationId: tenantOf(operation) });
    const token = await operation.load(this.loaders.tokens).load(input.tokenId);
    if (token?.kind !== 'SERVICE') throw notFound('ServiceToken');
    return this.revoke(operation, 'revokeServiceToken', token, input);
  }

  async revokePersonalToken(operation: Operation, input: RevokeToken): Promise<AccessTokenEntity> {
    const token = await operation.load(this.loaders.tokens).load(input.tokenId);
    authorizeOn(operation, token);
    if (token?.kind !== 'PERSONAL') throw notFound('PersonalToken');
    return this.revoke(operation, 'revokePersonalToken', token, input);
  }

  private revoke(
    operation: Operation,
    action: string,
    { id, organizationId, name, memberId }: AccessTokenEntity,
    { expectedVersion }: RevokeToken,
  ): Promise<AccessTokenEntity> {
    const { actor, now } = operation;
    const details = { tokenId: id, name, ...(memberId !== null && { memberId }) };
    const change = { organizationId, author: authorOf(actor), action, details, now };
    return this.changes.apply(change, async (transaction) => {
      const isOthers = memberId !== null && !isOwn(operation, { memberId });
      if (isOthers) await assertOutranks(actor, transaction, { organizationId }, memberId);
      const token = await transaction.findOneByOrFail(AccessTokenEntity, { organizationId, id });
      if (token.revokedAt !== null) throw conflict('The token is revoked already', { reason: 'REVOKED' });
      return changeRow(
        transaction,
        AccessTokenEntity,
        { organizationId, id },
        { revokedAt: now },
        expectedVersion,
      );
    });
  }
}

type Owned = Pick<AccessTokenEntity, 'memberId'>;

const isOwn = ({ actor }: Operation, token: Owned | null): boolean =>
  actor.kind === 'MEMBER' && token?.memberId === actor.id;

/** A token that does not exist is nobody's own, so that it is answered as one of another member. */
const authorizeOn = (operation: Operation, token: Owned | null): void =>
  authorize(operation.actor, isOwn(operation, token) ? 'read' : 'member.manage', {
    organizationId: tenantOf(operation),
  });

const filterOf = (kind: AccessTokenEntity['kind'], filter: TokenFilter | null | undefined) =>
  allOf(isArchived(filter?.revoked, 'revoked_at'), is('kind', kind), hasText(['name'], filter?.text));
