import type { Connection } from './pagination';

/** A page of what `map` makes of each row, in the same place; rows for which it makes nothing are left out. */
export async function mapConnection<Row, Node>(
  connection: Connection<Row>,
  map: (rows: Row[]) => Promise<(Node | null)[]> | (Node | null)[],
): Promise<Connection<Node>> {
  const nodes = await map(connection.nodes);
  const edges = connection.edges.flatMap(({ cursor }, position) => {
    const node = nodes[position];
    return node === null ? [] : [{ cursor, node }];
  });
  return { nodes: edges.map(({ node }) => node), edges, pageInfo: connection.pageInfo };
}
