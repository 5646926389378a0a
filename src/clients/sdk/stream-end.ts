import { reconnectDelayMs, refusedBackOff } from '../../engine/protocol/reconnect';

export interface StreamEnd {
  /** The key may not open this stream: trying again soon is of no use. */
  isRefused: boolean;
  cause: string;
  /** How long the server asked to be left alone. */
  retryAfterMs?: number;
}

/** From what a socket or GraphQL calls an error; closing codes are those of graphql-transport-ws. */
export function endOf(error: unknown): StreamEnd {
  if (Array.isArray(error)) {
    const errors = error as {
      message: string;
      extensions?: { code?: unknown; retryAfterMs?: number };
    }[];
    const isRefused = errors.some(({ extensions }) => refusals.has(extensions?.code));
    const retryAfterMs = errors[0]?.extensions?.retryAfterMs;
    return { isRefused, cause: errors.map(({ message }) => message).join('; '), retryAfterMs };
  }
  const { code, reason, message } = Object(error) as { code?: unknown; reason?: string; message?: string };
  const cause = [code, reason || message].filter(Boolean).join(' ');
  return { isRefused: refusals.has(code), cause: cause || 'the connection broke' };
}

const refusals = new Set<unknown>([4401, 4403, 'UNAUTHENTICATED', 'FORBIDDEN']);

/**
 * The wait before trying again after so many failures in a row. A server that sends away again and again is not obeyed
 * sooner than one that just fails.
 */
export function retryDelayMs(
  { isRefused, retryAfterMs }: StreamEnd,
  failures: number,
  random: number,
): number {
  const ownDelayMs = reconnectDelayMs(failures, random, isRefused ? refusedBackOff : undefined);
  if (retryAfterMs === undefined) return ownDelayMs;
  return failures === 1 ? retryAfterMs : Math.max(retryAfterMs, ownDelayMs);
}
