import { FindKeysDocument } from '../../generated/graphql';
import { request, type Server } from '../graphql';
import { allNodes } from '../pages';
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
  const wanted = { flags: false, segments: false, layers: false, lists: false, [noun]: true };
  const nodes = await allNodes<{ key: string }>(async (after) => {
    const { project } = await request(server, FindKeysDocument, { projectId, after, ...wanted });
    return project?.[noun];
  });
  return new Set(nodes.map(({ key }) => key));
}
