import { mannKendall, type TrendPoint, theilSen } from './trend.ts'

/** Points in the shortest window that is judged. */
const FEWEST = 12
/** Windows, in points: a leak that began lately shows in a short one, a slow one in a long one. */
const WINDOWS = [FEWEST, 24, 48, 96, 192, 384]
/** Of a longer one the lowest of each few points are looked at, so many in all. */
const MOST = 48
/** By chance once in five thousand looks at one window. */
const SIGNIFICANT = 3.5
/** Of the slope of the whole, in each third. */
const STEADY = 0.3
/** Fewer points in a row may stand out in passing. */
const PASSING = 3

/** Points that a judgement looks back on. */
export const LONGEST = 384

/** Slope of the newest 48 points, or as many as there are, a minute's worth; `undefined` of fewer than 12. */
export const growthOf = (points: readonly TrendPoint[]): number | undefined =>
  points.length < FEWEST ? undefined : theilSen(points.slice(-MOST))

/**
 * Whether the newest points grow as a leak does, and how fast. In one of the windows of 12 to 384 points
 * - they grow by at least `least` a minute, by Theil and Sen;
 * - significantly, by Mann and Kendall (Z > 3.5);
 * - throughout: in each third at 30 % of the whole's rate, so that a step, as a page makes that became another, is none;
 * - beyond all that was before, but for what stood out in passing: what swings is none.
 *
 * @param points of a figure with garbage in it, the lowest between two collections: see `LeakWatch`
 * @param least a minute's worth
 * @returns a minute's worth; `undefined` where no window grows so
 */
export function leakOf(points: readonly TrendPoint[], least: number): number | undefined {
  for (const size of WINDOWS) {
    if (points.length < size) return undefined
    if (!isBeyond(points, Math.round(size / 3))) continue
    const lowest = lowestOfEach(Math.ceil(size / MOST), points.slice(-size))
    if (mannKendall(lowest.map(({ value }) => value)) < SIGNIFICANT) continue
    const slope = theilSen(lowest)
    if (slope >= least && thirds(lowest).every((third) => theilSen(third) >= slope * STEADY)) return slope
  }
  return undefined
}

/** Whether the newest so many points are all at least as high as those before them ever stayed. */
function isBeyond(points: readonly TrendPoint[], newest: number): boolean {
  const from = points.length - newest
  let lowest = Number.POSITIVE_INFINITY
  for (let at = from; at < points.length; at++) lowest = Math.min(lowest, valueAt(points, at))
  for (let at = 0; at <= from - PASSING; at++) {
    let stayed = Number.POSITIVE_INFINITY
    for (let near = at; near < at + PASSING; near++) stayed = Math.min(stayed, valueAt(points, near))
    if (stayed > lowest) return false
  }
  return true
}

const valueAt = (points: readonly TrendPoint[], at: number): number => (points[at] as TrendPoint).value

/** Of each few points the lowest: what is above it may be passing. */
function lowestOfEach(few: number, points: readonly TrendPoint[]): readonly TrendPoint[] {
  if (few === 1) return points
  const lowest: TrendPoint[] = []
  for (let at = 0; at < points.length; at += few)
    lowest.push(points.slice(at, at + few).reduce((low, point) => (point.value < low.value ? point : low)))
  return lowest
}

function thirds<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const third = items.length / 3
  return [0, 1, 2].map((part) => items.slice(Math.round(part * third), Math.round((part + 1) * third)))
}
