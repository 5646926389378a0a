import { Entity, Index } from 'typeorm';
import type { FlagType, Json } from '../../../engine/evaluation/types';
import { Flagged, Id, JsonText, LongText, Reference, ShortText, Time, Whole } from '../../database/columns';

export const flagLifecycles = ['IN_DEVELOPMENT', 'LIVE', 'COMPLETED', 'DEPRECATED'] as const;
export type FlagLifecycle = (typeof flagLifecycles)[number];

export interface FlagLink {
  title: string;
  url: string;
}

/** What a flag is in all environments; what it does in one is a configuration item. */
@Entity('flags')
@Index('flags_key', ['organizationId', 'projectId', 'key'], { unique: true })
@Index('flags_owner', ['organizationId', 'ownerId'])
export class FlagEntity {
  @Id() id: string;
  @Reference('organization_id') organizationId: string;
  @Reference('project_id') projectId: string;
  @ShortText('key') key: string;
  @ShortText('name') name: string;
  @LongText('description') description: string;
  @ShortText('type') type: FlagType;
  /** Every value of a JSON flag, in every environment, is valid under it. */
  @JsonText('json_schema', { nullable: true }) jsonSchema: Json | null;
  @Reference('owner_id', { nullable: true }) ownerId: string | null;
  @JsonText('tags') tags: string[];
  @JsonText('links') links: FlagLink[];
  @ShortText('lifecycle') lifecycle: FlagLifecycle;
  @Flagged('client_side') clientSide: boolean;
  @ShortText('seed') seed: string;
  @Whole('version') version: number;
  @Time('created_at') createdAt: number;
  @Time('archived_at', { nullable: true }) archivedAt: number | null;
}
