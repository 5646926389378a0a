import { Entity, Index } from 'typeorm';
import type { Ref } from '../../../engine/evaluation/types';
import { JsonText } from '../../database/columns';
import { OwnedEntity } from '../flags/owned.entity';

/** Many ids of one unit, one row each; the contents are per environment. */
@Entity('lists')
@Index('lists_key', ['organizationId', 'projectId', 'key'], { unique: true })
export class ListEntity extends OwnedEntity {
  /** The attribute whose value is looked up in the list. */
  @JsonText('unit') unit: Ref;
}
