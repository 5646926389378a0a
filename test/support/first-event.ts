import type { ExecutionResult } from 'graphql';
import { newId } from '../../src/server/foundation/ids';
import type { Harness } from './harness';

/** The first event of a subscription, through the real pipeline, or the answer that there is none; then it ends. */
export async function firstEvent(
  { operations }: Harness,
  token: string,
  document: string,
  variables: Record<string, unknown>,
): Promise<ExecutionResult> {
  const caller = {
    actor: await operations.authenticate(`Bearer ${token}`),
    transport: 'websocket' as const,
    requestId: newId(),
    address: '',
    controller: new AbortController(),
  };
  const admitted = operations.admit({ document: operations.documents.parse(document), variables }, caller);
  if ('refused' in admitted) return operations.refuse(admitted.refused, caller.requestId);
  const stream = await operations.subscribe(admitted);
  if (!(Symbol.asyncIterator in stream)) return stream;
  const { value } = await stream[Symbol.asyncIterator]().next();
  caller.controller.abort();
  await stream.return?.();
  return value as ExecutionResult;
}
