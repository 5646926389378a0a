import { Entity, Index } from 'typeorm';
import { Id, ShortText, Time, Whole } from '../../database/columns';

@Entity('organizations')
@Index('organizations_slug', ['slug'], { unique: true })
export class OrganizationEntity {
  @Id() id: string;
  @ShortText('slug') slug: string;
  @ShortText('name') name: string;
  @Whole('version') version: number;
  @Time('created_at') createdAt: number;
  @Time('archived_at', { nullable: true }) archivedAt: number | null;
}
