import { FindKeysDocument, type FindKeysQuery } from '../../generated/graphql';
import { request, type Server } from '../graphql';
import type { KnownKeys } from './changes';

type Noun = keyof KnownKeys;

/** The keys that a project has. */
export async function findKnownKeys(server: Server, projectId: string): Promise<KnownKeys> {
  return {
    flags: await findKeys(server, projectId, 'flags'),
    segments: await findKeys(server, projectId, 'segments'),
    layers: await findKeys(server, projectId, 'layers'),
    lists: await findKeys(server, projectId, 'lists'),
  };
}

async function findKeys(server: Server, projectId: string, noun: Noun): Promise<Set<string>> {
  const wanted = {
    flags: noun === 'flags',
    segments: noun === 'segments',
    layers: noun === 'layers',
    lists: noun === 'lists',
  };
  const keys = new Set<string>();
  let after: string | null | undefined = null;
  do {
    const { project }: FindKeysQuery = await request(server, FindKeysDocument, {
      projectId,
      after,
      ...wanted,
    });
    const page: Page | undefined = project?.[noun];
    for (const { key } of page?.nodes ?? []) keys.add(key);
    after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after != null);
  return keys;
}

interface Page {
  nodes: { key: string }[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}
