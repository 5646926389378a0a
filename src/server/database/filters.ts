import type { Json } from '../../engine/evaluation/types';
import { invalidInput } from '../foundation/errors';
import type { Filter } from '../foundation/pagination';
import type { Dialect } from './data-source';

/** Rows that satisfy all of `filters`; null asks for nothing. */
export function allOf(first: Filter, ...others: (Filter | null)[]): Filter;
export function allOf(...filters: (Filter | null)[]): Filter | undefined;
export function allOf(...filters: (Filter | null)[]): Filter | undefined {
  const given = filters.filter((filter) => filter !== null);
  return given.length === 0 ? undefined : joined(given, ' AND ');
}

/** Rows that satisfy at least one of `filters`. */
export const anyOf = (...filters: Filter[]): Filter => joined(filters, ' OR ');

const joined = (filters: readonly Filter[], by: string): Filter => ({
  sql: filters.map(({ sql }) => `(${sql})`).join(by),
  parameters: filters.flatMap(({ parameters }) => parameters),
});

export const isOneOf = (column: string, values: readonly Json[]): Filter =>
  values.length === 0
    ? { sql: '1 = 0', parameters: [] }
    : { sql: `${column} IN (${values.map(() => '?').join(', ')})`, parameters: [...values] };

/** Rows whose `column` has the value that is asked for, if one is. */
export const is = (column: string, value: Json | undefined): Filter | null =>
  value === null || value === undefined ? null : isOneOf(column, [value]);

/** Only archived rows, or only the others, which is what is meant when nothing is said. */
export const isArchived = (archived: boolean | null | undefined, column = 'archived_at'): Filter => ({
  sql: `${column} IS ${archived ? 'NOT NULL' : 'NULL'}`,
  parameters: [],
});

const longestText = 255;

/** Rows with `text` in one of `columns`, whatever its case; `%` and `_` stand for themselves. */
export function hasText(columns: readonly string[], text: string | null | undefined): Filter | null {
  if (!text) return null;
  if (text.length > longestText) {
    throw invalidInput(`\`text\` takes at most ${longestText} characters, ${text.length} were given`, {
      field: ['filter', 'text'],
    });
  }
  const pattern = `%${text.replace(/[!%_]/g, '!$&')}%`;
  return {
    sql: columns.map((column) => `LOWER(${column}) LIKE LOWER(?) ESCAPE '!'`).join(' OR '),
    parameters: columns.map(() => pattern),
  };
}

/** Rows whose `column`, a list in JSON text, has `element`. */
export function hasElement(
  dialect: Dialect,
  column: string,
  element: string | null | undefined,
): Filter | null {
  if (element === null || element === undefined) return null;
  return dialect === 'sqlite'
    ? { sql: `EXISTS (SELECT 1 FROM json_each(${column}) WHERE json_each.value = ?)`, parameters: [element] }
    : { sql: `JSON_CONTAINS(${column}, ?)`, parameters: [JSON.stringify(element)] };
}
