import { Entity } from 'typeorm';
import { Id, Reference, ShortText, Time, Whole } from '../../database/columns';

/** Where an environment's log stands. Its row lock serialises the writers of the environment. */
@Entity('environment_heads')
export class EnvironmentHeadEntity {
  @Id('environment_id') environmentId: string;
  @Reference('organization_id') organizationId: string;
  /** Random id of this log's life: a restored database gets a new one. */
  @ShortText('epoch') epoch: string;
  /** Dense: +1 with each committed change; 0 before the first. */
  @Whole('revision') revision: number;
  /** The oldest revision a stream may resume behind. */
  @Whole('min_revision') minRevision: number;
  @Time('committed_at') committedAt: number;
  /** Hash of the environment's newest audit entry. */
  @ShortText('last_hash') lastHash: string;
}
