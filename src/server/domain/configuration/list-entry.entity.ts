import { Entity, Index } from 'typeorm';
import { KeyId, KeyText, KeyWhole, Whole } from '../../database/columns';

/** One id of a list: live at revision r when added <= r and not removed <= r. An id put back is a second row. */
@Entity('list_entries')
@Index('list_entries_live', ['organizationId', 'environmentId', 'listKey', 'addedRevision'])
export class ListEntryEntity {
  @KeyId('organization_id') organizationId: string;
  @KeyId('environment_id') environmentId: string;
  @KeyText('list_key') listKey: string;
  @KeyText('entry_id') entryId: string;
  @KeyWhole('added_revision') addedRevision: number;
  @Whole('removed_revision', { nullable: true }) removedRevision: number | null;
}
