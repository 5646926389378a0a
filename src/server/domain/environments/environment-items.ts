import type { ConfigKind } from '../../../engine/protocol/messages';
import type { AsOf } from '../../foundation/as-of.types';
import { notFound } from '../../foundation/errors';
import type { Operation } from '../../foundation/operation';
import type { Connection, Filter, PageArguments } from '../../foundation/pagination';
import type { ConfigurationItemEntity } from '../configuration/configuration-item.entity';
import type { ConfigurationReader } from '../configuration/configuration-reader';
import type { EnvironmentEntity } from './environment.entity';
import type { EnvironmentService } from './environment.service';
import type { ProjectNoun } from './project-noun.loaders';

export interface ItemAsOf {
  environment: EnvironmentEntity;
  /** null: the head. */
  revision: number | null;
  /** null: the environment has none. */
  item: ConfigurationItemEntity | null;
}

/** What environments make of their project's nouns, for callers who may see the environment. */
export class EnvironmentItems {
  constructor(
    private readonly environments: EnvironmentService,
    private readonly reader: ConfigurationReader,
  ) {}

  async item(
    operation: Operation,
    kind: ConfigKind,
    { projectId, key }: ProjectNoun,
    environmentGlobalId: string,
    asOf: AsOf | null = null,
  ): Promise<ItemAsOf> {
    const environment = await this.environmentOf(operation, environmentGlobalId, projectId);
    const revision = await this.reader.revisionAsOf(operation, environment.id, asOf);
    const place = { environmentId: environment.id, kind, objectKey: key };
    return { environment, revision, item: await this.reader.item(operation, place, revision) };
  }

  async page(
    operation: Operation,
    { projectId }: ProjectNoun,
    environmentGlobalId: string,
    page: PageArguments,
    filter: Filter,
  ): Promise<Connection<ConfigurationItemEntity>> {
    const { id } = await this.environmentOf(operation, environmentGlobalId, projectId);
    return this.reader.page(operation, id, page, filter);
  }

  /** A project's noun is asked about environments of its own project only. */
  async environmentOf(operation: Operation, globalId: string, projectId: string): Promise<EnvironmentEntity> {
    const environment = await this.environments.get(operation, globalId);
    if (environment.projectId !== projectId) throw notFound('Environment');
    return environment;
  }
}
