/*
 * What `GET /api/performance/*` answers. Durations are milliseconds. Percentiles are over all requests of the window,
 * never averages of averages; null when there was no request.
 *
 * Counted are requests of the app's own work; requests for the framework's and public files (`asset`) and the
 * framework's own dev traffic (`internal`) are counted only with `include=all`.
 */

export interface Percentiles {
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}

/** A time window: `from` ≤ start of the request < `to`, milliseconds since the Unix epoch. */
export interface TimeWindow {
  readonly from: number
  readonly to: number
}

/**
 * What percentiles are made of.
 * - `exact`: all durations; linear between the two nearest ranks.
 * - `sketch`: counts of durations that are within 1 % of each other, so a percentile is right to 1 %; nearest rank.
 *   Windows are whole minutes. Counts are as exact as ever.
 */
export type Precision = 'exact' | 'sketch'

export interface RouteMetrics {
  readonly method: string
  /** The pattern, such as `/product/[id]`. */
  readonly route: string
  /** True where the framework did not name the route and the pattern was made from the path. */
  readonly derived: boolean
  readonly count: number
  readonly errors: number
  /** 0 to 1 */
  readonly errorRate: number
  readonly slow: number
  readonly percentiles: Percentiles
  readonly max: number
  /** Start of the newest request. */
  readonly lastSeen: number
}

/** `GET /api/performance/metrics` */
export interface PerformanceMetrics {
  readonly window: TimeWindow
  readonly precision: Precision
  /** A request that takes at least this long is slow. Milliseconds. */
  readonly slowThreshold: number
  readonly totalRequests: number
  readonly slowRequests: number
  /** 0 to 1 */
  readonly slowRequestRate: number
  readonly errorRequests: number
  /** 0 to 1 */
  readonly errorRate: number
  readonly percentiles: Percentiles
  /** At most ten, highest p95 first. */
  readonly topSlowRoutes: readonly RouteMetrics[]
}

export interface SeriesBucket {
  /** Start of the bucket. */
  readonly time: number
  readonly count: number
  readonly errors: number
  readonly slow: number
  readonly percentiles: Percentiles
}

/** `GET /api/performance/series` */
export interface PerformanceSeries {
  readonly window: TimeWindow
  readonly precision: Precision
  /** Length of a bucket, milliseconds. */
  readonly step: number
  /** Oldest first. A bucket without a request is left out: a gap, not a zero. */
  readonly buckets: readonly SeriesBucket[]
  /** When a process of the app started or ended, to be marked on the axis. */
  readonly marks: readonly {
    readonly time: number
    readonly kind: 'start'
    readonly app: string
    readonly instance: string
  }[]
}

/** `GET /api/performance/routes` */
export interface RoutesTable {
  readonly window: TimeWindow
  readonly precision: Precision
  readonly slowThreshold: number
  /** Highest p95 first. */
  readonly routes: readonly RouteMetrics[]
}
