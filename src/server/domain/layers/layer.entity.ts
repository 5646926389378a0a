import { Entity, Index } from 'typeorm';
import type { Ref } from '../../../engine/evaluation/types';
import { JsonText, ShortText } from '../../database/columns';
import { OwnedEntity } from '../flags/owned.entity';

/** Mutual exclusion: what holds disjoint ranges of one layer never meets in one unit. */
@Entity('layers')
@Index('layers_key', ['organizationId', 'projectId', 'key'], { unique: true })
export class LayerEntity extends OwnedEntity {
  @JsonText('unit') unit: Ref;
  @ShortText('seed') seed: string;
}
