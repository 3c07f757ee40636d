/** A figure over time for a chart: seconds, and null where a bucket has none. */
export interface Figures {
  /** Middle of each bucket, seconds since the epoch. */
  readonly times: readonly number[]
  readonly values: readonly (number | null)[]
}

/**
 * Puts buckets on a regular axis, so that what is missing between two of them is a gap.
 * @param step their length, milliseconds
 */
export function alignBuckets<Bucket extends { readonly time: number }>(
  buckets: readonly Bucket[],
  step: number,
  figureOf: (bucket: Bucket) => number | null,
): Figures {
  const times: number[] = []
  const values: (number | null)[] = []
  let expected: number | undefined
  for (const bucket of buckets) {
    // One empty column is enough to break the line, however long the gap.
    if (expected !== undefined && bucket.time - expected > step / 2) {
      times.push((expected + step / 2) / 1000)
      values.push(null)
    }
    times.push((bucket.time + step / 2) / 1000)
    values.push(figureOf(bucket))
    expected = bucket.time + step
  }
  return { times, values }
}
