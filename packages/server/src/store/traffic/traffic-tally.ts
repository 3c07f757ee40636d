import type { RequestStats } from '../store.ts'
import { sketchPercentiles } from './sketch-percentiles.ts'

/** What was counted of any set of requests; adds up. */
export class TrafficTally {
  count = 0
  errors = 0
  slow = 0
  max = 0
  last = 0
  readonly buckets = new Map<number, number>()

  add(count: number, errors: number, slow: number, max: number, last: number): void {
    this.count += count
    this.errors += errors
    this.slow += slow
    if (max > this.max) this.max = max
    if (last > this.last) this.last = last
  }

  addBucket(bucket: number, count: number): void {
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + count)
  }

  merge(other: TrafficTally): void {
    this.add(other.count, other.errors, other.slow, other.max, other.last)
    for (const [bucket, count] of other.buckets) this.addBucket(bucket, count)
  }

  stats(): RequestStats {
    const { count, errors, slow, max, buckets } = this
    return { count, errors, slow, percentiles: sketchPercentiles(buckets, max) }
  }
}
