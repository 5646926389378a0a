import { Entity, Index } from 'typeorm';
import type { Ref } from '../../../engine/evaluation/types';
import { Id, JsonText, LongText, Reference, ShortText, Time, Whole } from '../../database/columns';

/** Mutual exclusion: what holds disjoint ranges of one layer never meets in one unit. */
@Entity('layers')
@Index('layers_key', ['organizationId', 'projectId', 'key'], { unique: true })
export class LayerEntity {
  @Id() id: string;
  @Reference('organization_id') organizationId: string;
  @Reference('project_id') projectId: string;
  @ShortText('key') key: string;
  @ShortText('name') name: string;
  @LongText('description') description: string;
  @Reference('owner_id', { nullable: true }) ownerId: string | null;
  @JsonText('tags') tags: string[];
  @JsonText('unit') unit: Ref;
  @ShortText('seed') seed: string;
  @Whole('version') version: number;
  @Time('created_at') createdAt: number;
  @Time('archived_at', { nullable: true }) archivedAt: number | null;
}
