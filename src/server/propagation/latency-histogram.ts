/**
 * How many measurements fell into each bucket; bucket `i` holds what is longer than 1.1^(i-1) ms and at most 1.1^i ms. Two
 * histograms add up to that of both, so nodes need not exchange what they measured one by one; a quantile is off by at
 * most a tenth.
 */
export type LatencyHistogram = Record<number, number>;

const growth = 1.1;

export function measured(histogram: LatencyHistogram, ms: number): LatencyHistogram {
  const bucket = ms <= 1 ? 0 : Math.ceil(Math.log(ms) / Math.log(growth));
  return { ...histogram, [bucket]: (histogram[bucket] ?? 0) + 1 };
}

export function sumOf(histograms: readonly LatencyHistogram[]): LatencyHistogram {
  const sum: LatencyHistogram = {};
  for (const histogram of histograms) {
    for (const [bucket, count] of Object.entries(histogram)) {
      sum[Number(bucket)] = (sum[Number(bucket)] ?? 0) + count;
    }
  }
  return sum;
}

/** Milliseconds that a share (0 to 1) of the measurements stayed within; null: nothing was measured. */
export function quantile(histogram: LatencyHistogram, share: number): number | null {
  const buckets = Object.entries(histogram)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .sort((one, other) => one.bucket - other.bucket);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  let within = 0;
  for (const { bucket, count } of buckets) {
    within += count;
    if (within >= share * total) return Math.round(growth ** bucket);
  }
  return null;
}
