import type { Admitted, Operations } from './operation';
import type { SseResponse } from './sse-response';
import type { StreamLane } from './stream-lane';

export interface SseServices {
  operations: Operations;
  lane: StreamLane | null;
}

/** Runs an operation and sends its results; resolves when all was said or the client has left. */
export async function runOperation(
  admitted: Admitted,
  response: SseResponse,
  { operations, lane }: SseServices,
): Promise<void> {
  const { requestId, controller } = admitted.caller;
  try {
    if (lane?.accepts(admitted.document, admitted.operationName ?? null)) {
      operations.started(admitted);
      await streamThrough(lane, admitted, response);
    } else {
      await sendResults(admitted, response, operations);
    }
  } catch (error) {
    await response.result(operations.refuse([error], requestId), controller.signal);
  }
  response.complete();
}

/** The lane writes the events itself. */
function streamThrough(lane: StreamLane, admitted: Admitted, response: SseResponse): Promise<void> {
  const { document, operationName, variableValues, contextValue: operation } = admitted;
  const { signal } = admitted.caller.controller;
  const request = { id: '', document, operationName: operationName ?? null, variables: variableValues ?? {} };
  return new Promise((resolve, reject) => {
    const ended = (error?: unknown): void => (error === undefined ? resolve() : reject(error));
    lane.open({ ...request, operation }, response, ended).then((leave) => {
      const left = (): void => (leave(), resolve());
      if (signal.aborted) left();
      else signal.addEventListener('abort', left, { once: true });
    }, reject);
  });
}

/** Each result is handed to the kernel before the next is asked for. */
async function sendResults(admitted: Admitted, response: SseResponse, operations: Operations): Promise<void> {
  const { signal } = admitted.caller.controller;
  if (admitted.definition.operation !== 'subscription') {
    return response.result(await operations.execute(admitted), signal);
  }
  const answer = await operations.subscribe(admitted);
  if (!(Symbol.asyncIterator in answer)) return response.result(answer, signal);
  for await (const result of answer) await response.result(result, signal);
}
