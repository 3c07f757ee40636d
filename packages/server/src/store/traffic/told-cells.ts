import { SKETCH_BUCKETS, type TrafficMinute } from '@kymo/protocol'
import { MINUTE } from './traffic.ts'
import type { TrafficCell } from './traffic-cells.ts'
import type { TrafficRouteName } from './traffic-route.ts'
import { TrafficTally } from './traffic-tally.ts'

/** More than a process can answer in a minute; what it says beyond is not believed. */
const MOST = 1_000_000_000

/** What a process told of a minute, each route once. */
export function toldCells({ minute, app_name, environment, routes }: TrafficMinute): TrafficCell[] {
  const cells = new Map<string, TrafficCell>()
  for (const { method, route, count, errors, slow, max, buckets } of routes) {
    const key = `${method} ${route}`
    const name: TrafficRouteName = { app: app_name, environment, method, route, derived: false }
    const cell = cells.get(key) ?? {
      route: name,
      minute: Math.floor(minute / MINUTE),
      tally: new TrafficTally(),
    }
    cells.set(key, cell)
    cell.tally.add(believed(count), believed(errors), believed(slow), max, minute)
    for (let i = 0; i + 1 < buckets.length; i += 2) {
      cell.tally.addBucket(bucketFor(buckets[i] as number), believed(buckets[i + 1] as number))
    }
  }
  return [...cells.values()]
}

function believed(count: number): number {
  return Math.min(Math.max(0, Math.round(count)), MOST)
}

function bucketFor(bucket: number): number {
  return Math.min(Math.max(Math.round(bucket), SKETCH_BUCKETS.first), SKETCH_BUCKETS.last)
}
