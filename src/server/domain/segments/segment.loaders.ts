import type { Database } from '../../database/database';
import { projectNounLoaders, type ProjectNounLoaders } from '../environments/project-noun.loaders';
import { SegmentEntity } from './segment.entity';

export const segmentLoaders = (database: Database): ProjectNounLoaders<SegmentEntity> =>
  projectNounLoaders(database, SegmentEntity);
