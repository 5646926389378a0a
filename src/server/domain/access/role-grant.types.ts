import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { roles, type Role } from '../../foundation/actor';
import { enumOf } from '../../foundation/enums.types';
import { NodeType } from '../../foundation/node.types';
import { DateTimeScalar } from '../../foundation/scalars';
import { UserErrorType } from '../../foundation/user-error.types';
import type { UserError } from '../../foundation/user-errors';
import type { RoleGrantEntity } from './role-grant.entity';

export const RoleEnum = enumOf(
  'Role',
  roles,
  'What someone may do in a place; each may all that the next may',
);

@ObjectType('RoleGrant', {
  implements: NodeType,
  description: 'A role on the whole organization, on a project, or on one environment',
})
export class RoleGrantType implements Pick<RoleGrantEntity, 'id' | 'role' | 'createdAt'> {
  id: string;
  @Field(() => RoleEnum) role: Role;
  @Field(() => DateTimeScalar) createdAt: number;
}

@InputType('GrantRoleInput', {
  description: 'With neither project nor environment: on the whole organization',
})
export class GrantRoleInput {
  @Field(() => ID, { description: 'A member or a service token' }) principalId: string;
  @Field(() => RoleEnum) role: Role;
  @Field(() => ID, { nullable: true }) projectId?: string | null;
  @Field(() => ID, { nullable: true }) environmentId?: string | null;
}

@InputType('RevokeRoleInput')
export class RevokeRoleInput {
  @Field(() => ID) roleGrantId: string;
}

@ObjectType('RoleGrantPayload')
export class RoleGrantPayload {
  @Field(() => RoleGrantType, { nullable: true, description: 'After `revokeRole`: the one that is no more' })
  roleGrant?: RoleGrantEntity;

  @Field(() => [UserErrorType]) userErrors: UserError[];
}
