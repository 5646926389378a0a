import type { Action, GoodbyeReason } from '../../engine/protocol';

/** That some flags may evaluate to something else now; the words are those of PROTOCOL.md. */
export interface EvaluationSignal {
  revision: string;
  resume: string;
  refetchWindowMs: number;
  /** null: all; empty: none. */
  flagKeys: string[] | null;
  final: GoodbyeReason | null;
}

/** The subscription as PROTOCOL.md gives it. */
export const signalDocument = `subscription Signal($input: EvaluationSignalInput!) {
  evaluationSignal(input: $input) {
    revision
    resume
    refetchWindowMs
    flagKeys
    final
  }
}`;

/** An empty signal comes at least so often (PROTOCOL S3). */
const signalEveryMs = 60_000;

/** What becomes of the stream after this signal (PROTOCOL S4). */
export function actionAfter({ final, refetchWindowMs }: EvaluationSignal, isFirst: boolean): Action {
  if (final === 'KEY_REVOKED' || final === 'KEY_EXPIRED') return { type: 'refuse', cause: final };
  if (final) return { type: 'waitThenReopen', cause: final, retryAfterMs: 0, jitterMs: refetchWindowMs };
  return isFirst ? { type: 'opened', bookmarkEveryMs: signalEveryMs } : { type: 'ignored' };
}
