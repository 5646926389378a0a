import DataLoader from 'dataloader';
import {
  In,
  type EntityMetadata,
  type EntityTarget,
  type FindOptionsWhere,
  type ObjectLiteral,
} from 'typeorm';
import type { Json } from '../../engine/evaluation/types';
import { unauthenticated } from '../foundation/errors';
import type { LoaderMaker, Operation } from '../foundation/operation';
import type { Page, PageRequest } from '../foundation/pagination';
import type { Database } from './database';

type Tenant = { organizationId: string };

/** The tenant of everything that an operation reads: it comes from the credential, never from input. */
export function tenantOf(operation: Operation): string {
  if (operation.actor.kind === 'ANONYMOUS') throw unauthenticated();
  return operation.actor.organizationId;
}

/** Loads rows by id; null for an id that does not exist, or that another tenant has. */
export const rowById = <Row extends Tenant & { id: string }>(
  database: Database,
  entity: EntityTarget<Row>,
): LoaderMaker<string, Row | null> =>
  rowByKey<Row, string>(database, entity, {
    where: (ids) => ({ id: In([...ids]) }) as FindOptionsWhere<Row>,
    keyOf: (row) => row.id,
  });

export interface KeyedRows<Row, Key> {
  where(keys: readonly Key[]): FindOptionsWhere<Row> | FindOptionsWhere<Row>[];
  keyOf(row: Row): Key;
}

/** Loads one row per key in one statement; keys that are objects are compared by their JSON text. */
export const rowByKey = <Row extends Tenant, Key>(
  database: Database,
  entity: EntityTarget<Row>,
  { where, keyOf }: KeyedRows<Row, Key>,
): LoaderMaker<Key, Row | null> => {
  const textOf = (key: Key): unknown => (typeof key === 'object' ? JSON.stringify(key) : key);
  return (operation) =>
    new DataLoader<Key, Row | null, unknown>(
      async (keys) => {
        const tenant = { organizationId: tenantOf(operation) };
        const wheres = [where(keys)].flat().map((each) => ({ ...(each as object), ...tenant }));
        const rows = await database.read.find(entity as EntityTarget<ObjectLiteral>, { where: wheres });
        const found = new Map((rows as Row[]).map((row) => [textOf(keyOf(row)), row]));
        return keys.map((key) => found.get(textOf(key)) ?? null);
      },
      { cacheKeyFn: textOf },
    );
};

/** Loads all rows of each parent, in the order of `order`; only for lists that are short by their nature. */
export const rowsByParent = <Row extends Tenant & ObjectLiteral>(
  database: Database,
  entity: EntityTarget<Row>,
  parent: keyof Row & string,
  order: keyof Row & string,
): LoaderMaker<string, Row[]> => {
  return (operation) =>
    new DataLoader<string, Row[]>(async (parentIds) => {
      const rows = (await database.read.find(entity as EntityTarget<ObjectLiteral>, {
        where: { organizationId: tenantOf(operation), [parent]: In([...parentIds]) },
        order: { [order]: 'ASC' },
      })) as Row[];
      const grouped = groupBy(rows, parent);
      return parentIds.map((id) => grouped.get(id) ?? []);
    });
};

export interface PageOrder<Row> {
  parent: keyof Row & string;
  /** Together unique within a parent. */
  order: (keyof Row & string)[];
  descending?: boolean;
}

/** Loads a page for each of many parents with one statement per distinct (size, position, filter). */
export const pageByParent = <Row extends Tenant & ObjectLiteral>(
  database: Database,
  entity: EntityTarget<Row>,
  order: PageOrder<Row>,
): LoaderMaker<PageRequest, Page<Row>> => {
  return (operation) =>
    new DataLoader<PageRequest, Page<Row>, string>(
      async (requests) => {
        const pages = new Map<PageRequest, Page<Row>>();
        for (const alike of groupAlike(requests)) {
          const rows = await pageRows(database, entity, order, tenantOf(operation), alike);
          for (const request of alike) {
            const own = rows.filter((row) => row[order.parent] === request.parentId);
            pages.set(request, toPage(own, request.first, order.order));
          }
        }
        return requests.map((request) => pages.get(request) as Page<Row>);
      },
      { cacheKeyFn: (request) => JSON.stringify(request) },
    );
};

