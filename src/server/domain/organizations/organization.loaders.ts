import DataLoader from 'dataloader';
import { tenantOf } from '../../database/batch';
import type { Database } from '../../database/database';
import type { LoaderMaker } from '../../foundation/operation';
import { OrganizationEntity } from './organization.entity';

/** Loads the caller's own organization; null for every other id. */
export const organizationById =
  (database: Database): LoaderMaker<string, OrganizationEntity | null> =>
  (operation) =>
    new DataLoader(async (ids) => {
      const own = await database.read.findOneBy(OrganizationEntity, { id: tenantOf(operation) });
      return ids.map((id) => (id === own?.id ? own : null));
    });
