import type { Clock } from './clock';
import type { Status } from './events';

/** A client on its way to something to evaluate with. */
interface Awaited {
  /** null until then. */
  readonly revision: string | null;
  readonly status: Status;
  on(name: 'ready', listener: () => void): () => void;
  on(name: 'status', listener: (status: Status) => void): () => void;
}

interface Waiting {
  timeoutMs: number;
  /** What happened last, for the one who waits in vain. */
  lastCause(): string;
  clock: Clock;
}

/** Resolves when there is something to evaluate with; rejects when the time is over, the key refused or the client closed. */
export function whenReady(client: Awaited, { timeoutMs, lastCause, clock }: Waiting): Promise<void> {
  if (client.revision !== null) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      settle();
      reject(new Error(`the client is not ready: ${why}`));
    };
    const failWhenOver = (status: Status): void => {
      if (status === 'refused') fail(`the server refused the key (${lastCause()})`);
      if (status === 'closed') fail('it was closed');
    };
    const settle = (): void => {
      clock.clearTimeout(timer);
      for (const unlisten of unlisteners) unlisten();
    };
    const unlisteners = [
      client.on('ready', () => {
        settle();
        resolve();
      }),
      client.on('status', failWhenOver),
    ];
    const timer = clock.setTimeout(
      () => fail(`nothing came within ${timeoutMs} ms (${lastCause()})`),
      timeoutMs,
    );
    failWhenOver(client.status);
  });
}
