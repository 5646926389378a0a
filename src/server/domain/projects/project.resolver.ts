import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { invalidInput } from '../../foundation/errors';
import { fromGlobalId, parseGlobalId } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import { withUserErrors } from '../../foundation/user-errors';
import type { OrganizationEntity } from '../organizations/organization.entity';
import type { OrganizationService } from '../organizations/organization.service';
import { OrganizationType } from '../organizations/organization.types';
import type { ProjectEntity } from './project.entity';
import type { ProjectService } from './project.service';
import {
  CreateProjectInput,
  ProjectInput,
  ProjectPayload,
  ProjectType,
  UpdateProjectInput,
} from './project.types';

@Resolver(() => ProjectType)
export class ProjectResolver {
  constructor(
    private readonly projects: ProjectService,
    private readonly organizations: OrganizationService,
  ) {}

  @Query(() => ProjectType, { nullable: true, description: 'By exactly one of `id` and `key`' })
  async project(
    @Arg('id', () => ID, { nullable: true }) id: string | undefined,
    @Arg('key', () => String, { nullable: true }) key: string | undefined,
    @Ctx() operation: Operation,
  ): Promise<ProjectEntity | null> {
    if ((id == null) === (key == null)) throw invalidInput('Give exactly one of `id` and `key`');
    if (key != null) return this.projects.findByKey(operation, key);
    const parsed = parseGlobalId(id as string);
    return parsed?.type === 'Project' ? this.projects.find(operation, parsed.id) : null;
  }

  @FieldResolver(() => OrganizationType)
  async organization(
    @Root() _project: ProjectEntity,
    @Ctx() operation: Operation,
  ): Promise<OrganizationEntity> {
    return this.organizations.own(operation);
  }

  @Mutation(() => ProjectPayload)
  createProject(
    @Arg('input', () => CreateProjectInput) input: CreateProjectInput,
    @Ctx() operation: Operation,
  ): Promise<ProjectPayload> {
    return withUserErrors(async () => changed(await this.projects.create(operation, input)));
  }

  @Mutation(() => ProjectPayload)
  updateProject(
    @Arg('input', () => UpdateProjectInput) input: UpdateProjectInput,
    @Ctx() operation: Operation,
  ): Promise<ProjectPayload> {
    return withUserErrors(async () =>
      changed(await this.projects.update(operation, { ...input, ...keyOf(input) })),
    );
  }

  @Mutation(() => ProjectPayload, { description: 'Takes it out of the lists; its SDKs are served on' })
  archiveProject(
    @Arg('input', () => ProjectInput) input: ProjectInput,
    @Ctx() operation: Operation,
  ): Promise<ProjectPayload> {
    return withUserErrors(async () =>
      changed(await this.projects.archive(operation, { ...input, ...keyOf(input) })),
    );
  }

  @Mutation(() => ProjectPayload)
  restoreProject(
    @Arg('input', () => ProjectInput) input: ProjectInput,
    @Ctx() operation: Operation,
  ): Promise<ProjectPayload> {
    return withUserErrors(async () =>
      changed(await this.projects.restore(operation, { ...input, ...keyOf(input) })),
    );
  }
}

const keyOf = ({ projectId }: ProjectInput) => ({ projectId: fromGlobalId('Project', projectId) });

const changed = (project: ProjectEntity) => ({ project, version: project.version });
