import type { IncomingMessage } from 'node:http';
import type { Subject } from '../../../engine/evaluation';
import { readSubject } from '../../evaluation/read-subject';
import { invalidInput, type SignalboxError } from '../../foundation/errors';
import { BodyError, readJsonBody } from '../request-body';

/** `reason` of a failure to read a request at all; any other wrong input is a wrong context. */
export const parseError = 'PARSE_ERROR';

/**
 * Whom a request is about. Throws INVALID_INPUT for what is no context, with `parseError` for what is no JSON object at all,
 * and a BodyError for a body that is too long, or packed in a way nobody knows.
 */
export async function readContext(request: IncomingMessage, limitBytes: number): Promise<Subject> {
  const body = await readJsonBody(request, limitBytes).catch((error: unknown) => {
    throw error instanceof BodyError && error.status === 400 ? unreadable(error.message) : error;
  });
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw unreadable(
      'The body must be a JSON object with a `context`, and the content type application/json',
    );
  }
  if (!('context' in body)) throw invalidInput('The body has no `context`; one without attributes is `{}`');
  return readSubject(body.context, 'context');
}

const unreadable = (message: string): SignalboxError => invalidInput(message, { reason: parseError });
