import { measured, quantile, sumOf } from '../../../src/server/propagation/latency-histogram';
import { propagationOf, summaryOf, type StreamStatus } from '../../../src/server/propagation/summary';

const aStream = (streamId: string, appliedRevision: number | null, connectedAt = 0): StreamStatus => ({
  streamId,
  sdkKeyId: 'key',
  client: {},
  connectedAt,
  appliedRevision,
  reportedAt: null,
});

test('histograms add up, and their quantiles are within a tenth', () => {
  const one = Array.from({ length: 99 }, (_, at) => at + 1).reduce(measured, {});
  const all = sumOf([one, measured({}, 5_000)]);
  expect(quantile(all, 0.5)).toBeGreaterThanOrEqual(50);
  expect(quantile(all, 0.5)).toBeLessThanOrEqual(55);
  expect(quantile(all, 0.99)).toBeGreaterThanOrEqual(99);
  expect(quantile(all, 0.99)).toBeLessThanOrEqual(109);
  expect(quantile(all, 1)).toBeGreaterThanOrEqual(5_000);
  expect(quantile({}, 0.5)).toBeNull();
});

test('nodes add up: who is on the head, and who is furthest behind', () => {
  const one = summaryOf([aStream('a', 7), aStream('b', 5)], [], [[7, measured({}, 10)]]);
  const other = summaryOf(
    [aStream('c', 7), aStream('d', null), aStream('e', 6)],
    [],
    [[6, measured({}, 900)]],
  );
  const propagation = propagationOf([one, other], 7);
  expect(propagation).toMatchObject({ revision: 7, connected: 5, onHead: 2 });
  expect(propagation.lagging.map(({ streamId }) => streamId)).toEqual(['d', 'b', 'e']);
  expect(propagation.p50Ms).toBeLessThan(20);
});

test('an object is counted once per stream that rejects it', () => {
  const bad = { kind: 'FLAG' as const, key: 'checkout', version: 3, message: 'unknown operator' };
  const one = summaryOf([], [[bad], [bad]], []);
  const other = summaryOf([], [[{ ...bad, key: 'other' }], [bad]], []);
  expect(propagationOf([one, other], 3).rejected).toEqual([
    { ...bad, streams: 3 },
    { ...bad, key: 'other', streams: 1 },
  ]);
});

test('a summary does not grow with the number of streams', () => {
  const streams = Array.from({ length: 5_000 }, (_, at) => aStream(`stream-${at}`, at));
  expect(JSON.stringify(summaryOf(streams, [], [])).length).toBeLessThan(30_000);
});
