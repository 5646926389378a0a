import { getOperationAST, parse } from 'graphql';
import { createClient } from 'graphql-ws';

const httpUrl = new URL('/graphql', location.href);
const webSocketUrl = Object.assign(new URL(httpUrl), { protocol: httpUrl.protocol.replace('http', 'ws') });

/** GraphiQL's way to the server: queries and mutations by HTTP, subscriptions by WebSocket, all with the same credential. */
export function createFetcher(readToken) {
  const authorization = () => `Bearer ${readToken()}`;
  const client = createClient({
    url: webSocketUrl.href,
    connectionParams: () => ({ authorization: authorization() }),
    retryAttempts: 0,
  });
  return (request, options) => {
    if (isSubscription(request)) return client.iterate(request);
    return post(request, { ...(readToken() && { authorization: authorization() }), ...options?.headers });
  };
}

function isSubscription({ query, operationName }) {
  return getOperationAST(parse(query), operationName)?.operation === 'subscription';
}

async function post(request, headers) {
  const response = await fetch(httpUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...headers,
    },
    body: JSON.stringify(request),
  });
  return response.json();
}
