import type { TimeWindow, Traffic, TrafficFigures, TrafficRouteRow } from '@kymo/protocol'
import type { BucketStats, RequestStats } from '../store/store.ts'
import { MINUTE, type TrafficGroup, type TrafficStats } from '../store/traffic/traffic.ts'
import { seriesStep } from './performance.ts'

export const TRAFFIC_ROUTES = 100
const MAX_BUCKETS = 180

/** The whole minutes that a window touches. */
export function wholeMinutes({ from, to }: TimeWindow): TimeWindow {
  return { from: Math.floor(from / MINUTE) * MINUTE, to: Math.ceil(to / MINUTE) * MINUTE }
}

/** Of at most 180 buckets. Milliseconds. */
export function trafficStep(window: TimeWindow): number {
  return seriesStep(window, MAX_BUCKETS, MINUTE)
}

export function traffic(
  window: TimeWindow,
  step: number,
  { total, groups }: TrafficStats,
  buckets: readonly BucketStats[],
): Traffic {
  return {
    window,
    step,
    buckets: buckets.map((bucket) => ({ time: bucket.time, ...trafficFigures(bucket) })),
    total: trafficFigures(total),
    routes: groups.map(routeRow),
  }
}

export function trafficFigures({ count, errors, slow, percentiles }: RequestStats): TrafficFigures {
  return { requests: count, errors, slow, percentiles }
}

function routeRow(group: TrafficGroup): TrafficRouteRow {
  const { app, environment, method, route, max } = group
  return { app, environment, method, route, ...trafficFigures(group), max }
}
