import { Ctx, FieldResolver, Resolver, Root, type ClassType } from 'type-graphql';
import type { Operation } from '../../foundation/operation';
import type { AccessLoaders } from '../access/access.loaders';
import type { MemberEntity } from '../access/member.entity';
import { MemberType } from '../access/member.types';
import type { ProjectEntity } from '../projects/project.entity';
import type { ProjectService } from '../projects/project.service';
import { ProjectType } from '../projects/project.types';
import type { OwnedType } from './owned.types';

interface Owned {
  projectId: string;
  ownerId: string | null;
}

/** The resolver of the fields with which `type` says whose it is. */
export function ownedFieldsOf(
  type: () => ClassType<OwnedType>,
): new (projects: ProjectService, access: AccessLoaders) => object {
  @Resolver(type)
  class OwnedFieldsResolver {
    constructor(
      private readonly projects: ProjectService,
      private readonly access: AccessLoaders,
    ) {}

    @FieldResolver(() => ProjectType)
    project(@Root() { projectId }: Owned, @Ctx() operation: Operation): Promise<ProjectEntity | null> {
      return this.projects.find(operation, projectId);
    }

    @FieldResolver(() => MemberType, { nullable: true, description: 'Who answers for it' })
    async owner(@Root() { ownerId }: Owned, @Ctx() operation: Operation): Promise<MemberEntity | null> {
      return ownerId === null ? null : operation.load(this.access.members).load(ownerId);
    }
  }
  return OwnedFieldsResolver;
}
