import type {
  CollectorStatus,
  Page,
  PerformanceMetrics,
  PerformanceSeries,
  RequestEvent,
  RoutesTable,
} from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestCollector } from '../../src/testing/collector.ts'
import { batch, page, request, resource, T } from '../../src/testing/facts.ts'
import { putVisit, readAll } from '../../src/testing/visit.ts'

let collector: TestCollector

beforeEach(async () => {
  collector = await TestCollector.start()
  collector.time = T + 10_000
})

afterEach(() => collector.stop())

describe('GET /api/performance', () => {
  it('metrics are null and zero where nothing happened', async () => {
    const metrics = await collector.get<PerformanceMetrics>('/api/performance/metrics')
    expect(metrics).toEqual({
      window: { from: T + 10_000 - 900_000, to: T + 10_000 },
      precision: 'exact',
      slowThreshold: 1000,
      totalRequests: 0,
      slowRequests: 0,
      slowRequestRate: 0,
      errorRequests: 0,
      errorRate: 0,
      percentiles: { p50: null, p95: null, p99: null },
      topSlowRoutes: [],
    })
  })

  it('metrics have totals, rates, percentiles and the slowest routes', async () => {
    await putVisit(collector)
    await collector.put(
      page('/a.js', { purpose: 'asset', duration: 9000 }),
      request({ purpose: 'internal', duration: 9000 }),
    )
    const metrics = await collector.get<PerformanceMetrics>('/api/performance/metrics')
    expect(metrics).toMatchObject({
      totalRequests: 3,
      slowRequests: 1,
      slowRequestRate: 1 / 3,
      errorRequests: 1,
      errorRate: 1 / 3,
      percentiles: { p50: 50 },
    })
    expect(metrics.topSlowRoutes.map(({ method, route, derived }) => [method, route, derived])).toEqual([
      ['POST', '/shop', true],
      ['GET', '/shop', false],
      ['GET', '/api/stock/:id', true],
    ])
    const all = await collector.get<PerformanceMetrics>('/api/performance/metrics?include=all')
    expect(all.totalRequests).toBe(5)
  })

  it('metrics take a window, a route, a method and an app', async () => {
    await collector.send(
      batch(
        [
          request({ path: '/a', route: '/a', start: T - 3_600_000 }),
          request({ path: '/a', route: '/a', method: 'POST' }),
        ],
        resource('shop'),
      ),
    )
    await collector.send(batch([request({ path: '/b', route: '/b' })], resource('other')))
    const total = async (query: string) =>
      (await collector.get<PerformanceMetrics>(`/api/performance/metrics?${query}`)).totalRequests
    expect(await total('')).toBe(2)
    expect(await total('window=2h')).toBe(3)
    expect(await total('window=all')).toBe(3)
    expect(await total(`from=${T}&to=${T + 1}`)).toBe(2)
    expect(await total(`from=${T + 1}`)).toBe(0)
    expect(await total(`to=${T}`)).toBe(0)
    expect(await total('window=all&route=%2Fa')).toBe(2)
    expect(await total('window=all&route=%2Fa&method=post')).toBe(1)
    expect(await total('window=all&app=other')).toBe(1)
    const { window, precision } = await collector.get<PerformanceMetrics>(
      '/api/performance/metrics?window=all',
    )
    // Longer than an hour: whole minutes.
    expect({ window, precision }).toEqual({
      window: { from: T - 3_600_000, to: T + 60_000 },
      precision: 'sketch',
    })
  })

  it('a long window has the figures of a short one, from sketches, by whole minutes', async () => {
    await collector.send(
      batch(
        Array.from({ length: 400 }, (_, i) =>
          request({
            route: `/${i % 3}`,
            start: T + i * 100,
            duration: (i + 1) * 5,
            statusCode: i % 7 ? 200 : 500,
          }),
        ),
        resource('shop', 'one'),
      ),
    )
    collector.time = T + 50_000
    const [exact, sketch] = await Promise.all(
      ['window=1h', 'window=61m'].map((window) =>
        collector.get<PerformanceMetrics>(`/api/performance/metrics?${window}`),
      ),
    )
    expect([exact?.precision, sketch?.precision]).toEqual(['exact', 'sketch'])
    expect(sketch?.window).toEqual({ from: T - 61 * 60_000, to: T + 60_000 })
    const counts = ({ totalRequests, slowRequests, errorRequests, topSlowRoutes }: PerformanceMetrics) => ({
      totalRequests,
      slowRequests,
      errorRequests,
      // Of routes with percentiles so near to each other either may come first.
      routes: topSlowRoutes
        .map(({ percentiles: _, ...route }) => route)
        .sort((a, b) => (a.route < b.route ? -1 : 1)),
    })
    expect(counts(sketch as PerformanceMetrics)).toEqual(counts(exact as PerformanceMetrics))
    for (const name of ['p50', 'p95', 'p99'] as const) {
      const right = exact?.percentiles[name] as number
      expect(Math.abs((sketch?.percentiles[name] as number) - right)).toBeLessThanOrEqual(right * 0.015)
    }
    const series = await collector.get<PerformanceSeries>('/api/performance/series?window=24h')
    expect(series).toMatchObject({ precision: 'sketch', buckets: [{ time: T, count: 400 }] })
    const table = await collector.get<RoutesTable>('/api/performance/routes?window=24h')
    expect(table.routes.map(({ route }) => route).sort()).toEqual(['/0', '/1', '/2'])
    expect(await collector.get<RoutesTable>('/api/performance/routes?window=24h&include=all')).toMatchObject({
      precision: 'exact',
    })
  })

  it('requests whose spans have expired are still counted', async () => {
    const day = 24 * 60 * 60_000
    await collector.put(page('/', { start: T, duration: 30 }))
    collector.time = T + 8 * day
    await collector.put(page('/', { start: collector.time - 1, duration: 10 }))
    await collector.restart()
    await expect.poll(async () => (await collector.get<CollectorStatus>('/api/status')).store.spans).toBe(1)
    const short = `from=${T - 1000}&to=${T + 1000}`
    expect(await collector.get(`/api/performance/metrics?${short}`)).toMatchObject({
      precision: 'sketch',
      totalRequests: 1,
      topSlowRoutes: [{ max: 30 }],
    })
    expect(await collector.get('/api/performance/metrics?window=all')).toMatchObject({ totalRequests: 2 })
    expect(await collector.get('/api/performance/metrics')).toMatchObject({
      precision: 'exact',
      totalRequests: 1,
    })
    expect(await collector.get('/api/performance/metrics?window=all&include=all')).toMatchObject({
      precision: 'exact',
      totalRequests: 1,
    })
  })

  it('the series has gaps where nothing happened, and marks where a process began', async () => {
    await collector.send(
      batch(
        [
          request({ start: T, duration: 10 }),
          request({ start: T + 500, duration: 20 }),
          request({ start: T + 60_000 }),
        ],
        resource('shop', 'one'),
      ),
    )
    collector.time = T + 90_000
    const series = await collector.get<PerformanceSeries>(
      `/api/performance/series?from=${T}&to=${T + 90_000}`,
    )
    expect(series.step).toBe(1000)
    expect(series.buckets.map(({ time, count, percentiles }) => [time, count, percentiles.p50])).toEqual([
      [T, 2, 15],
      [T + 60_000, 1, 10],
    ])
    expect(series.marks).toEqual([{ time: T + 10_000, kind: 'start', app: 'shop', instance: 'one' }])
    expect((await collector.get<PerformanceSeries>('/api/performance/series?window=24h')).step).toBe(900_000)
  })

  it('routes come slowest first', async () => {
    await putVisit(collector)
    const { routes } = await collector.get<RoutesTable>('/api/performance/routes')
    expect(routes[0]).toEqual({
      method: 'POST',
      route: '/shop',
      derived: true,
      count: 1,
      errors: 1,
      errorRate: 1,
      slow: 1,
      percentiles: { p50: 1200, p95: 1200, p99: 1200 },
      max: 1200,
      lastSeen: T + 200,
    })
  })

  it('requests of a route come slowest or newest first, with their sessions', async () => {
    const home = page('/')
    const polls = [30, 10, 20].map((duration, i) =>
      request({ path: '/poll', route: '/poll', from: '/', duration, start: T + 1 + i }),
    )
    await collector.put(home, ...polls)
    const rows = async (query: string) =>
      (await collector.get<Page<RequestEvent>>(`/api/performance/requests?route=%2Fpoll&method=GET&${query}`))
        .rows
    expect((await rows('')).map(({ duration }) => duration)).toEqual([30, 20, 10])
    expect((await rows('sort=newest')).map(({ duration }) => duration)).toEqual([20, 10, 30])
    expect(await rows('limit=1')).toMatchObject([
      { sessionId: home.spanId, url: '/poll', route: '/poll', purpose: 'data' },
    ])
    const paged = await readAll<RequestEvent>(collector, '/api/performance/requests?limit=1')
    expect(paged.map(({ duration }) => duration)).toEqual([30, 20, 10, 10])
  })

  it('a scanner makes one row', async () => {
    await collector.put(
      ...Array.from({ length: 500 }, (_, i) => request({ path: `/wp-admin/${i}.php`, statusCode: 404 })),
    )
    const { routes } = await collector.get<RoutesTable>('/api/performance/routes')
    expect(routes).toMatchObject([{ route: '(not found)', derived: true, count: 500 }])
  })
})
