import type { RouteMetrics } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { firstOrder, orderRoutes } from './order-routes.ts'

function route(name: string, p95: number | null, extra: Partial<RouteMetrics> = {}): RouteMetrics {
  return {
    method: 'GET',
    route: name,
    derived: false,
    count: 1,
    errors: 0,
    errorRate: 0,
    slow: 0,
    percentiles: { p50: p95, p95, p99: p95 },
    max: p95 ?? 0,
    lastSeen: 0,
    ...extra,
  }
}

const names = (routes: RouteMetrics[]) => routes.map((row) => row.route)

describe('orderRoutes', () => {
  const routes = [route('/b', 20), route('/none', null), route('/a', 300), route('/c', 20, { count: 9 })]

  it('puts the slowest first, and of equals the one requested more often', () => {
    expect(names(orderRoutes(routes, { sort: 'p95', order: 'desc', text: undefined }))).toEqual([
      '/a',
      '/c',
      '/b',
      '/none',
    ])
  })

  it('leaves what is not known last when turned round', () => {
    expect(names(orderRoutes(routes, { sort: 'p95', order: 'asc', text: undefined }))).toEqual([
      '/c',
      '/b',
      '/a',
      '/none',
    ])
  })

  it('sorts names from A and keeps those that contain the text', () => {
    expect(firstOrder('route')).toBe('asc')
    expect(names(orderRoutes(routes, { sort: 'route', order: 'asc', text: undefined }))).toEqual([
      '/a',
      '/b',
      '/c',
      '/none',
    ])
    expect(names(orderRoutes(routes, { sort: 'route', order: 'asc', text: 'get /N' }))).toEqual(['/none'])
  })
})
