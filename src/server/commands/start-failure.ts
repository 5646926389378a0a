import { SettingsError, type Settings } from '../foundation/settings';

/** A start that cannot be: the message is the one line that its starter needs. */
export class StartFailure extends Error {}

/** Tells a failure of the surroundings from a bug, which stays as it is. */
export function startFailure(error: unknown, settings?: Settings): unknown {
  if (error instanceof SettingsError) return new StartFailure(error.message);
  const line = settings && describe(error as Failure, settings);
  return line ? new StartFailure(line) : error;
}

interface Failure {
  code?: unknown;
  syscall?: unknown;
  driverError?: { code?: unknown };
}

function describe({ code, syscall, driverError }: Failure, settings: Settings): string | null {
  const { port, host, databaseUrl } = settings;
  const is = (...codes: string[]): boolean => codes.includes(String(driverError?.code ?? code));
  if (syscall === 'listen') return describeListen(is, port, host);
  return databaseUrl.startsWith('sqlite:') ? describeSqlite(is, databaseUrl) : describeMysql(is, databaseUrl);
}

type Is = (...codes: string[]) => boolean;

function describeListen(is: Is, port: number, host: string): string | null {
  if (is('EADDRINUSE')) return `Port ${port} is in use: stop what listens there, or choose another with PORT`;
  if (is('EACCES')) return `Port ${port} may not be opened by this user: choose another with PORT`;
  if (is('EADDRNOTAVAIL', 'ENOTFOUND')) return `HOST is ${host}, which is no address of this machine`;
  return null;
}

function describeSqlite(is: Is, databaseUrl: string): string | null {
  const file = databaseUrl.slice('sqlite:'.length);
  if (is('EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'SQLITE_CANTOPEN', 'SQLITE_READONLY')) {
    return `The data directory of ${file} cannot be written: change its permissions, or DATABASE_URL`;
  }
  if (is('SQLITE_NOTADB', 'SQLITE_CORRUPT')) return `${file} is not a database of SQLite`;
  if (is('SQLITE_FULL', 'ENOSPC')) return `The disk of ${file} is full`;
  return null;
}

/** Host and name are named, never user and password. */
function describeMysql(is: Is, databaseUrl: string): string | null {
  const { host, pathname } = new URL(databaseUrl);
  const name = pathname.slice(1);
  if (is('ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ECONNRESET', 'PROTOCOL_CONNECTION_LOST')) {
    return `The database at ${host} does not answer: start it, or change DATABASE_URL`;
  }
  if (is('ENOTFOUND', 'EAI_AGAIN')) return `The database's host in ${host} is not known: change DATABASE_URL`;
  if (is('ER_BAD_DB_ERROR')) return `The database at ${host} has no database named ${name}: create it first`;
  if (is('ER_ACCESS_DENIED_ERROR', 'ER_DBACCESS_DENIED_ERROR')) {
    return `The database at ${host} refuses the user or password of DATABASE_URL`;
  }
  return null;
}
