/** The six kinds of failure a caller can cause or meet; anything else is a bug and is shown as an internal error. */
export type ErrorKind =
  'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'INVALID_INPUT' | 'CONFLICT' | 'LIMIT_EXCEEDED';

export interface ErrorDetails {
  /** Where in the input, e.g. `["input", "rules", "0"]`. */
  field?: string[];
  /** A machine-readable refinement, e.g. `HISTORY_EXPIRED`. */
  reason?: string;
  retryAfterMs?: number;
}

/** The message is shown to the caller: it names the rule, what was given and what to do; never a secret. */
export class SignalboxError extends Error {
  constructor(
    readonly kind: ErrorKind,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message);
    this.name = 'SignalboxError';
  }
}

export const unauthenticated = (
  message = 'This needs a valid credential in `Authorization: Bearer …`',
): SignalboxError => new SignalboxError('UNAUTHENTICATED', message);

export const forbidden = (message: string): SignalboxError => new SignalboxError('FORBIDDEN', message);

/** What may not be seen does not exist: the answer is the same for both. */
export const notFound = (noun: string): SignalboxError =>
  new SignalboxError('NOT_FOUND', `${noun} not found`);

export const invalidInput = (message: string, details: ErrorDetails = {}): SignalboxError =>
  new SignalboxError('INVALID_INPUT', message, details);

export const conflict = (message: string, details: ErrorDetails = {}): SignalboxError =>
  new SignalboxError('CONFLICT', message, details);

export const limitExceeded = (message: string, details: ErrorDetails = {}): SignalboxError =>
  new SignalboxError('LIMIT_EXCEEDED', message, details);
