import { Entity, Index } from 'typeorm';
import type { FlagType, Json } from '../../../engine/evaluation/types';
import { Flagged, JsonText, ShortText } from '../../database/columns';
import { OwnedEntity } from './owned.entity';

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
export class FlagEntity extends OwnedEntity {
  @ShortText('type') type: FlagType;
  /** Every value of a JSON flag, in every environment, is valid under it. */
  @JsonText('json_schema', { nullable: true }) jsonSchema: Json | null;
  @JsonText('links') links: FlagLink[];
  @ShortText('lifecycle') lifecycle: FlagLifecycle;
  @Flagged('client_side') clientSide: boolean;
  @ShortText('seed') seed: string;
}
