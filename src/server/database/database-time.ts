import type { Dialect } from './data-source';

/** SQL for the database's own clock in epoch milliseconds: the one clock that several nodes have in common. */
export const databaseTime = (dialect: Dialect): string =>
  dialect === 'sqlite'
    ? `CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)`
    : 'CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)';
