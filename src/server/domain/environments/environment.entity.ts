import { Entity, Index } from 'typeorm';
import { Id, Reference, ShortText, Time, Whole } from '../../database/columns';

export const environmentKinds = ['DEVELOPMENT', 'TEST', 'STAGING', 'PRODUCTION'] as const;
export type EnvironmentKind = (typeof environmentKinds)[number];

@Entity('environments')
@Index('environments_key', ['organizationId', 'projectId', 'key'], { unique: true })
export class EnvironmentEntity {
  @Id() id: string;
  @Reference('organization_id') organizationId: string;
  @Reference('project_id') projectId: string;
  @ShortText('key') key: string;
  @ShortText('name') name: string;
  @ShortText('kind') kind: EnvironmentKind;
  /** Environments are shown in this order, then by key. */
  @Whole('position') position: number;
  @Whole('version') version: number;
  @Time('created_at') createdAt: number;
  @Time('archived_at', { nullable: true }) archivedAt: number | null;
}
