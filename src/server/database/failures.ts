const codeOf = (error: unknown): string => {
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  return String(code ?? driverError?.code ?? '');
};

/** A unique index refused the row. */
export const isDuplicate = (error: unknown): boolean =>
  ['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'].includes(codeOf(error));

/** Another transaction was in the way, and running this one again may succeed. */
export const isTransient = (error: unknown): boolean =>
  ['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT'].includes(codeOf(error));

/** Another process has SQLite's one lock for writing. */
export const isLocked = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_BUSY');

/** The database is away, full or read-only: not the caller's fault, and trying later may help. */
export const isUnavailable = (error: unknown): boolean =>
  /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|PROTOCOL_CONNECTION_LOST|ER_SERVER_SHUTDOWN|SQLITE_FULL|SQLITE_BUSY|SQLITE_IOERR|SQLITE_READONLY|ER_CON_COUNT_ERROR|ER_LOCK_)/.test(
    codeOf(error),
  );
