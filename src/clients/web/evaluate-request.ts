import type { Subject } from '../../engine/evaluation';
import { endOf } from '../sdk/stream-end';
import type { StreamEnd } from '../sdk/stream-end';
import type { Answer } from './held-values';

/** What the client needs of `fetch`. */
export type Fetch = (
  url: string,
  request: {
    method: 'POST';
    headers: Record<string, string>;
    body: string;
    credentials: 'omit';
    signal: AbortSignal;
  },
) => Promise<{ status: number; json(): Promise<unknown> }>;

export interface EvaluateRequest {
  url: string;
  key: string;
  fetch: Fetch;
  subject: Subject;
  /** null: every flag that the key shows. */
  flagKeys: readonly string[] | null;
  signal: AbortSignal;
}

export interface Failure extends StreamEnd {
  /** The server itself has said so. */
  isAnswered: boolean;
}

export type Outcome = { answer: Answer } | { failure: Failure };

export const evaluateDocument = `query Evaluate($subjects: [Subject!]!, $flagKeys: [String!]) {
  evaluate(subjects: $subjects, flagKeys: $flagKeys) {
    revision
    evaluations {
      flagKey
      value
      variant
      reason
      error
    }
  }
}`;

/** Asks once. Never rejects. */
export async function evaluate({
  url,
  key,
  fetch,
  subject,
  flagKeys,
  signal,
}: EvaluateRequest): Promise<Outcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: evaluateDocument, variables: { subjects: [subject], flagKeys } }),
      credentials: 'omit',
      signal,
    });
    const { data, errors } = Object(await response.json().catch(() => null)) as {
      data?: { evaluate: Answer[] } | null;
      errors?: unknown[];
    };
    if (data) return { answer: data.evaluate[0] };
    const error = errors ?? { message: `the server answered with HTTP status ${response.status}` };
    return { failure: { ...endOf(error), isAnswered: errors !== undefined } };
  } catch (error) {
    return { failure: { ...endOf(error), isAnswered: false } };
  }
}
