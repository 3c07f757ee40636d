import type { Facet, FetchFacets } from '@kymo/protocol'
import type { SpanRow } from '../rows.ts'
import type { BucketStats, RequestStats, RouteStats } from '../store.ts'
import { percentilesOf } from './percentiles.ts'

export function statsOf(rows: readonly SpanRow[], slow: number): RequestStats {
  return {
    count: rows.length,
    errors: rows.filter((row) => row.status === 'error').length,
    slow: rows.filter((row) => row.duration >= slow).length,
    percentiles: percentilesOf(rows.map((row) => row.duration)),
  }
}

export function seriesOf(rows: readonly SpanRow[], slow: number, step: number): BucketStats[] {
  const buckets = groupBy(rows, (row) => Math.floor(row.start / step) * step)
  return [...buckets]
    .map(([time, members]) => ({ time, ...statsOf(members, slow) }))
    .sort((a, b) => a.time - b.time)
}

export function routesOf(rows: readonly SpanRow[], slow: number, limit: number): RouteStats[] {
  const routes = groupBy(rows, (row) => `${row.derived}\n${row.method}\n${row.route}`)
  return [...routes.values()]
    .map((members) => {
      const [first] = members as [SpanRow]
      return {
        method: first.method ?? '',
        route: first.route ?? '',
        derived: first.derived,
        ...statsOf(members, slow),
        max: members.reduce((max, row) => Math.max(max, row.duration), 0),
        lastSeen: members.reduce((max, row) => Math.max(max, row.start), 0),
      }
    })
    .sort((a, b) => (b.percentiles.p95 ?? 0) - (a.percentiles.p95 ?? 0) || compareRoutes(a, b))
    .slice(0, limit)
}

function compareRoutes(a: RouteStats, b: RouteStats): number {
  return compare(a.route, b.route) || compare(a.method, b.method) || Number(a.derived) - Number(b.derived)
}

export function facetsOf(rows: readonly SpanRow[], limit: number): FetchFacets {
  return {
    method: facet(rows, (row) => row.method, limit),
    host: facet(rows, (row) => row.host, limit),
    cache: facet(rows, (row) => row.cache, limit),
    status: facet(rows, (row) => statusClass(row.statusCode), limit),
  }
}

function statusClass(code: number | null): string {
  return code === null ? 'error' : `${Math.floor(code / 100)}xx`
}

function facet(rows: readonly SpanRow[], value: (row: SpanRow) => string | null, limit: number): Facet[] {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const key = value(row)
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts]
    .map(([key, count]) => ({ value: key, count }))
    .sort((a, b) => b.count - a.count || compare(a.value, b.value))
    .slice(0, limit)
}

function groupBy<Key>(rows: readonly SpanRow[], key: (row: SpanRow) => Key): Map<Key, SpanRow[]> {
  const groups = new Map<Key, SpanRow[]>()
  for (const row of rows) {
    const at = key(row)
    const group = groups.get(at)
    if (group === undefined) groups.set(at, [row])
    else group.push(row)
  }
  return groups
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
