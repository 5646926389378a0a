import { assertOfrepAnswer } from './ofrep-schema';
import { send, type HttpAnswer, type HttpRequest } from './requests';

export interface OfrepRequest {
  /** Sent as `{ context }`; `body` instead: sent as it is. */
  context?: unknown;
  body?: string | Buffer;
  headers?: Record<string, string>;
  method?: string;
}

/** OFREP as a client with one credential speaks it. Every answer is one that the protocol's OpenAPI allows, or it throws. */
export interface OfrepClient {
  flag(key: string, request?: OfrepRequest): Promise<HttpAnswer>;
  /** `query` as it is written behind the path. */
  flags(request?: OfrepRequest, query?: string): Promise<HttpAnswer>;
}

export function ofrepClient(url: string, key: string | null): OfrepClient {
  const ask = (path: string, { context = {}, body, headers, method = 'POST' }: OfrepRequest) =>
    send(`${url}/ofrep/v1/evaluate/flags${path}`, {
      method,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...headers,
      },
      body: method === 'GET' ? undefined : (body ?? JSON.stringify({ context })),
    } satisfies HttpRequest);
  return {
    async flag(flagKey, request = {}) {
      const answer = await ask(`/${encodeURIComponent(flagKey)}`, request);
      assertOfrepAnswer('single', answer);
      return answer;
    },
    async flags(request = {}, query = '') {
      const answer = await ask(query, request);
      assertOfrepAnswer('bulk', answer);
      return answer;
    },
  };
}
