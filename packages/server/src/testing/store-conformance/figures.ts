import { describe, expect, it } from 'vitest'
import { fetchSpan, request, T } from '../facts.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function describeFigures(t: StoreUnderTest): void {
  describe('figures', () => {
    it('have exact percentiles, as SQL defines them', async () => {
      // 1 … 101: the p-th percentile of a hundred steps is p + 1.
      await t.put(...Array.from({ length: 101 }, (_, i) => request({ duration: 101 - i })))
      const { percentiles } = (await t.store.requestStats({}, 1000, 10)).total
      expect(percentiles.p50).toBeCloseTo(51)
      expect(percentiles.p95).toBeCloseTo(96)
      expect(percentiles.p99).toBeCloseTo(100)
    })

    it('interpolate between two values', async () => {
      await t.put(request({ duration: 10 }), request({ duration: 20 }))
      const { percentiles } = (await t.store.requestStats({}, 1000, 10)).total
      expect(percentiles.p50).toBeCloseTo(15)
      expect(percentiles.p95).toBeCloseTo(19.5)
    })

    it('count errors and slow requests, and no other spans', async () => {
      await t.put(
        request({ duration: 1000 }),
        request({ duration: 999.9, statusCode: 500 }),
        request({ duration: 5, statusCode: 404 }),
        fetchSpan(undefined, { duration: 5000, status: 'error' }),
      )
      expect((await t.store.requestStats({}, 1000, 10)).total).toMatchObject({ count: 3, errors: 1, slow: 1 })
      expect((await t.store.requestStats({ to: T }, 1000, 10)).total).toMatchObject({ count: 0 })
    })

    it('come in buckets, without those that are empty', async () => {
      await t.put(
        request({ start: T, duration: 1 }),
        request({ start: T + 999.9, duration: 3 }),
        request({ start: T + 5000, duration: 7, statusCode: 500 }),
      )
      const buckets = await t.store.requestSeries({}, 5, 1000)
      expect(buckets).toEqual([
        {
          time: T,
          count: 2,
          errors: 0,
          slow: 0,
          percentiles: { p50: 2, p95: expect.closeTo(2.9), p99: expect.closeTo(2.98) },
        },
        { time: T + 5000, count: 1, errors: 1, slow: 1, percentiles: { p50: 7, p95: 7, p99: 7 } },
      ])
    })

    it('come by route, slowest first', async () => {
      await t.put(
        ...[10, 20, 30].map((duration) =>
          request({ route: '/fast', path: '/fast', duration, start: T + duration }),
        ),
        request({ route: '/slow', path: '/slow', duration: 2000, statusCode: 500 }),
        request({ route: '/slow', path: '/slow', method: 'POST', duration: 100 }),
        request({ path: '/thing/17', duration: 50 }),
        request({ path: '/thing/18', duration: 60 }),
      )
      const routes = (await t.store.requestStats({}, 1000, 10)).routes
      expect(routes.map(({ method, route, derived, count }) => [method, route, derived, count])).toEqual([
        ['GET', '/slow', false, 1],
        ['POST', '/slow', false, 1],
        ['GET', '/thing/:id', true, 2],
        ['GET', '/fast', false, 3],
      ])
      expect(routes[0]).toMatchObject({ errors: 1, slow: 1, max: 2000, lastSeen: T })
      expect(routes[3]).toMatchObject({ max: 30, lastSeen: T + 30, percentiles: { p50: 20 } })
      expect((await t.store.requestStats({}, 1000, 2)).routes).toHaveLength(2)
      expect(await t.store.routeStats({}, 1000, 10)).toEqual(routes)
      expect(await t.store.routeStats({}, 1000, 2)).toEqual(routes.slice(0, 2))
      expect((await t.store.requestStats({ methods: ['POST'] }, 1000, 10)).routes).toHaveLength(1)
    })

    it('of many unknown paths make few routes', async () => {
      await t.put(
        ...Array.from({ length: 400 }, (_, i) =>
          request({ path: `/word${'abcdefghij'[i % 10]}${i}x/${i}`, statusCode: 200 }),
        ),
        ...Array.from({ length: 400 }, (_, i) => request({ path: `/wp-${i}.php`, statusCode: 404 })),
      )
      const routes = (await t.store.requestStats({}, 1000, 5000)).routes
      expect(routes.length).toBeLessThanOrEqual(302)
      expect(routes.find(({ route }) => route === '(not found)')?.count).toBe(400)
    })

    it('of fetches are counted by what they can be filtered by', async () => {
      await t.put(
        fetchSpan(undefined, { url: 'http://a.test/1', cache: 'hit' }),
        fetchSpan(undefined, { url: 'http://a.test/2', cache: 'miss', statusCode: 404 }),
        fetchSpan(undefined, { url: 'http://b.test/', method: 'POST', statusCode: null }),
        request({}),
      )
      expect(await t.store.fetchFacets({}, 10)).toEqual({
        method: [
          { value: 'GET', count: 2 },
          { value: 'POST', count: 1 },
        ],
        host: [
          { value: 'a.test', count: 2 },
          { value: 'b.test', count: 1 },
        ],
        cache: [
          { value: 'hit', count: 1 },
          { value: 'miss', count: 1 },
          { value: 'unknown', count: 1 },
        ],
        status: [
          { value: '2xx', count: 1 },
          { value: '4xx', count: 1 },
          { value: 'error', count: 1 },
        ],
      })
      expect((await t.store.fetchFacets({ hosts: ['b.test'] }, 10)).method).toEqual([
        { value: 'POST', count: 1 },
      ])
      expect((await t.store.fetchFacets({}, 1)).host).toEqual([{ value: 'a.test', count: 2 }])
    })
  })
}
