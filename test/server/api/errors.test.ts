import { GraphQLError } from 'graphql';
import { errorCodes, httpStatusOf, toPublicError } from '../../../src/server/api/errors';
import {
  conflict,
  forbidden,
  invalidInput,
  limitExceeded,
  notFound,
  unauthenticated,
} from '../../../src/server/foundation/errors';

/** As graphql-js wraps what a resolver throws. */
const thrown = (error: Error): GraphQLError =>
  new GraphQLError(error.message, { path: ['field'], originalError: error });

const databaseError = (code: string): Error =>
  Object.assign(new Error('SELECT secret FROM tokens'), { code });

test.each([
  ['unauthenticated', unauthenticated('Who?'), 'UNAUTHENTICATED', 'Who?'],
  ['forbidden', forbidden('Not you'), 'FORBIDDEN', 'Not you'],
  ['not found', notFound('Flag'), 'NOT_FOUND', 'Flag not found'],
  ['invalid input', invalidInput('Too long'), 'BAD_USER_INPUT', 'Too long'],
  ['conflict', conflict('Taken'), 'BAD_USER_INPUT', 'Taken'],
  ['limit exceeded', limitExceeded('Slower'), 'RATE_LIMITED', 'Slower'],
  [
    'a database that is away',
    databaseError('ECONNREFUSED'),
    'UNAVAILABLE',
    'The database is not available, try again later',
  ],
  [
    'a deadlock that stayed',
    databaseError('ER_LOCK_DEADLOCK'),
    'UNAVAILABLE',
    'The database is not available, try again later',
  ],
  [
    'a duplicate that two writers made',
    databaseError('ER_DUP_ENTRY'),
    'UNAVAILABLE',
    'The same was written by somebody else just now, try again',
  ],
  ['a bug', new TypeError('cannot read /home/x/secret.ts'), 'INTERNAL', 'Internal error'],
])('%s is told with its code', (_case, error, code, message) => {
  const { error: told } = toPublicError(thrown(error), 'request-1');
  expect(told.toJSON()).toEqual({ message, path: ['field'], extensions: { code, requestId: 'request-1' } });
});

test('what a caller may do about it is told along', () => {
  const error = limitExceeded('Slower', { reason: 'RATE', retryAfterMs: 5, field: ['input'] });
  expect(toPublicError(thrown(error), 'r').error.extensions).toEqual({
    code: 'RATE_LIMITED',
    reason: 'RATE',
    retryAfterMs: 5,
    field: ['input'],
    requestId: 'r',
  });
});

test('a bug is handed over whole, to be logged, and what the caller did is not', () => {
  const bug = new TypeError('bug');
  expect(toPublicError(thrown(bug), 'r').unexpected).toBe(bug);
  expect(toPublicError('a text', 'r').unexpected).toEqual(new Error('a text'));
  expect(toPublicError(thrown(notFound('Flag')), 'r').unexpected).toBeUndefined();
});

test('a scalar that cannot show what a resolver answered is a bug', () => {
  const error = thrown(new GraphQLError('Int cannot represent non-integer value: "secret"'));
  expect(toPublicError(error, 'r').error).toMatchObject({
    message: 'Internal error',
    extensions: { code: 'INTERNAL' },
  });
});

test.each([
  [
    'Cannot query field "nam" on type "Flag". Did you mean "name"?',
    'Cannot query field "nam" on type "Flag".',
  ],
  ['Field "x" must have a selection. Did you mean "x { ... }"?', 'Field "x" must have a selection.'],
])('no suggestion is made: %s', (message, told) => {
  expect(toPublicError(new GraphQLError(message), 'r').error.toJSON()).toEqual({
    message: told,
    extensions: { code: 'BAD_USER_INPUT', requestId: 'r' },
  });
});

test("Apollo Server's own codes and extras stay inside", () => {
  const extensions = {
    code: 'GRAPHQL_VALIDATION_FAILED',
    stacktrace: ['at secret.ts'],
    http: { status: 418 },
  };
  expect(toPublicError(new GraphQLError('No', { extensions }), 'r').error.extensions).toEqual({
    code: 'BAD_USER_INPUT',
    requestId: 'r',
  });
});

test('every code has a status for an answer without data', () => {
  const statuses = errorCodes.map((code) => httpStatusOf(new GraphQLError('', { extensions: { code } })));
  expect(statuses).toEqual([401, 403, 404, 400, 400, 429, 400, 409, 503, 500]);
});
