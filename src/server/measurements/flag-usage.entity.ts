import { Entity } from 'typeorm';
import { KeyId, KeyText, Time } from '../database/columns';

/** When a flag was last evaluated in an environment; kept for longer than the counts are. */
@Entity('flag_usage')
export class FlagUsageEntity {
  @KeyId('organization_id') organizationId: string;
  @KeyId('project_id') projectId: string;
  @KeyText('flag_key') flagKey: string;
  @KeyId('environment_id') environmentId: string;
  /** To the minute. */
  @Time('last_evaluated_at') lastEvaluatedAt: number;
}
