import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';

export interface Partner {
  sdl: string;
  url: string;
  close(): void;
}

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])

  type Query {
    release(name: String!): Release
  }

  type Release {
    name: String!
    flags: [Flag]!
    pageInfo: PageInfo!
  }

  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }

  type Flag @key(fields: "project { id } key") {
    key: String!
    project: Project!
    ticket: String
  }

  type Project @key(fields: "id") {
    id: ID!
  }

  type Environment @key(fields: "id") {
    id: ID!
    onCall: String
  }
`;

/** What another team knows of our nouns: tickets by the keys of flags, who is on call by the ids of environments. */
export interface PartnerData {
  tickets: Record<string, string>;
  onCall: Record<string, string>;
  releases: Record<string, { projectId: string; flagKeys: string[] }>;
}

/** A subgraph of another team, served over HTTP. */
export async function startPartner({ tickets, onCall, releases }: PartnerData): Promise<Partner> {
  const schema = buildSubgraphSchema({
    typeDefs: parse(sdl),
    resolvers: {
      Query: { release: (_: unknown, { name }: { name: string }) => ({ name, ...releases[name] }) },
      Release: {
        flags: ({ projectId, flagKeys }: PartnerData['releases'][string]) =>
          flagKeys.map((key) => ({ key, project: { id: projectId } })),
      },
      Flag: {
        __resolveReference: (reference: object) => reference,
        ticket: ({ key }: { key: string }) => tickets[key] ?? null,
      },
      Environment: {
        __resolveReference: (reference: object) => reference,
        onCall: ({ id }: { id: string }) => onCall[id] ?? null,
      },
    },
  });
  const server = createServer(async (request, response) => {
    const { query, variables, operationName } = JSON.parse(await text(request));
    const answer = await graphql({ schema, source: query, variableValues: variables, operationName });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { sdl, url: `http://127.0.0.1:${port}/graphql`, close: () => void server.close() };
}
