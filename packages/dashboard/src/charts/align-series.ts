import type { PerformanceSeries, SeriesBucket } from '@kymo/protocol'

/** Columns for charts, in seconds and milliseconds. A bucket without a request is null: a gap, not a zero. */
export interface SeriesColumns {
  /** Middle of each bucket, seconds since the epoch. */
  readonly times: number[]
  readonly p50: (number | null)[]
  readonly p95: (number | null)[]
  readonly p99: (number | null)[]
  readonly count: (number | null)[]
  readonly errors: (number | null)[]
  readonly slow: (number | null)[]
}

/** More buckets than this are not drawn: no screen is that wide. */
const MOST = 5000

/** Puts the buckets on a regular axis, so that what is missing between two of them is a gap. */
export function alignSeries(series: PerformanceSeries): SeriesColumns {
  const { step, buckets } = series
  const columns: SeriesColumns = { times: [], p50: [], p95: [], p99: [], count: [], errors: [], slow: [] }
  const push = (time: number, bucket: SeriesBucket | null) => {
    columns.times.push((time + step / 2) / 1000)
    columns.p50.push(bucket?.percentiles.p50 ?? null)
    columns.p95.push(bucket?.percentiles.p95 ?? null)
    columns.p99.push(bucket?.percentiles.p99 ?? null)
    columns.count.push(bucket?.count ?? null)
    columns.errors.push(bucket?.errors ?? null)
    columns.slow.push(bucket?.slow ?? null)
  }
  let expected: number | undefined
  for (const bucket of buckets.slice(0, MOST)) {
    // One empty column is enough to break the line, however long the gap.
    if (expected !== undefined && bucket.time - expected > step / 2) push(expected, null)
    push(bucket.time, bucket)
    expected = bucket.time + step
  }
  return columns
}

/** Stretches without a gap: first and last index of each. */
export function runs(values: readonly (number | null)[]): [first: number, last: number][] {
  const found: [number, number][] = []
  let first = -1
  for (let index = 0; index <= values.length; index++) {
    const present = index < values.length && values[index] !== null
    if (present && first < 0) first = index
    if (!present && first >= 0) {
      found.push([first, index - 1])
      first = -1
    }
  }
  return found
}
