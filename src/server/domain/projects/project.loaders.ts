import { In } from 'typeorm';
import { pageByParent, rowById, rowByKey } from '../../database/batch';
import type { Database } from '../../database/database';
import { ProjectEntity } from './project.entity';

export class ProjectLoaders {
  readonly byId;
  readonly byKey;
  readonly byOrganization;

  constructor(database: Database) {
    this.byId = rowById(database, ProjectEntity);
    this.byKey = rowByKey<ProjectEntity, string>(database, ProjectEntity, {
      where: (keys) => ({ key: In([...keys]) }),
      keyOf: (project) => project.key,
    });
    this.byOrganization = pageByParent(database, ProjectEntity, { parent: 'organizationId', order: ['key'] });
  }
}
