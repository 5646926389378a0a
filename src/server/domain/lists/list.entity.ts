import { Entity, Index } from 'typeorm';
import type { Ref } from '../../../engine/evaluation/types';
import { Id, JsonText, LongText, Reference, ShortText, Time, Whole } from '../../database/columns';

/** Many ids of one unit, one row each; the contents are per environment. */
@Entity('lists')
@Index('lists_key', ['organizationId', 'projectId', 'key'], { unique: true })
export class ListEntity {
  @Id() id: string;
  @Reference('organization_id') organizationId: string;
  @Reference('project_id') projectId: string;
  @ShortText('key') key: string;
  @ShortText('name') name: string;
  @LongText('description') description: string;
  @Reference('owner_id', { nullable: true }) ownerId: string | null;
  @JsonText('tags') tags: string[];
  /** The attribute whose value is looked up in the list. */
  @JsonText('unit') unit: Ref;
  @Whole('version') version: number;
  @Time('created_at') createdAt: number;
  @Time('archived_at', { nullable: true }) archivedAt: number | null;
}
