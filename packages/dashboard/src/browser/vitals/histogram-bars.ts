import { rateVital, VITAL_BOUNDS, type VitalRating, type WebVital } from '@kymo/protocol'

export interface HistogramBar {
  readonly from: number
  /** Null is 'beyond'. */
  readonly to: number | null
  readonly count: number
  /** Of the most frequent, 0 to 1. */
  readonly height: number
  /** Of what is in the middle of it. */
  readonly rating: VitalRating
}

/** The bars of a histogram, and where the bounds of 'good' and 'poor' lie in it: shares of its width. */
export function histogramBars(
  vital: WebVital,
  distribution: readonly { readonly to: number | null; readonly count: number }[],
): { readonly bars: readonly HistogramBar[]; readonly good: number; readonly poor: number } {
  const most = Math.max(1, ...distribution.map(({ count }) => count))
  let from = 0
  const bars = distribution.map(({ to, count }): HistogramBar => {
    const middle = to === null ? Number.POSITIVE_INFINITY : (from + to) / 2
    const bar = { from, to, count, height: count / most, rating: rateVital(vital, middle) }
    from = to ?? from
    return bar
  })
  const end = distribution.findLast(({ to }) => to !== null)?.to ?? 1
  // What is beyond the last bound has a bar of the same width.
  const closed = distribution.filter(({ to }) => to !== null).length / Math.max(1, distribution.length)
  const { good, poor } = VITAL_BOUNDS[vital]
  return { bars, good: (good / end) * closed, poor: (poor / end) * closed }
}
