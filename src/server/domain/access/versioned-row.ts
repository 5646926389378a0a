import type { EntityManager, EntityTarget, FindOptionsWhere } from 'typeorm';
import { conflict } from '../../foundation/errors';

interface Versioned {
  id: string;
  version: number;
}

/**
 * Sets columns of one row and raises its version; the answer is the row as it is then. With `expectedVersion` it is
 * compare-and-set: a row that somebody else has changed since is a CONFLICT.
 */
export async function changeRow<Row extends Versioned>(
  transaction: EntityManager,
  entity: EntityTarget<Row>,
  where: FindOptionsWhere<Versioned> & { organizationId?: string },
  set: Partial<Row>,
  expectedVersion?: number | null,
): Promise<Row> {
  const expected = expectedVersion == null ? where : { ...where, version: expectedVersion };
  const raised = { ...set, version: () => 'version + 1' };
  const { affected } = await transaction.update(
    entity as EntityTarget<Versioned>,
    expected as FindOptionsWhere<Versioned>,
    raised,
  );
  const row = await transaction.findOneByOrFail(entity, where as FindOptionsWhere<Row>);
  if (affected === 1) return row;
  throw conflict(`This has version ${row.version} by now, not ${expectedVersion}: look at it again`, {
    reason: 'VERSION_CONFLICT',
    field: ['input', 'expectedVersion'],
  });
}
