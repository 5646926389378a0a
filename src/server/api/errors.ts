import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';
import { isDuplicate, isUnavailable } from '../database/failures';
import { SignalboxError, type ErrorKind } from '../foundation/errors';

/** All that `extensions.code` ever is. */
export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'QUERY_TOO_COMPLEX',
  'RATE_LIMITED',
  'DOCUMENT_NOT_TRUSTED',
  'STALE_READ',
  'UNAVAILABLE',
  'INTERNAL',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** A failure of the request itself, before any resolver ran. */
export const requestError = (
  code: ErrorCode,
  message: string,
  extensions: GraphQLErrorExtensions = {},
): GraphQLError => new GraphQLError(message, { extensions: { ...extensions, code } });

const httpStatuses: Record<ErrorCode, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  QUERY_TOO_COMPLEX: 400,
  RATE_LIMITED: 429,
  DOCUMENT_NOT_TRUSTED: 400,
  STALE_READ: 409,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** The status of an answer that has no data at all; with data it is 200, whatever the errors. */
export const httpStatusOf = ({ extensions }: GraphQLError): number =>
  httpStatuses[extensions.code as ErrorCode] ?? 500;

/** `Retry-After`, in whole seconds: the longest that one of the errors asks for; null when none does. */
export function retryAfter(errors: readonly GraphQLError[]): string | null {
  const waits = errors
    .map(({ extensions }) => extensions.retryAfterMs)
    .filter((wait) => typeof wait === 'number');
  return waits.length > 0 ? String(Math.ceil(Math.max(...waits) / 1000)) : null;
}

export interface PublicError {
  error: GraphQLError;
  /** A bug, to be logged whole; absent when the caller's own doing. */
  unexpected?: unknown;
}

/** What a caller is told about `error`: nothing that is not meant for one. */
export function toPublicError(error: unknown, requestId: string): PublicError {
  const graphqlError =
    error instanceof GraphQLError ? error : new GraphQLError('', { originalError: asError(error) });
  const { nodes, source, positions, path } = graphqlError;
  const { message, code, extensions, unexpected } = describe(graphqlError);
  return {
    error: new GraphQLError(message, {
      nodes,
      source,
      positions,
      path,
      extensions: { ...extensions, code, requestId },
    }),
    ...(unexpected !== undefined && { unexpected }),
  };
}

interface Description {
  code: ErrorCode;
  message: string;
  extensions?: GraphQLErrorExtensions;
  unexpected?: unknown;
}

const codeOfKind: Record<ErrorKind, ErrorCode> = {
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  INVALID_INPUT: 'BAD_USER_INPUT',
  CONFLICT: 'BAD_USER_INPUT',
  LIMIT_EXCEEDED: 'RATE_LIMITED',
};

function describe(error: GraphQLError): Description {
  const cause = rootCause(error);
  if (cause instanceof SignalboxError) return describeFailure(cause, error);
  if (cause instanceof GraphQLError && !isBug(cause, error)) return describeGraphqlError(cause, error);
  // Services refuse what is taken before they write it, so two callers were at it at the same time.
  if (isDuplicate(cause))
    return unavailable('The same was written by somebody else just now, try again', cause);
  if (isUnavailable(cause)) return unavailable('The database is not available, try again later', cause);
  return { code: 'INTERNAL', message: 'Internal error', unexpected: cause };
}

const unavailable = (message: string, unexpected: unknown): Description => ({
  code: 'UNAVAILABLE',
  message,
  unexpected,
});

/** graphql-js wraps what resolvers and scalars throw, at times more than once. */
function rootCause(error: Error): unknown {
  return error instanceof GraphQLError && error.originalError ? rootCause(error.originalError) : error;
}

/** A scalar of graphql-js that cannot show what a resolver answered, and nothing the caller gave. */
const isBug = (cause: GraphQLError, error: GraphQLError): boolean =>
  error.path !== undefined && cause.nodes === undefined && cause.extensions.code === undefined;

function describeFailure({ kind, message, details }: SignalboxError, error: GraphQLError): Description {
  const { field, reason, retryAfterMs } = details;
  return {
    code: codeOfKind[kind],
    // Of a variable graphql-js has said which, and where in it.
    message: error.path === undefined && error.message ? error.message : message,
    extensions: {
      ...(field && { field }),
      ...(reason && { reason }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    },
  };
}

/** graphql-js and Apollo Server have codes and extras of their own: only ours go out. */
function describeGraphqlError(cause: GraphQLError, error: GraphQLError): Description {
  const { code, reason } = cause.extensions;
  const message = (error.message || cause.message).replace(/ Did you mean .*$/s, '');
  return {
    code: errorCodes.find((each) => each === code) ?? 'BAD_USER_INPUT',
    message,
    ...(typeof reason === 'string' && { extensions: { reason } }),
  };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
