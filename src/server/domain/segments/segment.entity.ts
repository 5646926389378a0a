import { Entity, Index } from 'typeorm';
import { Id, JsonText, LongText, Reference, ShortText, Time, Whole } from '../../database/columns';

/** A reusable audience; what it means in an environment is a configuration item. */
@Entity('segments')
@Index('segments_key', ['organizationId', 'projectId', 'key'], { unique: true })
export class SegmentEntity {
  @Id() id: string;
  @Reference('organization_id') organizationId: string;
  @Reference('project_id') projectId: string;
  @ShortText('key') key: string;
  @ShortText('name') name: string;
  @LongText('description') description: string;
  @Reference('owner_id', { nullable: true }) ownerId: string | null;
  @JsonText('tags') tags: string[];
  @Whole('version') version: number;
  @Time('created_at') createdAt: number;
  @Time('archived_at', { nullable: true }) archivedAt: number | null;
}
