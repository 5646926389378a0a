import { SignalboxError } from './errors';

/** An expected failure of a mutation, as data. */
export interface UserError {
  code: string;
  field: string[] | null;
  message: string;
}

export type WithUserErrors<Payload> = Partial<Payload> & { userErrors: UserError[] };

/**
 * What `work` makes, or why it could not: what the caller got wrong (INVALID_INPUT) and what stood in the way (CONFLICT)
 * is told in the payload. Every other failure is none that a form could show, and is thrown on.
 */
export async function withUserErrors<Payload extends object>(
  work: () => Promise<Payload>,
): Promise<WithUserErrors<Payload>> {
  try {
    return { ...(await work()), userErrors: [] };
  } catch (error) {
    if (!(error instanceof SignalboxError) || !isExpected(error)) throw error;
    const { field = null, reason = error.kind } = error.details;
    return { userErrors: [{ code: reason, field, message: error.message }] } as WithUserErrors<Payload>;
  }
}

const isExpected = ({ kind }: SignalboxError): boolean => kind === 'INVALID_INPUT' || kind === 'CONFLICT';
