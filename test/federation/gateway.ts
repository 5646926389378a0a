import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { composeServices } from '@theguild/federation-composition';
import { parse, type ExecutionResult } from 'graphql';

export interface Subgraph {
  name: string;
  sdl: string;
  url: string;
}

/** The supergraph of some subgraphs; throws with the composer's own words where they do not fit together. */
export function composeSupergraph(subgraphs: Subgraph[]): string {
  const services = subgraphs.map(({ name, sdl, url }) => ({ name, url, typeDefs: parse(sdl) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** A router in this process, which passes the caller's token on and adds the secret that subgraphs know it by. */
export function startGateway(supergraph: string, routerSecret: string) {
  const gateway = createGatewayRuntime({
    supergraph,
    logging: false,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => ({
        authorization: request.headers.get('authorization') ?? '',
        'x-router-secret': routerSecret,
      }),
    },
  });
  return {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into any answer
    async ask(token: string, query: string, variables = {}): Promise<ExecutionResult<any>> {
      const response = await gateway.fetch('http://gateway/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      });
      return response.json();
    },
    close: async () => gateway[Symbol.asyncDispose](),
  };
}
