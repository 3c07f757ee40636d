import { durationOf, type Percentiles } from '@kymo/protocol'

const SHARES = [0.5, 0.95, 0.99] as const

/**
 * Nearest-rank percentiles of a sketch.
 * @param max the longest duration: no percentile is more
 */
export function sketchPercentiles(counts: ReadonlyMap<number, number>, max: number): Percentiles {
  let total = 0
  for (const count of counts.values()) total += count
  const found: (number | null)[] = [null, null, null]
  if (total > 0) {
    const ranks = SHARES.map((share) => Math.max(1, Math.ceil(share * total)))
    let seen = 0
    let next = 0
    for (const bucket of [...counts.keys()].sort((a, b) => a - b)) {
      seen += counts.get(bucket) as number
      while (next < ranks.length && seen >= (ranks[next] as number)) {
        found[next++] = Math.min(durationOf(bucket), max)
      }
    }
  }
  const [p50 = null, p95 = null, p99 = null] = found
  return { p50, p95, p99 }
}
