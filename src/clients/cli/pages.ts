export interface Page<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/** Everything of a list that the server gives in pages; nothing where there is no such list. */
export async function allNodes<Node>(
  ask: (after: string | null) => Promise<Page<Node> | null | undefined>,
): Promise<Node[]> {
  const nodes: Node[] = [];
  let after: string | null | undefined = null;
  do {
    const page: Page<Node> | null | undefined = await ask(after);
    nodes.push(...(page?.nodes ?? []));
    after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after != null);
  return nodes;
}
