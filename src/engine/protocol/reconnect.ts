import type { Goodbye } from './messages';

export interface BackOff {
  baseMs: number;
  capMs: number;
}

/** After any end of a stream but a refusal. */
export const streamBackOff: BackOff = { baseMs: 1_000, capMs: 30_000 };

/** After a refusal: a key that is given back its rights is found again within the hour. */
export const refusedBackOff: BackOff = { baseMs: 60_000, capMs: 3_600_000 };

/** A stream that lived this long makes its end the first failure again. */
export const healthyMs = 60_000;

/** Full jitter: anywhere between nothing and the doubled limit. `random` lies in [0, 1), `failures` counts from 1. */
export function reconnectDelayMs(
  failures: number,
  random: number,
  { baseMs, capMs } = streamBackOff,
): number {
  return Math.floor(random * Math.min(capMs, baseMs * 2 ** (failures - 1)));
}

/** Failures in a row, after a stream that lived `livedMs` has ended. */
export function failuresAfter(failures: number, livedMs: number): number {
  return livedMs >= healthyMs ? 1 : failures + 1;
}

export function goodbyeDelayMs(
  { retryAfterMs, jitterMs }: Pick<Goodbye, 'retryAfterMs' | 'jitterMs'>,
  random: number,
): number {
  return retryAfterMs + Math.floor(random * jitterMs);
}

/** Without any event for so long, the stream is taken for dead. */
export function silenceLimitMs(bookmarkEveryMs: number): number {
  return 2.5 * bookmarkEveryMs;
}
