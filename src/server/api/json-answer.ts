import type { GraphQLError } from 'graphql';
import type { ServerResponse } from 'node:http';
import { httpStatusOf, retryAfter, type ErrorCode } from './errors';

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  cacheControl = 'no-store',
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': cacheControl,
  });
  response.end(JSON.stringify(body));
}

/** A refusal before GraphQL, in the shape of one of GraphQL's. */
export function refuse(
  response: ServerResponse,
  status: number,
  code: ErrorCode,
  message: string,
  requestId: string,
): void {
  sendJson(response, status, { errors: [{ message, extensions: { code, requestId } }] });
}

/** What the pipeline told of a failure, as the whole answer. */
export function sendErrors(response: ServerResponse, errors: readonly GraphQLError[]): void {
  const wait = retryAfter(errors);
  if (wait !== null) response.setHeader('retry-after', wait);
  sendJson(response, httpStatusOf(errors[0]), { errors: errors.map((error) => error.toJSON()) });
}
