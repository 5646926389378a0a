import { Entity, Index } from 'typeorm';
import { Id, LongText, Reference, ShortText, Time, Whole } from '../../database/columns';

@Entity('projects')
@Index('projects_key', ['organizationId', 'key'], { unique: true })
export class ProjectEntity {
  @Id() id: string;
  @Reference('organization_id') organizationId: string;
  @ShortText('key') key: string;
  @ShortText('name') name: string;
  @LongText('description') description: string;
  @Whole('version') version: number;
  @Time('created_at') createdAt: number;
  @Time('archived_at', { nullable: true }) archivedAt: number | null;
}
