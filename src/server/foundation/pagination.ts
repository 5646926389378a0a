import type { Json } from '../../engine/evaluation/types';
import { invalidInput } from './errors';
import type { LoaderMaker, Operation } from './operation';
import { SignedTexts } from './signed-texts';

export interface PageArguments {
  /** 1 to 100; 20 when absent. */
  first?: number | null;
  after?: string | null;
}

/** One parent's page, as a loader takes it. Filters and orders are the loader's affair. */
export interface PageRequest {
  parentId: string;
  first: number;
  /** Sort values of the row before the page. */
  after: Json[] | null;
  filter?: Filter;
}

/** A part of a WHERE clause with its parameters in order; made by code, never from input text. */
export interface Filter {
  sql: string;
  parameters: Json[];
}

export interface Page<Row> {
  rows: Row[];
  /** For each row, what a cursor to it is made of. */
  sortValues: Json[][];
  hasNextPage: boolean;
}

export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

export interface Connection<Node> {
  nodes: Node[];
  edges: { cursor: string; node: Node }[];
  pageInfo: PageInfo;
}

export interface PagedList<Row> {
  /** Name of the list: a cursor of one list is refused by every other. */
  list: string;
  parentId: string;
  arguments: PageArguments;
  loader: LoaderMaker<PageRequest, Page<Row>>;
  filter?: Filter;
}

/** Relay connections with signed keyset cursors, which belong to one tenant and one list. */
export class Pagination {
  constructor(private readonly secret: string) {}

  async connect<Row>(operation: Operation, request: PagedList<Row>): Promise<Connection<Row>> {
    const { list, parentId, loader, filter } = request;
    const tenant = operation.actor.kind === 'ANONYMOUS' ? '' : operation.actor.organizationId;
    const first = pageSize(request.arguments.first);
    const { after: cursor } = request.arguments;
    const after = cursor == null ? null : this.decode(tenant, list, cursor);
    const page = await operation.load(loader).load({ parentId, first, after, filter });
    return this.toConnection(page, after !== null, (values) => this.encode(tenant, list, values));
  }

  private toConnection<Row>(
    page: Page<Row>,
    hasPreviousPage: boolean,
    cursorOf: (values: Json[]) => string,
  ): Connection<Row> {
    const edges = page.rows.map((node, position) => ({ cursor: cursorOf(page.sortValues[position]), node }));
    return {
      nodes: page.rows,
      edges,
      pageInfo: {
        hasNextPage: page.hasNextPage,
        hasPreviousPage,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
    };
  }

  private encode(tenant: string, list: string, values: Json[]): string {
    return this.cursors(tenant, list).write(JSON.stringify(values));
  }

  private decode(tenant: string, list: string, cursor: string): Json[] {
    const text = this.cursors(tenant, list).read(cursor);
    if (text !== null) return JSON.parse(text) as Json[];
    throw invalidInput('`after` is not a cursor of this list', { field: ['after'] });
  }

  private cursors(tenant: string, list: string): SignedTexts {
    return new SignedTexts(this.secret, `cursor\0${tenant}\0${list}`);
  }
}

export function pageSize(first: number | null | undefined): number {
  if (first == null) return 20;
  if (!Number.isInteger(first) || first < 1 || first > 100) {
    throw invalidInput(`\`first\` must be between 1 and 100, ${first} was given`, { field: ['first'] });
  }
  return first;
}
