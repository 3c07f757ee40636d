import type { RouteMetrics } from '@kymo/protocol'
import type { RouteSort } from './search.ts'

export type Order = 'asc' | 'desc'

const VALUES: Readonly<Record<RouteSort, (route: RouteMetrics) => number | string | null>> = {
  route: (row) => `${row.route} ${row.method}`,
  count: (row) => row.count,
  errors: (row) => row.errorRate,
  slow: (row) => (row.count === 0 ? 0 : row.slow / row.count),
  p50: (row) => row.percentiles.p50,
  p95: (row) => row.percentiles.p95,
  p99: (row) => row.percentiles.p99,
  max: (row) => row.max,
  seen: (row) => row.lastSeen,
}

/** Names begin at A, figures with the largest. */
export function firstOrder(sort: RouteSort): Order {
  return sort === 'route' ? 'asc' : 'desc'
}

/** Routes whose method or name contains the text, in order; what is not known comes last either way. */
export function orderRoutes(
  routes: readonly RouteMetrics[],
  {
    sort,
    order,
    text,
  }: { readonly sort: RouteSort; readonly order: Order; readonly text: string | undefined },
): RouteMetrics[] {
  const needle = text?.toLowerCase() ?? ''
  const value = VALUES[sort]
  const sign = order === 'asc' ? 1 : -1
  return routes
    .filter((row) => `${row.method} ${row.route}`.toLowerCase().includes(needle))
    .sort((a, b) => {
      const left = value(a)
      const right = value(b)
      if (left === right) return b.count - a.count
      if (left === null) return 1
      if (right === null) return -1
      return left < right ? -sign : sign
    })
}
