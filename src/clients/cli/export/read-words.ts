import type { AudienceWords, FlagWords, Words } from '../../../engine/exporters';
import { ReadWordsDocument, type ReadWordsQuery } from '../../generated/graphql';
import { request, type Server } from '../graphql';
import { allNodes, type Page } from '../pages';

type Project = NonNullable<ReadWordsQuery['project']>;
type Kind = keyof Words;
type Nodes<Of extends Kind> = NonNullable<Project[Of]>['nodes'][number];

/** What a project says of everything that it has and that is not archived. */
export async function readWords(server: Server, projectId: string): Promise<Words> {
  const read = <Of extends Kind>(kind: Of): Promise<Nodes<Of>[]> =>
    allNodes(async (after) => {
      const wanted = { flags: false, segments: false, layers: false, lists: false, [kind]: true };
      const { project } = await request(server, ReadWordsDocument, { projectId, after, ...wanted });
      return project?.[kind] as Page<Nodes<Of>> | undefined;
    });
  return {
    flags: byKey(await read('flags'), flagWords),
    segments: byKey(await read('segments'), audienceWords),
    layers: byKey(await read('layers'), audienceWords),
    lists: byKey(await read('lists'), audienceWords),
  };
}

function byKey<Node extends { key: string }, Said>(
  nodes: Node[],
  wordsOf: (node: Node) => Said,
): Record<string, Said> {
  return Object.fromEntries(nodes.map((node) => [node.key, wordsOf(node)]));
}

function flagWords({ name, description, lifecycle, links, jsonSchema = null }: Nodes<'flags'>): FlagWords {
  return { name, description, lifecycle, links: links.map(({ title, url }) => ({ title, url })), jsonSchema };
}

const audienceWords = ({ name, description, tags }: Nodes<'segments'>): AudienceWords => ({
  name,
  description,
  tags,
});
