import type { Database } from '../../database/database';
import { projectNounLoaders, type ProjectNounLoaders } from '../environments/project-noun.loaders';
import { LayerEntity } from './layer.entity';

export const layerLoaders = (database: Database): ProjectNounLoaders<LayerEntity> =>
  projectNounLoaders(database, LayerEntity);
