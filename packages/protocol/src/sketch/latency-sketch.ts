/*
 * A sketch of durations that can be merged by adding up: DDSketch with logarithmic buckets (Masson, Rim, Lee: "DDSketch:
 * a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019). Bucket i holds the durations
 * d with γ^(i-1) < d ≤ γ^i; what it says of them, 2γ^i / (γ + 1), is off by at most 1 %, whatever was merged.
 */

/** Largest relative error of a percentile. */
export const SKETCH_ACCURACY = 0.01

const GAMMA = (1 + SKETCH_ACCURACY) / (1 - SKETCH_ACCURACY)
const LOG_GAMMA = Math.log(GAMMA)

/** Durations are told apart from 1 µs to about 115 days; what is beyond counts as these. */
export const SKETCH_BUCKETS = { first: -345, last: 1150 } as const

/** The bucket of a duration in milliseconds. */
export function bucketOf(duration: number): number {
  if (!(duration > 0)) return SKETCH_BUCKETS.first
  const bucket = Math.ceil(Math.log(duration) / LOG_GAMMA)
  return Math.min(Math.max(bucket, SKETCH_BUCKETS.first), SKETCH_BUCKETS.last)
}

/** What a bucket says its durations are, in milliseconds. */
export function durationOf(bucket: number): number {
  return (2 * GAMMA ** bucket) / (GAMMA + 1)
}

/**
 * The duration, in milliseconds, that a share of all durations does not exceed: the one of rank ⌈share · n⌉.
 * @param counts how many durations each bucket holds
 * @param share above 0, up to 1
 * @returns null when there are none
 */
export function quantileOf(counts: ReadonlyMap<number, number>, share: number): number | null {
  let total = 0
  for (const count of counts.values()) total += count
  if (total === 0) return null
  let left = Math.max(1, Math.ceil(share * total))
  for (const bucket of [...counts.keys()].sort((a, b) => a - b)) {
    left -= counts.get(bucket) as number
    if (left <= 0) return durationOf(bucket)
  }
  return null
}
