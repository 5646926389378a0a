import { Entity, Index } from 'typeorm';
import { KeyId, KeyText, KeyWhole, Whole } from '../database/columns';

/** How often a flag was evaluated to a variant within a span of time: a row for the minute, and one for its hour. */
@Entity('evaluation_counts')
@Index('evaluation_counts_age', ['spanMs', 'startsAt'])
export class EvaluationCountEntity {
  @KeyId('organization_id') organizationId: string;
  @KeyId('environment_id') environmentId: string;
  @KeyText('flag_key') flagKey: string;
  @KeyWhole('span_ms') spanMs: number;
  /** Epoch milliseconds. */
  @KeyWhole('starts_at') startsAt: number;
  /** Empty: the caller's default. No variant has an empty name. */
  @KeyText('variant') variant: string;
  @Whole('evaluations') evaluations: number;
}
