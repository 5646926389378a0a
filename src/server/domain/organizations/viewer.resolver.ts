import { Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { tenantOf } from '../../database/batch';
import type { MemberActor, ServiceTokenActor } from '../../foundation/actor';
import { toGlobalId } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import { authorize } from '../access/authorize';
import type { MemberEntity } from '../access/member.entity';
import type { MemberService } from '../access/member.service';
import { MemberType } from '../access/member.types';
import type { RoleGrantEntity } from '../access/role-grant.entity';
import type { RoleGrantService } from '../access/role-grant.service';
import { RoleGrantType } from '../access/role-grant.types';
import type { OrganizationEntity } from './organization.entity';
import type { OrganizationService } from './organization.service';
import { OrganizationType } from './organization.types';
import { ViewerType } from './viewer.types';

type Viewer = MemberActor | ServiceTokenActor;

@Resolver(() => ViewerType)
export class ViewerResolver {
  constructor(
    private readonly organizations: OrganizationService,
    private readonly members: MemberService,
    private readonly grantService: RoleGrantService,
  ) {}

  @Query(() => ViewerType)
  viewer(@Ctx() operation: Operation): Viewer {
    authorize(operation.actor, 'read', { organizationId: tenantOf(operation) });
    return operation.actor as Viewer;
  }

  @FieldResolver(() => ID)
  id(@Root() { kind, id }: Viewer): string {
    return toGlobalId(kind === 'MEMBER' ? 'Member' : 'ServiceToken', id);
  }

  @FieldResolver(() => OrganizationType)
  organization(@Ctx() operation: Operation): Promise<OrganizationEntity> {
    return this.organizations.own(operation);
  }

  @FieldResolver(() => MemberType, { nullable: true, description: 'null: a service token' })
  async member(@Root() { kind, id }: Viewer, @Ctx() operation: Operation): Promise<MemberEntity | null> {
    return kind === 'MEMBER' ? this.members.find(operation, id) : null;
  }

  @FieldResolver(() => [RoleGrantType])
  grants(@Root() { id }: Viewer, @Ctx() operation: Operation): Promise<RoleGrantEntity[]> {
    return this.grantService.ofPrincipal(operation, id);
  }
}
