import type { GraphQLError } from 'graphql';
import type { ServerResponse } from 'node:http';
import { httpStatusOf, retryAfter } from '../errors';
import { sendJson } from '../json-answer';
import { BodyError } from '../request-body';
import type { OfrepErrorCode } from './answers';
import { parseError } from './context';

/**
 * Answers what could not be evaluated at all. Providers show the details of a failure only beside an error code, and of
 * one flag only beside its key (null: it was about all of them); the protocol asks for the details alone, so both are told.
 */
export function sendRefusal(
  response: ServerResponse,
  error: GraphQLError | BodyError,
  key: string | null,
): void {
  if (error instanceof BodyError) response.setHeader('connection', 'close');
  const wait = error instanceof BodyError ? null : retryAfter([error]);
  if (wait !== null) response.setHeader('retry-after', wait);
  const named = key !== null && { key };
  sendJson(response, statusOf(error), { ...named, errorCode: codeOf(error), errorDetails: error.message });
}

/** The protocol knows no 503: a provider that is told one shows no details. */
const statusOf = (error: GraphQLError | BodyError): number =>
  error instanceof BodyError ? error.status : Math.min(httpStatusOf(error), 500);

function codeOf(error: GraphQLError | BodyError): OfrepErrorCode {
  if (error instanceof BodyError || error.extensions.code !== 'BAD_USER_INPUT') return 'GENERAL';
  return error.extensions.reason === parseError ? parseError : 'INVALID_CONTEXT';
}
