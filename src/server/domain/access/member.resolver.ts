import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../foundation/connection.types';
import { fromGlobalId, toGlobalId } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import type { Connection } from '../../foundation/pagination';
import { withUserErrors } from '../../foundation/user-errors';
import type { AccessTokenEntity } from './access-token.entity';
import type { Invitations } from './invitations';
import type { MemberEntity } from './member.entity';
import type { InvitedMember, MemberService } from './member.service';
import {
  AcceptInvitationInput,
  AcceptInvitationPayload,
  InvitationPayload,
  InviteMemberInput,
  MemberInput,
  MemberPayload,
  MemberType,
  UpdateMemberInput,
} from './member.types';
import { placeFrom } from './place-ids';
import type { RoleGrantEntity } from './role-grant.entity';
import type { RoleGrantService } from './role-grant.service';
import { RoleGrantType } from './role-grant.types';
import type { TokenService } from './token.service';
import { PersonalTokenConnection, TokenFilterInput } from './token.types';

@Resolver(() => MemberType)
export class MemberResolver {
  constructor(
    private readonly members: MemberService,
    private readonly invitations: Invitations,
    private readonly grantService: RoleGrantService,
    private readonly tokens: TokenService,
  ) {}

  @FieldResolver(() => [RoleGrantType], { description: 'On the places that the caller sees' })
  grants(@Root() { id }: MemberEntity, @Ctx() operation: Operation): Promise<RoleGrantEntity[]> {
    return this.grantService.ofPrincipal(operation, id);
  }

  @FieldResolver(() => PersonalTokenConnection, {
    description: 'One’s own; those of others need `member.manage`',
  })
  personalTokens(
    @Root() { id }: MemberEntity,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => TokenFilterInput, { nullable: true }) filter: TokenFilterInput | null,
    @Ctx() operation: Operation,
  ): Promise<Connection<AccessTokenEntity>> {
    return this.tokens.listPersonalTokens(operation, id, page, filter);
  }

  @Mutation(() => InvitationPayload, { description: 'Makes a member with a first role, and an invitation' })
  inviteMember(
    @Arg('input', () => InviteMemberInput) input: InviteMemberInput,
    @Ctx() operation: Operation,
  ): Promise<InvitationPayload> {
    return withUserErrors(async () =>
      invited(await this.members.invite(operation, { ...input, ...placeFrom(input) })),
    );
  }

  @Mutation(() => InvitationPayload, {
    description: 'A new invitation for someone who has not come in yet; the one before it ends',
  })
  renewInvitation(
    @Arg('input', () => MemberInput) input: MemberInput,
    @Ctx() operation: Operation,
  ): Promise<InvitationPayload> {
    return withUserErrors(async () => invited(await this.members.renewInvitation(operation, rowOf(input))));
  }

  @Mutation(() => AcceptInvitationPayload, { description: 'Open to whoever holds an invitation' })
  acceptInvitation(
    @Arg('input', () => AcceptInvitationInput) input: AcceptInvitationInput,
    @Ctx() operation: Operation,
  ): Promise<AcceptInvitationPayload> {
    return withUserErrors(async () => {
      const { token, secret } = await this.invitations.accept(operation, input);
      return { secret, memberId: toGlobalId('Member', token.memberId as string) };
    });
  }

  @Mutation(() => MemberPayload, { description: 'Members name themselves; others need `member.manage`' })
  updateMember(
    @Arg('input', () => UpdateMemberInput) { name, ...input }: UpdateMemberInput,
    @Ctx() operation: Operation,
  ): Promise<MemberPayload> {
    return withUserErrors(async () =>
      changed(await this.members.update(operation, { ...rowOf(input), name })),
    );
  }

  @Mutation(() => MemberPayload, {
    description: 'Until restored, none of the member’s tokens lets anyone in. The last owner cannot go',
  })
  archiveMember(
    @Arg('input', () => MemberInput) input: MemberInput,
    @Ctx() operation: Operation,
  ): Promise<MemberPayload> {
    return withUserErrors(async () => changed(await this.members.archive(operation, rowOf(input))));
  }

  @Mutation(() => MemberPayload, { description: 'With the roles and tokens from before' })
  restoreMember(
    @Arg('input', () => MemberInput) input: MemberInput,
    @Ctx() operation: Operation,
  ): Promise<MemberPayload> {
    return withUserErrors(async () => changed(await this.members.restore(operation, rowOf(input))));
  }
}

const rowOf = ({ memberId, expectedVersion }: MemberInput): MemberInput => ({
  memberId: fromGlobalId('Member', memberId),
  expectedVersion,
});

const changed = (member: MemberEntity) => ({ member, version: member.version });

const invited = ({ member, invitationToken }: InvitedMember) => ({ ...changed(member), invitationToken });
