import {
  failuresAfter,
  goodbyeDelayMs,
  reconnectDelayMs,
  refusedBackOff,
  silenceLimitMs,
} from '../../../src/engine/protocol';

describe('R10: reconnecting backs off with full jitter', () => {
  test.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [5, 16_000],
    [6, 30_000],
    [400, 30_000],
    [5_000, 30_000],
  ])('after failure %i the wait lies below %i ms', (failures, limitMs) => {
    expect(reconnectDelayMs(failures, 0)).toBe(0);
    expect(reconnectDelayMs(failures, 0.5)).toBe(limitMs / 2);
    expect(reconnectDelayMs(failures, 0.999_999_9)).toBe(limitMs - 1);
  });

  test('a refused client waits up to an hour', () => {
    expect(reconnectDelayMs(1, 0.5, refusedBackOff)).toBe(30_000);
    expect(reconnectDelayMs(20, 0.5, refusedBackOff)).toBe(1_800_000);
  });

  test('a stream that lived a minute makes its end the first failure again', () => {
    expect(failuresAfter(4, 59_999)).toBe(5);
    expect(failuresAfter(4, 60_000)).toBe(1);
  });

  test('a goodbye says how long to wait', () => {
    expect(goodbyeDelayMs({ retryAfterMs: 500, jitterMs: 2_000 }, 0.25)).toBe(1_000);
  });
});

test('R11: silence of two and a half bookmarks means that the stream is dead', () => {
  expect(silenceLimitMs(15_000)).toBe(37_500);
});