function groupBy<Row extends ObjectLiteral>(rows: Row[], property: string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row[property] as string);
    if (group) group.push(row);
    else groups.set(row[property] as string, [row]);
  }
  return groups;
}

const groupAlike = (requests: readonly PageRequest[]): PageRequest[][] =>
  [
    ...groupBy(
      requests.map((request) => ({ request, alike: JSON.stringify({ ...request, parentId: '' }) })),
      'alike',
    ).values(),
  ].map((group) => group.map(({ request }) => request));

/** Parents in one statement at most: SQLite takes 500 parts of a UNION. */
const parentsPerStatement = 250;

/** A page costs what it holds, however many rows its parent has: each is cut off in the order of an index. */
async function pageRows<Row extends ObjectLiteral>(
  database: Database,
  entity: EntityTarget<Row>,
  { parent, order, descending }: PageOrder<Row>,
  organizationId: string,
  alike: PageRequest[],
): Promise<Row[]> {
  const metadata = database.schemaOwner.getMetadata(entity);
  const name = (property: string): string =>
    `\`${metadata.findColumnWithPropertyName(property)?.databaseName}\``;
  const [{ first, after, filter }] = alike;
  const direction = descending ? 'DESC' : 'ASC';
  const sorted = order.map((property) => `${name(property)} ${direction}`).join(', ');
  const conditions = ['`organization_id` = ?', `${name(parent)} = ?`];
  const parameters: Json[] = [];
  if (filter) {
    conditions.push(`(${filter.sql})`);
    parameters.push(...filter.parameters);
  }
  if (after) {
    const marks = order.map(() => '?').join(', ');
    conditions.push(`(${order.map(name).join(', ')}) ${descending ? '<' : '>'} (${marks})`);
    parameters.push(...after);
  }
  const page = `SELECT * FROM \`${metadata.tableName}\` WHERE ${conditions.join(' AND ')}
     ORDER BY ${sorted} LIMIT ${first + 1}`;
  const raw: Record<string, unknown>[] = [];
  for (let start = 0; start < alike.length; start += parentsPerStatement) {
    const some = alike.slice(start, start + parentsPerStatement);
    const pages = some.map(
      (_, position) => `SELECT *, ROW_NUMBER() OVER (ORDER BY ${sorted}) AS page_position
       FROM (${page}) AS page_${position}`,
    );
    const rows = await database.read.query<Record<string, unknown>[]>(
      pages.join(' UNION ALL '),
      some.flatMap(({ parentId }) => [organizationId, parentId, ...parameters]),
    );
    raw.push(...rows);
  }
  return raw
    .sort((one, other) => Number(one.page_position) - Number(other.page_position))
    .map((row) => hydrate<Row>(metadata, row));
}

/** A row as `find` would give it; for statements that the query builder has no words for. */
export function hydrate<Row extends ObjectLiteral>(
  metadata: EntityMetadata,
  raw: Record<string, unknown>,
): Row {
  const row: Record<string, unknown> = {};
  for (const column of metadata.columns) {
    const { transformer } = column;
    const value = raw[column.databaseName];
    row[column.propertyName] =
      transformer && !Array.isArray(transformer) ? (transformer.from(value) as unknown) : value;
  }
  return row as Row;
}

function toPage<Row extends ObjectLiteral>(
  rows: Row[],
  first: number,
  order: (keyof Row & string)[],
): Page<Row> {
  const page = rows.slice(0, first);
  return {
    rows: page,
    sortValues: page.map((row) => order.map((property) => row[property] as Json)),
    hasNextPage: rows.length > first,
  };
}
