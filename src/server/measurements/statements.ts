import type { Dialect } from '../database/data-source';

const valuesOf = (columns: readonly string[], rows: number): string =>
  Array(rows)
    .fill(`(${columns.map(() => '?').join(', ')})`)
    .join(', ');

/** Inserts rows and passes over those whose primary key is there already. */
export function insertNew(dialect: Dialect, table: string, columns: readonly string[], rows: number): string {
  const insert = dialect === 'sqlite' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
  return `${insert} INTO ${table} (${columns.join(', ')}) VALUES ${valuesOf(columns, rows)}`;
}

export interface Sums {
  /** The primary key. */
  keys: readonly string[];
  /** What is added to what is there. */
  added?: string;
  /** What replaces what is there when it is later. */
  latest?: string;
}

/** Inserts rows, or joins them to those that are there: one statement, so no two nodes undo each other's. */
export function addUp(dialect: Dialect, table: string, { keys, added, latest }: Sums, rows: number): string {
  const columns = [...keys, ...[added, latest].filter((column) => column !== undefined)];
  const [given, larger] =
    dialect === 'sqlite'
      ? [(column: string) => `excluded.${column}`, 'MAX']
      : [(column: string) => `VALUES(${column})`, 'GREATEST'];
  const joined = [
    added && `${added} = ${table}.${added} + ${given(added)}`,
    latest && `${latest} = ${larger}(${table}.${latest}, ${given(latest)})`,
  ].filter(Boolean);
  const onConflict =
    dialect === 'sqlite' ? `ON CONFLICT (${keys.join(', ')}) DO UPDATE SET` : 'ON DUPLICATE KEY UPDATE';
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${valuesOf(columns, rows)}
    ${onConflict} ${joined.join(', ')}`;
}
