import type { Database } from '../../database/database';
import { projectNounLoaders, type ProjectNounLoaders } from '../environments/project-noun.loaders';
import { FlagEntity } from './flag.entity';

export const flagLoaders = (database: Database): ProjectNounLoaders<FlagEntity> =>
  projectNounLoaders(database, FlagEntity);
