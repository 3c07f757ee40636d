import type { ErrorGroupDetail } from '@kymo/protocol'
import { seriesStep } from './performance.ts'

const MAX_BUCKETS = 60

/** When errors happened: from the first to the last, buckets without one left out. */
export function errorTrend(
  errors: readonly { readonly time: number; readonly count: number }[],
): ErrorGroupDetail['trend'] {
  const times = errors.map(({ time }) => time)
  const window = {
    from: times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    to: times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  }
  // Two fewer: the first and the last begin and end within one.
  const step = seriesStep(window, MAX_BUCKETS - 2)
  const counts = new Map<number, number>()
  for (const { time, count } of errors) {
    const bucket = Math.floor(time / step) * step
    counts.set(bucket, (counts.get(bucket) ?? 0) + count)
  }
  return {
    step,
    buckets: [...counts].map(([time, count]) => ({ time, count })).sort((a, b) => a.time - b.time),
  }
}
