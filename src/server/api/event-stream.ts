import type { ExecutionResult } from 'graphql';

/** What a transport reads a subscription from; it ends it with `return`. */
export interface EventStream extends AsyncIterableIterator<ExecutionResult> {
  return(): Promise<IteratorReturnResult<undefined>>;
}

type Next = () => Promise<IteratorResult<ExecutionResult, undefined>>;

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** `source` with each result passed through `map`; its end and `controller` go together. */
export function mapped(
  source: AsyncIterable<ExecutionResult>,
  map: (result: ExecutionResult) => ExecutionResult,
  controller: AbortController,
): EventStream {
  const iterator = source[Symbol.asyncIterator]();
  controller.signal.addEventListener('abort', () => void iterator.return?.(), { once: true });
  return endingWith(controller, async () => {
    const next = await iterator.next();
    return next.done ? done : { done: false, value: map(next.value) };
  });
}

/**
 * Ends at once when `controller` is aborted, and aborts it when it ends. A generator would not do: its `return` waits for
 * the event that it is waiting for.
 */
function endingWith(controller: AbortController, next: Next): EventStream {
  const aborted = new Promise<typeof done>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(done), { once: true });
  });
  const end = async (): Promise<typeof done> => {
    controller.abort();
    return done;
  };
  return {
    async next() {
      try {
        const result = await Promise.race([next(), aborted]);
        return result.done ? await end() : result;
      } catch (error) {
        await end();
        throw error;
      }
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
