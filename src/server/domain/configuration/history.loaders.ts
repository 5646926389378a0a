import DataLoader from 'dataloader';
import { In } from 'typeorm';
import { pageByParent, rowByKey, tenantOf } from '../../database/batch';
import type { Database } from '../../database/database';
import type { LoaderMaker } from '../../foundation/operation';
import type { Page, PageRequest } from '../../foundation/pagination';
import { AuditEntryEntity } from '../audit/audit-entry.entity';
import { compareEach, differencesOf } from './comparison';
import type { FieldChange } from './diff';
import { revisionsByEnvironment, type RevisionPlace } from './revision-place';

/** What an environment's chain of audit entries and its log tell of its revisions. */
export class HistoryLoaders {
  /** Newest first. */
  readonly entries: LoaderMaker<PageRequest, Page<AuditEntryEntity>>;
  readonly entry: LoaderMaker<RevisionPlace, AuditEntryEntity | null>;
  readonly differences: LoaderMaker<RevisionPlace, FieldChange[]>;

  constructor(database: Database) {
    this.entries = pageByParent<AuditEntryEntity>(database, AuditEntryEntity, {
      parent: 'chainId',
      order: ['sequence'],
      descending: true,
    });
    this.entry = rowByKey<AuditEntryEntity, RevisionPlace>(database, AuditEntryEntity, {
      where: (places) =>
        [...revisionsByEnvironment(places)].map(([chainId, revisions]) => ({
          chainId,
          sequence: In(revisions),
        })),
      keyOf: ({ chainId, sequence }) => ({ environmentId: chainId, revision: sequence }),
    });
    this.differences = differences(database);
  }
}

const differences = (database: Database): LoaderMaker<RevisionPlace, FieldChange[]> => {
  const nameOf = (environmentId: string, revision: number): string => `${environmentId} ${revision}`;
  return (operation) =>
    new DataLoader<RevisionPlace, FieldChange[], string>(
      async (places) => {
        const found = new Map<string, FieldChange[]>();
        for (const compared of await compareEach(database, tenantOf(operation), places)) {
          const name = nameOf(compared.environmentId, compared.until);
          const changes = found.get(name) ?? [];
          changes.push(...differencesOf(compared));
          found.set(name, changes);
        }
        return places.map(({ environmentId, revision }) => found.get(nameOf(environmentId, revision)) ?? []);
      },
      { cacheKeyFn: ({ environmentId, revision }) => nameOf(environmentId, revision) },
    );
};
