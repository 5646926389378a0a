import { Id, JsonText, LongText, Reference, ShortText, Time, Whole } from '../../database/columns';

/** What every noun of a project has that a member may own. */
export abstract class OwnedEntity {
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
