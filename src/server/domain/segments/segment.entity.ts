import { Entity, Index } from 'typeorm';
import { OwnedEntity } from '../flags/owned.entity';

/** A reusable audience; what it means in an environment is a configuration item. */
@Entity('segments')
@Index('segments_key', ['organizationId', 'projectId', 'key'], { unique: true })
export class SegmentEntity extends OwnedEntity {}
