import { Table, type TableColumnOptions, type TableIndexOptions } from 'typeorm';

/** The column types that tables are made of; they must agree with `src/server/database/columns.ts` (a test holds it). */
type Column = Omit<TableColumnOptions, 'name'>;

export const id: Column = { type: 'varchar', length: '36' };
export const text: Column = { type: 'varchar', length: '255' };
export const long: Column = { type: 'longtext' };
export const whole: Column = { type: 'bigint' };
export const real: Column = { type: 'double' };
export const primary = (column: Column): Column => ({ ...column, isPrimary: true });
export const optional = (column: Column): Column => ({ ...column, isNullable: true });

export const table = (
  name: string,
  columns: Record<string, Column>,
  indices: TableIndexOptions[] = [],
): Table =>
  new Table({
    name,
    columns: Object.entries(columns).map(([columnName, column]) => ({ ...column, name: columnName })),
    indices,
  });

export const index = (name: string, ...columnNames: string[]): TableIndexOptions => ({ name, columnNames });
export const unique = (name: string, ...columnNames: string[]): TableIndexOptions => ({
  name,
  columnNames,
  isUnique: true,
});
