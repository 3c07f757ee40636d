import type { TrafficGroup, TrafficGrouping, TrafficStats } from './traffic.ts'
import type { TrafficRouteName } from './traffic-route.ts'
import { TrafficTally } from './traffic-tally.ts'

/** Brings the tallies of routes together by what is asked for. */
export function groupTraffic(
  routes: Iterable<readonly [TrafficRouteName, TrafficTally]>,
  grouping: TrafficGrouping,
  limit: number,
): TrafficStats {
  const total = new TrafficTally()
  const groups = new Map<string, { readonly name: TrafficRouteName; tally: TrafficTally }>()
  for (const [route, tally] of routes) {
    total.merge(tally)
    const name = nameOf(route, grouping)
    const key = JSON.stringify(Object.values(name))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { name, tally })
    else {
      const both = new TrafficTally()
      both.merge(group.tally)
      both.merge(tally)
      group.tally = both
    }
  }
  return {
    total: total.stats(),
    groups: [...groups.values()]
      .filter(({ tally }) => tally.count > 0)
      .map(({ name, tally }) => ({ ...name, ...tally.stats(), max: tally.max, lastSeen: tally.last }))
      .sort(slowestFirst)
      .slice(0, limit),
  }
}

function nameOf(name: TrafficRouteName, grouping: TrafficGrouping): TrafficRouteName {
  const { app, environment, method, route, derived } = name
  if (grouping === 'route') return { app: '', environment: '', method, route, derived }
  if (grouping === 'app') return { app, environment, method: '', route: '', derived: false }
  // A pattern may be made from paths by one process and named by the framework of another.
  return { app, environment, method, route, derived: false }
}

function slowestFirst(a: TrafficGroup, b: TrafficGroup): number {
  return (
    (b.percentiles.p95 ?? 0) - (a.percentiles.p95 ?? 0) ||
    compare(a.route, b.route) ||
    compare(a.method, b.method) ||
    Number(a.derived) - Number(b.derived) ||
    compare(a.app, b.app) ||
    compare(a.environment, b.environment)
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
