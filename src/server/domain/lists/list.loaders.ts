import DataLoader from 'dataloader';
import { pageByParent, tenantOf } from '../../database/batch';
import type { Database } from '../../database/database';
import type { LoaderMaker } from '../../foundation/operation';
import type { Page, PageRequest } from '../../foundation/pagination';
import { ListEntryEntity } from '../configuration/list-entry.entity';
import { projectNounLoaders, type ProjectNounLoaders } from '../environments/project-noun.loaders';
import { ListEntity } from './list.entity';

export interface EntryPlace {
  environmentId: string;
  listKey: string;
  entryId: string;
}

export interface ListLoaders extends ProjectNounLoaders<ListEntity> {
  /** Ids of the lists of a key in the order of their text; of which environment and when is for the filter to say. */
  entriesByKey: LoaderMaker<PageRequest, Page<ListEntryEntity>>;
  /** Whether the id is in the list now. */
  contains: LoaderMaker<EntryPlace, boolean>;
}

export const listLoaders = (database: Database): ListLoaders => ({
  ...projectNounLoaders(database, ListEntity),
  entriesByKey: pageByParent<ListEntryEntity>(database, ListEntryEntity, {
    parent: 'listKey',
    order: ['entryId'],
  }),
  contains: contains(database),
});

const contains = (database: Database): LoaderMaker<EntryPlace, boolean> => {
  const nameOf = ({ environmentId, listKey, entryId }: EntryPlace): string =>
    JSON.stringify([environmentId, listKey, entryId]);
  return (operation) =>
    new DataLoader<EntryPlace, boolean, string>(
      async (places) => {
        const rows = await database.read.query<EntryPlace[]>(
          `SELECT environment_id AS environmentId, list_key AS listKey, entry_id AS entryId FROM list_entries
           WHERE organization_id = ? AND removed_revision IS NULL
             AND (${places.map(() => '(environment_id = ? AND list_key = ? AND entry_id = ?)').join(' OR ')})`,
          [
            tenantOf(operation),
            ...places.flatMap(({ environmentId, listKey, entryId }) => [environmentId, listKey, entryId]),
          ],
        );
        const live = new Set(rows.map(nameOf));
        return places.map((place) => live.has(nameOf(place)));
      },
      { cacheKeyFn: nameOf, maxBatchSize: 500 },
    );
};
