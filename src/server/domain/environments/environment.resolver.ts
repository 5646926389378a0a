import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../foundation/connection.types';
import type { Operation } from '../../foundation/operation';
import type { Connection } from '../../foundation/pagination';
import { RevisionScalar } from '../../foundation/scalars';
import type { ConfigurationReader } from '../configuration/configuration-reader';
import type { FieldChange } from '../configuration/diff';
import type { Revision } from '../configuration/history';
import type { HistoryService } from '../configuration/history.service';
import { FieldChangeType, RevisionConnection } from '../configuration/revision.types';
import type { ProjectEntity } from '../projects/project.entity';
import type { ProjectService } from '../projects/project.service';
import { ProjectType } from '../projects/project.types';
import type { EnvironmentEntity } from './environment.entity';
import { placeOf, type EnvironmentService } from './environment.service';
import { EnvironmentConnection, EnvironmentFilterInput, EnvironmentType } from './environment.types';

@Resolver(() => EnvironmentType)
export class EnvironmentResolver {
  constructor(
    private readonly environments: EnvironmentService,
    private readonly projects: ProjectService,
    private readonly configuration: ConfigurationReader,
    private readonly revisions: HistoryService,
  ) {}

  @Query(() => EnvironmentType, { nullable: true })
  environment(@Arg('id', () => ID) id: string, @Ctx() operation: Operation): Promise<EnvironmentEntity> {
    return this.environments.get(operation, id);
  }

  @FieldResolver(() => ProjectType)
  project(
    @Root() { projectId }: EnvironmentEntity,
    @Ctx() operation: Operation,
  ): Promise<ProjectEntity | null> {
    return this.projects.find(operation, projectId);
  }

  @FieldResolver(() => RevisionScalar, { description: 'How many changes it has seen' })
  async revision(@Root() { id }: EnvironmentEntity, @Ctx() operation: Operation): Promise<number> {
    return (await this.configuration.head(operation, id)).revision;
  }

  @FieldResolver(() => String, { description: "The life of the environment's log: another after a restore" })
  async epoch(@Root() { id }: EnvironmentEntity, @Ctx() operation: Operation): Promise<string> {
    return (await this.configuration.head(operation, id)).epoch;
  }

  @FieldResolver(() => RevisionConnection, { description: 'Newest first' })
  history(
    @Root() environment: EnvironmentEntity,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() operation: Operation,
  ): Promise<Connection<Revision>> {
    return this.revisions.page(operation, placeOf(environment), page);
  }

  @FieldResolver(() => [FieldChangeType], {
    description: 'What leads from one revision to another; to an earlier one, what would lead back',
  })
  diff(
    @Root() environment: EnvironmentEntity,
    @Arg('from', () => RevisionScalar) from: number,
    @Arg('to', () => RevisionScalar) to: number,
    @Ctx() operation: Operation,
  ): Promise<FieldChange[]> {
    return this.revisions.compare(operation, placeOf(environment), from, to);
  }
}

@Resolver(() => ProjectType)
export class ProjectEnvironmentsResolver {
  constructor(private readonly service: EnvironmentService) {}

  @FieldResolver(() => EnvironmentConnection, { description: 'Those that the caller may see' })
  environments(
    @Root() project: ProjectEntity,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => EnvironmentFilterInput, { nullable: true }) filter: EnvironmentFilterInput | null,
    @Ctx() operation: Operation,
  ): Promise<Connection<EnvironmentEntity>> {
    return this.service.page(operation, project, page, filter ?? {});
  }

  @FieldResolver(() => EnvironmentType, { nullable: true })
  environment(
    @Root() project: ProjectEntity,
    @Arg('key', () => String) key: string,
    @Ctx() operation: Operation,
  ): Promise<EnvironmentEntity | null> {
    return this.service.findByKey(operation, project.id, key);
  }
}
