import { tenantOf } from '../../database/batch';
import type { Database } from '../../database/database';
import { invalidInput } from '../../foundation/errors';
import { mapConnection } from '../../foundation/map-connection';
import type { Operation } from '../../foundation/operation';
import type { Connection, PageArguments, Pagination } from '../../foundation/pagination';
import { authorize } from '../access/authorize';
import { compareRange, differencesOf } from './comparison';
import { assertWritten, type ConfigurationReader } from './configuration-reader';
import { reversed, type FieldChange } from './diff';
import { toRevision, type Revision } from './history';
import type { HistoryLoaders } from './history.loaders';

/** What one comparison may answer with, in objects: as many as one change may touch. */
const comparedObjectsLimit = 5_000;

export interface EnvironmentPlace {
  organizationId: string;
  projectId: string;
  environmentId: string;
}

/** What happened to an environment. */
export class HistoryService {
  constructor(
    private readonly database: Database,
    private readonly loaders: HistoryLoaders,
    private readonly reader: ConfigurationReader,
    private readonly pagination: Pagination,
  ) {}

  /** Newest first. */
  async page(
    operation: Operation,
    place: EnvironmentPlace,
    page: PageArguments,
  ): Promise<Connection<Revision>> {
    authorize(operation.actor, 'read', place);
    const entries = await this.pagination.connect(operation, {
      list: 'history',
      parentId: place.environmentId,
      arguments: page,
      loader: this.loaders.entries,
    });
    return mapConnection(entries, (rows) => rows.map(toRevision));
  }

  /** The revision of that number; null for 0, which nobody wrote. */
  async revision(operation: Operation, place: EnvironmentPlace, revision: number): Promise<Revision | null> {
    authorize(operation.actor, 'read', place);
    const { environmentId } = place;
    const entry = await operation.load(this.loaders.entry).load({ environmentId, revision });
    return entry && toRevision(entry);
  }

  /** What a revision changed; of the caller's right to see it the revision is the proof. */
  differences(operation: Operation, { environmentId, revision }: Revision): Promise<FieldChange[]> {
    return operation.load(this.loaders.differences).load({ environmentId, revision });
  }

  /** What leads from one revision to another; also back, from a later one to an earlier. */
  async compare(
    operation: Operation,
    place: EnvironmentPlace,
    from: number,
    to: number,
  ): Promise<FieldChange[]> {
    authorize(operation.actor, 'read', place);
    const head = await this.reader.head(operation, place.environmentId);
    assertWritten(head, from, ['from']);
    assertWritten(head, to, ['to']);
    const compared = await compareRange(
      this.database,
      tenantOf(operation),
      { environmentId: place.environmentId, since: Math.min(from, to), until: Math.max(from, to) },
      comparedObjectsLimit + 1,
    );
    if (compared.length > comparedObjectsLimit) {
      throw invalidInput(
        `More than ${comparedObjectsLimit} objects were written between ${from} and ${to}: compare a shorter range`,
        { field: ['from', 'to'] },
      );
    }
    const changes = compared.flatMap(differencesOf);
    return from <= to ? changes : changes.map(reversed);
  }
}
