import type { ExecutionResult } from 'graphql';
import type { Clock } from '../foundation/clock';
import { requestError } from './errors';

/**
 * Gives up on what is `running` after `limitMs`: `controller` tells whatever listens to stop, and the answer does not wait
 * for what doesn't.
 */
export async function withinTime(
  clock: Clock,
  limitMs: number,
  running: Promise<ExecutionResult>,
  controller: AbortController,
): Promise<ExecutionResult> {
  let cancel = (): void => undefined;
  const tooLate = new Promise<ExecutionResult>((resolve) => {
    cancel = clock.after(limitMs, () => {
      const message = `The operation took longer than ${limitMs / 1000} s and was given up`;
      resolve({ errors: [requestError('UNAVAILABLE', message, { reason: 'TIME_LIMIT' })] });
      controller.abort();
    });
  });
  try {
    return await Promise.race([running, tooLate]);
  } finally {
    cancel();
  }
}
