import { createHash } from 'node:crypto';
import { canonicalJson, type Subject } from '../../../engine/evaluation';
import type { RemoteEvaluations } from '../../evaluation/remote-evaluation';
import { answerOf, type EvaluationFailure, type EvaluationSuccess } from './answers';
import type { StreamAddress } from './stream-addresses';

export interface BulkAnswer {
  flags: (EvaluationSuccess | EvaluationFailure)[];
  metadata: { version: string };
  eventStreams?: { type: 'sse'; endpoint: { requestUri: string } }[];
}

export const bulkAnswer = (
  { state, evaluations }: RemoteEvaluations,
  address: StreamAddress | null,
): BulkAnswer => ({
  flags: evaluations.map(answerOf),
  metadata: { version: String(state.revision) },
  ...(address && { eventStreams: [{ type: 'sse', endpoint: { requestUri: address.requestUri } }] }),
});

/**
 * The entity tag of an answer. What the flags say is in it, and not the revision: so a change that this context does not
 * feel leaves it as it is, and a schedule that strikes moves it. The stream's token is, since a client that was told 304
 * goes on with the address that it has.
 */
export function tagOf(
  { contexts, assignments }: Subject,
  { flags }: BulkAnswer,
  address: StreamAddress | null,
): string {
  const asked = canonicalJson({ contexts, assignments: assignments ?? null });
  const told = JSON.stringify([flags, address?.token ?? null]);
  return createHash('sha256').update(`${asked}\0${told}`).digest('hex').slice(0, 32);
}

/** Whether a client that sends this `If-None-Match` has what `tag` stands for. */
export const isHeld = (ifNoneMatch: string | undefined, tag: string): boolean =>
  ifNoneMatch?.includes(tag) ?? false;
