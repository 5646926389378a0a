import type DataLoader from 'dataloader';
import type { Actor } from './actor';

/**
 * What a resolver gets: one per GraphQL operation, on every transport.
 * Loaders live exactly as long, so nothing read for one caller is ever answered to another.
 */
export interface Operation {
  readonly actor: Actor;
  /** Epoch milliseconds at the start; the same for all that happens in the operation. */
  readonly now: number;
  readonly requestId: string;
  /** Aborted when the caller leaves or the time limit is reached. */
  readonly signal: AbortSignal;
  /** The operation's loader of `maker`, made at its first use. */
  load<Key, Value>(maker: LoaderMaker<Key, Value>): DataLoader<Key, Value>;
}

/** Makes a loader for one operation. Makers are compared by identity: keep one per service, not one per call. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a loader's cache key type is its own affair
export type LoaderMaker<Key, Value> = (operation: Operation) => DataLoader<Key, Value, any>;

export interface OperationOptions {
  actor: Actor;
  now: number;
  requestId: string;
  signal?: AbortSignal;
}

export function createOperation(options: OperationOptions): Operation {
  const loaders = new Map<unknown, unknown>();
  const operation: Operation = {
    actor: options.actor,
    now: options.now,
    requestId: options.requestId,
    signal: options.signal ?? new AbortController().signal,
    load<Key, Value>(maker: LoaderMaker<Key, Value>): DataLoader<Key, Value> {
      let loader = loaders.get(maker);
      if (loader === undefined) loaders.set(maker, (loader = maker(operation)));
      return loader as DataLoader<Key, Value>;
    },
  };
  return operation;
}
