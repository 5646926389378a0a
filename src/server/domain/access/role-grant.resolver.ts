import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { notFound } from '../../foundation/errors';
import { fromGlobalId, parseGlobalId } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import { withUserErrors } from '../../foundation/user-errors';
import { placeFrom } from './place-ids';
import type { RoleGrantService } from './role-grant.service';
import { GrantRoleInput, RevokeRoleInput, RoleGrantPayload } from './role-grant.types';
import type { Principal } from './role-grants';

@Resolver()
export class RoleGrantResolver {
  constructor(private readonly grants: RoleGrantService) {}

  @Mutation(() => RoleGrantPayload, {
    description: 'Adds a role. Nobody grants more than they have, and only an owner makes owners',
  })
  grantRole(
    @Arg('input', () => GrantRoleInput) { principalId, role, ...place }: GrantRoleInput,
    @Ctx() operation: Operation,
  ): Promise<RoleGrantPayload> {
    return withUserErrors(async () => ({
      roleGrant: await this.grants.grant(operation, {
        principal: principalFrom(principalId),
        role,
        ...placeFrom(place),
      }),
    }));
  }

  @Mutation(() => RoleGrantPayload, { description: 'Takes a role away; the last owner keeps theirs' })
  revokeRole(
    @Arg('input', () => RevokeRoleInput) input: RevokeRoleInput,
    @Ctx() operation: Operation,
  ): Promise<RoleGrantPayload> {
    return withUserErrors(async () => ({
      roleGrant: await this.grants.revoke(operation, fromGlobalId('RoleGrant', input.roleGrantId)),
    }));
  }
}

function principalFrom(globalId: string): Principal {
  const { type, id } = parseGlobalId(globalId) ?? {};
  if (!id) throw notFound('Member');
  if (type === 'Member') return { kind: 'MEMBER', id };
  if (type === 'ServiceToken') return { kind: 'SERVICE_TOKEN', id };
  throw notFound('Member');
}
