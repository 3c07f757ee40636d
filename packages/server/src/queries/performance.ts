import type {
  PerformanceMetrics,
  PerformanceSeries,
  Precision,
  RouteMetrics,
  RoutesTable,
  TimeWindow,
} from '@kymo/protocol'
import type { BucketStats, RequestStatsByRoute, RouteStats } from '../store/store.ts'

export const TOP_SLOW_ROUTES = 10

export function performanceMetrics(
  window: TimeWindow,
  precision: Precision,
  slowThreshold: number,
  { total, routes }: RequestStatsByRoute,
): PerformanceMetrics {
  return {
    window,
    precision,
    slowThreshold,
    totalRequests: total.count,
    slowRequests: total.slow,
    slowRequestRate: rate(total.slow, total.count),
    errorRequests: total.errors,
    errorRate: rate(total.errors, total.count),
    percentiles: total.percentiles,
    topSlowRoutes: routes.map(routeMetrics),
  }
}

export function routesTable(
  window: TimeWindow,
  precision: Precision,
  slowThreshold: number,
  routes: readonly RouteStats[],
): RoutesTable {
  return { window, precision, slowThreshold, routes: routes.map(routeMetrics) }
}

export function performanceSeries(
  window: TimeWindow,
  precision: Precision,
  step: number,
  buckets: readonly BucketStats[],
  instances: readonly { readonly app: string; readonly instance: string; readonly firstSeen: number }[],
): PerformanceSeries {
  return {
    window,
    precision,
    step,
    buckets: buckets.map(({ time, count, errors, slow, percentiles }) => ({
      time,
      count,
      errors,
      slow,
      percentiles,
    })),
    marks: instances
      .filter(({ firstSeen }) => firstSeen >= window.from && firstSeen < window.to)
      .map(({ app, instance, firstSeen }) => ({ time: firstSeen, kind: 'start' as const, app, instance }))
      .sort((a, b) => a.time - b.time),
  }
}

function routeMetrics(stats: RouteStats): RouteMetrics {
  const { method, route, derived, count, errors, slow, percentiles, max, lastSeen } = stats
  return {
    method,
    route,
    derived,
    count,
    errors,
    errorRate: rate(errors, count),
    slow,
    percentiles,
    max,
    lastSeen,
  }
}

function rate(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const STEPS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  7 * DAY,
]
const MAX_BUCKETS = 100

/**
 * The shortest round step that cuts a window into at most so many buckets. Milliseconds.
 * @param shortest no step is shorter
 */
export function seriesStep({ from, to }: TimeWindow, max = MAX_BUCKETS, shortest = SECOND): number {
  const length = to - from
  const step = STEPS.find((candidate) => candidate >= shortest && length / candidate <= max)
  return step ?? Math.ceil(length / max / DAY) * DAY
}
