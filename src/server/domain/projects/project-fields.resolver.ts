import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../foundation/connection.types';
import type { Operation } from '../../foundation/operation';
import type { Connection } from '../../foundation/pagination';
import type { RoleGrantEntity } from '../access/role-grant.entity';
import { RoleGrantType } from '../access/role-grant.types';
import { OrganizationType } from '../organizations/organization.types';
import type { ProjectEntity } from './project.entity';
import type { ProjectService } from './project.service';
import { ProjectConnection, ProjectFilterInput, ProjectType } from './project.types';

@Resolver(() => OrganizationType)
export class OrganizationProjectsResolver {
  constructor(private readonly service: ProjectService) {}

  @FieldResolver(() => ProjectConnection, { description: 'Those that the caller sees, by key' })
  projects(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => ProjectFilterInput, { nullable: true }) filter: ProjectFilterInput | null,
    @Ctx() operation: Operation,
  ): Promise<Connection<ProjectEntity>> {
    return this.service.list(operation, page, filter);
  }
}

@Resolver(() => RoleGrantType)
export class RoleGrantProjectResolver {
  constructor(private readonly service: ProjectService) {}

  @FieldResolver(() => ProjectType, { nullable: true, description: 'null: on the whole organization' })
  async project(
    @Root() { projectId }: RoleGrantEntity,
    @Ctx() operation: Operation,
  ): Promise<ProjectEntity | null> {
    return projectId === null ? null : this.service.find(operation, projectId);
  }
}
