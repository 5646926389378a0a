import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { Role } from '../../foundation/actor';
import { connectionOf } from '../../foundation/connection.types';
import { NodeType } from '../../foundation/node.types';
import { DateTimeScalar } from '../../foundation/scalars';
import { UserErrorType } from '../../foundation/user-error.types';
import type { UserError } from '../../foundation/user-errors';
import type { MemberEntity } from './member.entity';
import type { MemberFilter } from './member.service';
import { RoleEnum } from './role-grant.types';

@Directive('@key(fields: "id")')
@ObjectType('Member', { implements: NodeType, description: 'A person of the organization' })
export class MemberType implements Omit<MemberEntity, 'organizationId' | 'invitationHash'> {
  id: string;
  @Field(() => String) email: string;
  @Field(() => String, { description: 'The email address until the invitation is accepted' }) name: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'null: the invitation was accepted' })
  invitationExpiresAt: number | null;

  @Field(() => Int) version: number;
  @Field(() => DateTimeScalar) createdAt: number;
  @Field(() => DateTimeScalar, { nullable: true }) archivedAt: number | null;
}

export const MemberConnection = connectionOf('Member', () => MemberType);

@InputType('MemberFilter')
export class MemberFilterInput implements MemberFilter {
  @Field(() => String, { nullable: true, description: 'Part of the name or the email' }) text?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only the archived ones; otherwise only the others' })
  archived?: boolean | null;
}

@InputType('InviteMemberInput', {
  description: 'A first role: with neither project nor environment, on the whole organization',
})
export class InviteMemberInput {
  @Field(() => String) email: string;
  @Field(() => RoleEnum) role: Role;
  @Field(() => ID, { nullable: true }) projectId?: string | null;
  @Field(() => ID, { nullable: true }) environmentId?: string | null;
}

@InputType('MemberInput')
export class MemberInput {
  @Field(() => ID) memberId: string;
  @Field(() => Int, { nullable: true, description: 'Refused when the member has another version by now' })
  expectedVersion?: number | null;
}

@InputType('UpdateMemberInput')
export class UpdateMemberInput extends MemberInput {
  @Field(() => String) name: string;
}

@InputType('AcceptInvitationInput')
export class AcceptInvitationInput {
  @Field(() => String) token: string;
  @Field(() => String, { description: 'How the new member is called' }) name: string;
}

@ObjectType('MemberPayload')
export class MemberPayload {
  @Field(() => MemberType, { nullable: true }) member?: MemberEntity;
  @Field(() => Int, { nullable: true }) version?: number;
  @Field(() => [UserErrorType]) userErrors: UserError[];
}

@ObjectType('InvitationPayload')
export class InvitationPayload extends MemberPayload {
  @Field(() => String, {
    nullable: true,
    description: 'Lets one person in, once, within 7 days. Shown here only',
  })
  invitationToken?: string;
}

@ObjectType('AcceptInvitationPayload')
export class AcceptInvitationPayload {
  @Field(() => String, { nullable: true, description: 'A personal token of the new member. Shown here only' })
  secret?: string;

  @Field(() => ID, { nullable: true }) memberId?: string;
  @Field(() => [UserErrorType]) userErrors: UserError[];
}
