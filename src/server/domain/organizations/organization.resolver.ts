import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver } from 'type-graphql';
import { PageArgs } from '../../foundation/connection.types';
import type { Operation } from '../../foundation/operation';
import type { Connection } from '../../foundation/pagination';
import { withUserErrors } from '../../foundation/user-errors';
import type { AccessTokenEntity } from '../access/access-token.entity';
import type { MemberEntity } from '../access/member.entity';
import type { MemberService } from '../access/member.service';
import { MemberConnection, MemberFilterInput } from '../access/member.types';
import type { TokenService } from '../access/token.service';
import { ServiceTokenConnection, TokenFilterInput } from '../access/token.types';
import type { OrganizationEntity } from './organization.entity';
import type { OrganizationService } from './organization.service';
import {
  OrganizationInput,
  OrganizationPayload,
  OrganizationType,
  UpdateOrganizationInput,
} from './organization.types';

@Resolver(() => OrganizationType)
export class OrganizationResolver {
  constructor(
    private readonly organizations: OrganizationService,
    private readonly memberService: MemberService,
    private readonly tokens: TokenService,
  ) {}

  @Query(() => OrganizationType, { description: 'That of the credential' })
  organization(@Ctx() operation: Operation): Promise<OrganizationEntity> {
    return this.organizations.own(operation);
  }

  @FieldResolver(() => MemberConnection)
  members(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => MemberFilterInput, { nullable: true }) filter: MemberFilterInput | null,
    @Ctx() operation: Operation,
  ): Promise<Connection<MemberEntity>> {
    return this.memberService.list(operation, page, filter);
  }

  @FieldResolver(() => ServiceTokenConnection, { description: 'Needs `token.manage`' })
  serviceTokens(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => TokenFilterInput, { nullable: true }) filter: TokenFilterInput | null,
    @Ctx() operation: Operation,
  ): Promise<Connection<AccessTokenEntity>> {
    return this.tokens.listServiceTokens(operation, page, filter);
  }

  @Mutation(() => OrganizationPayload)
  updateOrganization(
    @Arg('input', () => UpdateOrganizationInput) input: UpdateOrganizationInput,
    @Ctx() operation: Operation,
  ): Promise<OrganizationPayload> {
    return withUserErrors(async () => changed(await this.organizations.update(operation, input)));
  }

  @Mutation(() => OrganizationPayload, {
    description: 'From then on no credential but an owner’s lets anyone in, SDKs included. For owners',
  })
  archiveOrganization(
    @Arg('input', () => OrganizationInput) input: OrganizationInput,
    @Ctx() operation: Operation,
  ): Promise<OrganizationPayload> {
    return withUserErrors(async () => changed(await this.organizations.archive(operation, input)));
  }

  @Mutation(() => OrganizationPayload, { description: 'For owners' })
  restoreOrganization(
    @Arg('input', () => OrganizationInput) input: OrganizationInput,
    @Ctx() operation: Operation,
  ): Promise<OrganizationPayload> {
    return withUserErrors(async () => changed(await this.organizations.restore(operation, input)));
  }
}

const changed = (organization: OrganizationEntity) => ({ organization, version: organization.version });
