import type { Database } from '../../database/database';
import { EnvironmentEntity } from './environment.entity';
import { projectNounLoaders, type ProjectNounLoaders } from './project-noun.loaders';

export const environmentLoaders = (database: Database): ProjectNounLoaders<EnvironmentEntity> =>
  projectNounLoaders(database, EnvironmentEntity, ['position', 'key']);
