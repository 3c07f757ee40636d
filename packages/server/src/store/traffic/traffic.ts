import type { TrafficMinute } from '@kymo/protocol'
import type { BucketStats, RequestStats } from '../store.ts'

export const MINUTE = 60_000
export const MINUTES_IN_HOUR = 60
/** Milliseconds since the Unix epoch. A time from here on is a mistake: the year 5138. */
export const LATEST = 1e14

/**
 * How requests came to be counted.
 * - `spans`: from the spans of a process, as they come in.
 * - `minutes`: by a process that accounts for its minutes, whether it sends their spans or not.
 * - `covered`: from the spans of such a process. The same requests, or a part of them.
 */
export const TOLD = { spans: 0, minutes: 1, covered: 2 } as const
export type Told = (typeof TOLD)[keyof typeof TOLD]

/**
 * What is summed up: `spans` counts what figures over spans count; `fleet` counts every request once, by the account of
 * its process where it gives one.
 */
export type TrafficScope = 'spans' | 'fleet'

/** How a scope leaves out what would count twice. */
export const LEFT_OUT: Readonly<Record<TrafficScope, Told>> = { spans: TOLD.minutes, fleet: TOLD.covered }

/** All that are given must hold. */
export interface TrafficFilter {
  readonly scope: TrafficScope
  /** `from` ≤ start < `to`: milliseconds since the Unix epoch, whole minutes. */
  readonly from: number
  readonly to: number
  readonly app?: string | undefined
  readonly environment?: string | undefined
  readonly route?: string | undefined
  readonly method?: string | undefined
}

/** What has figures of its own: a route in all apps, a route in one app and environment, or one app and environment. */
export type TrafficGrouping = 'route' | 'app-route' | 'app'

/** What it is not grouped by is empty. */
export interface TrafficGroup extends RequestStats {
  readonly app: string
  readonly environment: string
  readonly method: string
  readonly route: string
  readonly derived: boolean
  readonly max: number
  /** When its newest request began; of what a process told of its minutes, the start of the minute. */
  readonly lastSeen: number
}

export interface TrafficStats {
  readonly total: RequestStats
  /** Highest p95 first. */
  readonly groups: readonly TrafficGroup[]
}

/** What a process told of a minute. */
export interface ToldMinute {
  /** The process. */
  readonly instance: string
  readonly minute: TrafficMinute
}

/**
 * Requests per route and minute with their durations as sketches, which are merged by adding up: percentiles over any
 * window and any number of processes are right to 1 %. Spans are counted in the transaction that keeps them; what was
 * counted outlives them.
 */
export interface TrafficStore {
  /**
   * Takes what processes told of their minutes for all that there was in these, so that telling again counts nothing
   * twice. From the first of a process on, its spans are left out of the scope `fleet`.
   */
  putTraffic(minutes: readonly ToldMinute[]): Promise<void>
  /** @param limit how many groups are wanted at most */
  trafficStats(filter: TrafficFilter, grouping: TrafficGrouping, limit: number): Promise<TrafficStats>
  /** Oldest first; buckets without a request are left out. @param step milliseconds, whole minutes */
  trafficSeries(filter: TrafficFilter, step: number): Promise<readonly BucketStats[]>
  /** Start of the oldest minute that is kept; null without any. */
  trafficOldest(): Promise<number | null>
}
