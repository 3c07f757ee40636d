import type { Percentiles } from '@kymo/protocol'

/** Linear between the two nearest ranks, as SQL's `percentile_cont`. */
export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort()
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), p99: percentile(sorted, 0.99) }
}

/** @param sorted lowest first */
export function percentile(sorted: Float64Array, fraction: number): number | null {
  if (sorted.length === 0) return null
  const rank = (sorted.length - 1) * fraction
  const low = sorted[Math.floor(rank)] as number
  const high = sorted[Math.ceil(rank)] as number
  return low + (high - low) * (rank - Math.floor(rank))
}
