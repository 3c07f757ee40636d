/** A figure at a moment. */
export interface TrendPoint {
  /** Milliseconds. */
  readonly time: number
  readonly value: number
}

/**
 * Slope of a series by Theil and Sen: the median of the slopes between all pairs. Of the points up to 29 % may be
 * anywhere, and it stays where it is. A minute's worth; 0 for fewer than two moments.
 *
 * Sen, P. K. (1968), Estimates of the regression coefficient based on Kendall's tau, JASA 63, 1379–1389.
 */
export function theilSen(points: readonly TrendPoint[]): number {
  const slopes: number[] = []
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const [a, b] = [points[i] as TrendPoint, points[j] as TrendPoint]
      if (b.time > a.time) slopes.push((b.value - a.value) / (b.time - a.time))
    }
  }
  return median(slopes) * 60_000
}

/**
 * Test of Mann and Kendall for a trend upwards or downwards of whatever shape: the standard score of
 * S = Σ sign(xⱼ − xᵢ) over i < j, with Kendall's correction for equal values and for continuity,
 *
 *     Var S = (n(n−1)(2n+5) − Σ t(t−1)(2t+5)) / 18,   Z = (S − sign S) / √Var S,
 *
 * where t are the numbers of values that are equal. Where nothing but chance is at work, Z is beyond 3.09 once in a
 * thousand. 0 where all are equal.
 *
 * Mann, H. B. (1945), Nonparametric tests against trend, Econometrica 13, 245–259; Kendall, M. G. (1975), Rank
 * Correlation Methods; as in Gilbert, R. O. (1987), Statistical Methods for Environmental Pollution Monitoring, 16.4.
 */
export function mannKendall(values: readonly number[]): number {
  const n = values.length
  let s = 0
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) s += Math.sign((values[j] as number) - (values[i] as number))
  const equal = new Map<number, number>()
  for (const value of values) equal.set(value, (equal.get(value) ?? 0) + 1)
  let variance = n * (n - 1) * (2 * n + 5)
  for (const t of equal.values()) variance -= t * (t - 1) * (2 * t + 5)
  return variance > 0 ? (s - Math.sign(s)) / Math.sqrt(variance / 18) : 0
}

function median(values: number[]): number {
  if (values.length === 0) return 0
  values.sort((a, b) => a - b)
  const middle = values.length >> 1
  const upper = values[middle] as number
  return values.length % 2 ? upper : (upper + (values[middle - 1] as number)) / 2
}
