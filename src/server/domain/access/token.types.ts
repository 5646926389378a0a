import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { Role } from '../../foundation/actor';
import { connectionOf } from '../../foundation/connection.types';
import { NodeType } from '../../foundation/node.types';
import { DateTimeScalar } from '../../foundation/scalars';
import { UserErrorType } from '../../foundation/user-error.types';
import type { UserError } from '../../foundation/user-errors';
import type { AccessTokenEntity } from './access-token.entity';
import { RoleEnum } from './role-grant.types';
import type { TokenFilter } from './token.service';

type Columns = Omit<AccessTokenEntity, 'organizationId' | 'kind' | 'memberId' | 'publicId' | 'secretHash'>;

@ObjectType()
abstract class TokenFields implements Columns {
  id: string;
  @Field(() => String) name: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'null: never' }) expiresAt: number | null;
  @Field(() => DateTimeScalar, { nullable: true }) revokedAt: number | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'To the minute' }) lastUsedAt: number | null;
  @Field(() => Int) version: number;
  @Field(() => DateTimeScalar) createdAt: number;
}

@ObjectType('PersonalToken', { implements: NodeType, description: 'Lets a member in, with all their roles' })
export class PersonalTokenType extends TokenFields {}

@ObjectType('ServiceToken', {
  implements: NodeType,
  description: 'Lets a program in, with roles of its own. It can never approve',
})
export class ServiceTokenType extends TokenFields {}

export const PersonalTokenConnection = connectionOf('PersonalToken', () => PersonalTokenType);
export const ServiceTokenConnection = connectionOf('ServiceToken', () => ServiceTokenType);

@InputType('TokenFilter')
export class TokenFilterInput implements TokenFilter {
  @Field(() => String, { nullable: true, description: 'Part of the name' }) text?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only the revoked ones; otherwise only the others' })
  revoked?: boolean | null;
}

@InputType('CreatePersonalTokenInput')
export class CreatePersonalTokenInput {
  @Field(() => String) name: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Not after the expiry of the credential that creates it; null: never',
  })
  expiresAt?: number | null;
}

@InputType('CreateServiceTokenInput', {
  description: 'With a first role: with neither project nor environment, on the whole organization',
})
export class CreateServiceTokenInput extends CreatePersonalTokenInput {
  @Field(() => RoleEnum) role: Role;
  @Field(() => ID, { nullable: true }) projectId?: string | null;
  @Field(() => ID, { nullable: true }) environmentId?: string | null;
}

@InputType()
abstract class RevokeInput {
  @Field(() => Int, { nullable: true, description: 'Refused when the token has another version by now' })
  expectedVersion?: number | null;
}

@InputType('RevokePersonalTokenInput')
export class RevokePersonalTokenInput extends RevokeInput {
  @Field(() => ID) personalTokenId: string;
}

@InputType('RevokeServiceTokenInput')
export class RevokeServiceTokenInput extends RevokeInput {
  @Field(() => ID) serviceTokenId: string;
}

@ObjectType('PersonalTokenPayload')
export class PersonalTokenPayload {
  @Field(() => PersonalTokenType, { nullable: true }) personalToken?: AccessTokenEntity;
  @Field(() => Int, { nullable: true }) version?: number;
  @Field(() => [UserErrorType]) userErrors: UserError[];
}

@ObjectType('CreatePersonalTokenPayload')
export class CreatePersonalTokenPayload extends PersonalTokenPayload {
  @Field(() => String, { nullable: true, description: 'The token itself. Shown here only' }) secret?: string;
}

@ObjectType('ServiceTokenPayload')
export class ServiceTokenPayload {
  @Field(() => ServiceTokenType, { nullable: true }) serviceToken?: AccessTokenEntity;
  @Field(() => Int, { nullable: true }) version?: number;
  @Field(() => [UserErrorType]) userErrors: UserError[];
}

@ObjectType('CreateServiceTokenPayload')
export class CreateServiceTokenPayload extends ServiceTokenPayload {
  @Field(() => String, { nullable: true, description: 'The token itself. Shown here only' }) secret?: string;
}
