import type { CallApi, Fact, Span } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { BROWSER_PREFIX, type VitalFilter } from '../../store/browser/browser-store.ts'
import { navigation, pageError } from '../browser.ts'
import { batch, exception, fetchSpan, page, request, resource, span, T } from '../facts.ts'
import { vital } from '../vitals.ts'
import type { StoreUnderTest } from './store-under-test.ts'

const HOUR = 3_600_000
const ALL = { from: T - HOUR, to: T + HOUR }

export function describeBrowser(t: StoreUnderTest): void {
  const sequences = new Map<string, number>()
  const tell = (instance: string, facts: readonly Fact[], app = 'shop') => {
    const sequence = (sequences.get(instance) ?? 0) + 1
    sequences.set(instance, sequence)
    return t.store.append([batch(facts, resource(app, `${BROWSER_PREFIX}${instance}`), sequence)])
  }
  const stats = (filter: Partial<VitalFilter> = {}, step = 60_000) =>
    t.store.vitalStats({ ...ALL, ...filter }, step)

  describe('web vitals', () => {
    it('that are told again count once, with the newest value at the time and place of the first', async () => {
      await tell('a', [
        vital('INP', 100, { id: 'i', path: '/cart' }),
        vital('INP', 300, { id: 'i', path: '/other', device: 'mobile', time: T + 70_000 }),
      ])
      await tell('a', [vital('INP', 600, { id: 'i', time: T + 80_000 }), vital('LCP', 1000, { id: 'i' })])
      await tell('b', [vital('INP', 50, { id: 'i', path: '/cart' })])
      const found = await stats()
      expect(await t.store.vitalSums(ALL)).toEqual(found.vitals)
      expect(found.loads).toBe(2)
      expect(found.vitals).toEqual([
        { vital: 'LCP', count: 1, p75: 1000, good: 1, poor: 0 },
        { vital: 'INP', count: 2, p75: expect.closeTo(462.5), good: 1, poor: 1 },
      ])
      expect(found.trend).toEqual([
        { time: T, vital: 'LCP', count: 1, p75: 1000, good: 1, poor: 0 },
        { time: T, vital: 'INP', count: 2, p75: expect.closeTo(462.5), good: 1, poor: 1 },
      ])
      expect(found.routes.map(({ route, loads }) => [route, loads])).toEqual([
        ['/cart', 2],
        ['/', 1],
      ])
      expect(found.devices.map(({ device, loads }) => [device, loads])).toEqual([['desktop', 2]])
    })

    it('come by the route of the request that served the visit, else by a pattern of their path', async () => {
      const served = page('/product/17', { route: '/product/[id]' })
      const asked = request({
        path: '/cart',
        route: '/cart',
        purpose: 'navigation',
        visitId: 'a'.repeat(16),
        start: T + 5,
      })
      const unnamed = page('/plain/9')
      await t.put(served, asked, unnamed)
      await tell('a', [
        vital('LCP', 1, { path: '/product/17', visitId: served.spanId }),
        vital('CLS', 0.5, { path: '/cart', visitId: 'a'.repeat(16) }),
        vital('LCP', 3, { path: '/plain/9', visitId: unnamed.spanId }),
        vital('LCP', 4, { path: '/plain/8', visitId: 'no id' }),
      ])
      expect((await stats()).routes).toEqual([
        {
          route: '/cart',
          derived: false,
          loads: 1,
          vitals: [{ vital: 'CLS', count: 1, p75: 0.5, good: 0, poor: 1 }],
        },
        {
          route: '/plain/:id',
          derived: true,
          loads: 1,
          vitals: [{ vital: 'LCP', count: 2, p75: expect.closeTo(3.75), good: 2, poor: 0 }],
        },
        {
          route: '/product/[id]',
          derived: false,
          loads: 1,
          vitals: [{ vital: 'LCP', count: 1, p75: 1, good: 1, poor: 0 }],
        },
      ])
      expect((await stats({ route: '/product/[id]' })).vitals).toMatchObject([{ vital: 'LCP', count: 1 }])
      expect((await stats({ route: '/product/:id' })).vitals).toEqual([])
      expect(await t.store.vitalSums({ ...ALL, route: '/cart' })).toMatchObject([{ vital: 'CLS', count: 1 }])
    })

    it('are found by app, device and time, and lie in steps and buckets', async () => {
      await tell('a', [
        vital('TTFB', 0, { device: 'mobile' }),
        vital('TTFB', 150, { device: 'mobile', time: T + 60_000 }),
        vital('TTFB', 150.1, { device: 'tablet', time: T + 61_000 }),
        vital('TTFB', 1e6, { time: T + 62_000 }),
      ])
      await tell('b', [vital('TTFB', 7)], 'api')
      const { distribution, trend, devices } = await stats({ app: 'shop' })
      expect(distribution).toEqual([
        { vital: 'TTFB', step: 0, count: 2 },
        { vital: 'TTFB', step: 1, count: 1 },
        { vital: 'TTFB', step: 24, count: 1 },
      ])
      expect(trend.map(({ time, count, p75 }) => [time - T, count, p75])).toEqual([
        [0, 1, 0],
        [60_000, 3, expect.closeTo(500_075.05)],
      ])
      expect(devices.map(({ device, loads }) => [device, loads])).toEqual([
        ['desktop', 1],
        ['mobile', 1],
        ['tablet', 1],
      ])
      expect((await stats({ device: 'mobile' })).vitals).toMatchObject([{ count: 2 }])
      expect((await stats({ app: 'api' })).vitals).toMatchObject([{ count: 1, p75: 7 }])
      expect((await stats({ from: T + 60_000, to: T + 62_000 })).vitals).toMatchObject([{ count: 2 }])
      expect(await stats({ app: 'nobody' })).toEqual({
        loads: 0,
        vitals: [],
        distribution: [],
        trend: [],
        routes: [],
        devices: [],
      })
    })

    it('are of the window that they were told in first', async () => {
      await tell('a', [vital('CLS', 0.01, { id: 'c' }), vital('CLS', 0.3, { id: 'c', time: T + 90_000 })])
      expect((await stats({ to: T + 1 })).vitals).toMatchObject([{ p75: 0.3, poor: 1 }])
      expect((await stats({ from: T + 1 })).vitals).toEqual([])
      await tell('a', [vital('CLS', 0.4, { id: 'c', time: T + 20 * HOUR })])
      expect((await stats({ to: T + 1 })).vitals).toMatchObject([{ p75: 0.4 }])
      expect((await stats({ from: T + HOUR, to: T + 30 * HOUR })).vitals).toEqual([])
    })

    it('have their newest value, also where that came first', async () => {
      await tell('a', [
        vital('INP', 700, { id: 'i', time: T + 10 }),
        vital('LCP', 3000, { id: 'l', time: T }),
        vital('LCP', 9000, { id: 'l', time: T + 20 }),
      ])
      await tell('a', [vital('INP', 300, { id: 'i' }), vital('LCP', 5000, { id: 'l', time: T + 10 })])
      expect((await stats()).vitals).toMatchObject([{ p75: 9000 }, { p75: 700 }])
      const [inp] = await t.store.poorVitals(ALL, 10)
      const [event] = await t.store.events({ seqs: [inp?.seq ?? 0], limit: 1 })
      expect(event?.attributes['browser.web_vital.value']).toBe(9000)
    })

    it('that were not good are found in a window that is over, whatever came since', async () => {
      await tell('a', [vital('LCP', 5000, { path: '/then' })])
      await tell('b', [vital('LCP', 5000, { path: '/mine' })], 'small')
      await tell(
        'c',
        Array.from({ length: 500 }, (_, i) => vital('LCP', 9000, { time: T + 10 + i })),
      )
      expect(await t.store.poorVitals({ ...ALL, to: T + 5 }, 10)).toMatchObject([
        { route: '/mine' },
        { route: '/then' },
      ])
      expect(await t.store.poorVitals({ ...ALL, app: 'small' }, 10)).toMatchObject([{ route: '/mine' }])
    })

    it('that were not good are found, the newest first', async () => {
      await tell('a', [
        vital('LCP', 2500, { path: '/good' }),
        vital('LCP', 2501, { path: '/old' }),
        vital('INP', 100, { id: 'grown', path: '/grown' }),
        vital('INP', 900, { id: 'grown', path: '/grown', time: T + 10 }),
      ])
      const found = await t.store.poorVitals(ALL, 10)
      expect(found.map(({ route }) => route)).toEqual(['/grown', '/old'])
      const [event] = await t.store.events({ seqs: [found[0]?.seq ?? 0], limit: 1 })
      expect(event?.attributes['browser.web_vital.value']).toBe(900)
      expect(await t.store.poorVitals(ALL, 1)).toHaveLength(1)
    })

    it('that can not be read are events like others', async () => {
      await tell('a', [
        { ...vital('LCP', 1), name: 'other' },
        vital('LCP', -1),
        vital('LCP', 1, { attributes: { 'browser.web_vital.name': 'XYZ' } }),
        vital('LCP', 1, { attributes: { 'browser.web_vital.value': 'much' } }),
      ])
      expect((await stats()).loads).toBe(0)
      expect(await t.store.events({ limit: 10 })).toHaveLength(4)
    })

    it('go with their events, and are counted as one fact', async () => {
      await tell('a', [vital('LCP', 1, { time: T - 10 }), vital('LCP', 2)])
      expect(await t.store.retain({ olderThan: T, maxSize: 1e9 })).toBe(1)
      expect((await stats()).vitals).toMatchObject([{ count: 1, p75: 2 }])
      expect(await t.store.stats()).toMatchObject({ events: 1, expired: 1 })
    })

    it('are there after a restart, and known again', async () => {
      await tell('a', [vital('LCP', 1, { path: '/x/1' }), vital('INP', 1, { path: '/x/1', id: 'i' })])
      await t.reopen?.()
      await tell('a', [vital('LCP', 2, { path: '/x/2' }), vital('INP', 9, { path: '/x/1', id: 'i' })])
      expect((await stats()).routes).toMatchObject([
        {
          route: '/x/:id',
          vitals: [
            { vital: 'LCP', count: 2 },
            { vital: 'INP', count: 1, p75: 9 },
          ],
        },
      ])
    })
  })

  describe('calls of pages', () => {
    const call = (by: CallApi, url: string, options: Partial<Span> & { statusCode?: number | null } = {}) =>
      fetchSpan(undefined, {
        url,
        ...options,
        attributes: { 'kymo.fetch.by': by, ...options.attributes },
      })

    it('are summed up by host', async () => {
      await tell('a', [
        call('fetch', 'http://a.test/1', { duration: 100, attributes: { 'http.response.body.size': 10 } }),
        call('fetch', 'http://a.test/2', {
          duration: 2000,
          attributes: { 'http.request.resend_count': 2, 'kymo.cache.status': 'hit' },
        }),
        call('xhr', 'http://a.test/3', { duration: 3000, status: 'error', statusCode: null }),
        call('websocket', 'http://a.test/socket', { duration: 60_000, statusCode: 101 }),
        call('beacon', 'http://b.test/', { statusCode: null }),
      ])
      await t.put(fetchSpan(undefined, { url: 'http://a.test/server' }))
      const { total, hosts } = await t.store.callStats({}, 1000, 10)
      const a = {
        host: 'a.test',
        count: 4,
        failed: 1,
        slow: 1,
        cacheHits: 1,
        retries: 1,
        bytes: 10,
        p50: 1050,
        p95: expect.closeTo(1905),
      }
      const b = { host: 'b.test', count: 1, failed: 0, slow: 0, cacheHits: 0, retries: 0, bytes: null }
      expect(hosts).toEqual([a, { ...b, p50: null, p95: null }])
      expect(total).toEqual({ ...a, host: '', count: 5 })
      expect((await t.store.callStats({ callers: ['xhr'] }, 1000, 10)).total).toMatchObject({ count: 1 })
      expect((await t.store.callStats({ hosts: ['b.test'] }, 1000, 10)).hosts).toHaveLength(1)
      expect((await t.store.callStats({}, 1000, 1)).hosts).toHaveLength(1)
      expect((await t.store.callStats({ to: T }, 1000, 10)).total).toMatchObject({ count: 0, bytes: null })
    })

    it('are found by what made them', async () => {
      await tell('a', [call('fetch', 'http://a.test/1'), call('eventsource', 'http://a.test/2')])
      await t.put(fetchSpan(undefined, {}), page('/'))
      expect(await t.find({ callers: ['fetch', 'xhr', 'beacon', 'websocket', 'eventsource'] })).toHaveLength(
        2,
      )
      expect((await t.find({ callers: ['eventsource'] })).map(({ url }) => url)).toEqual(['http://a.test/2'])
    })
  })

  describe('pages', () => {
    const measure = (start: number, duration: number, type = 'long-task') =>
      span('measure', { start, duration, attributes: { 'kymo.measure.type': type } })

    it('are summed up: visits, exceptions, and how long they were blocked of the time they were seen', async () => {
      await tell('a', [
        navigation(),
        measure(T, 250),
        measure(T + 1000, 49),
        measure(T + 2000, 900, 'interaction'),
        fetchSpan(undefined, { start: T + 25_000 }),
        pageError('a'.repeat(16), 'no', T + 45_000),
      ])
      // It does not measure.
      const many = pageError('b'.repeat(16), 'no')
      await tell('b', [
        navigation(),
        { ...many, attributes: { ...many.attributes, 'kymo.exception.count': 3 } },
      ])
      await tell('c', [navigation(), measure(T, 1050, 'long-animation-frame')], 'other')
      await t.put(page('/'), exception(undefined, 'of a server'), measure(T, 9000))
      expect(await t.store.pageSums({ ...ALL, app: 'shop' })).toEqual({
        visits: 2,
        exceptions: 4,
        observed: 30_000,
        blocked: 200,
      })
      expect(await t.store.pageSums(ALL)).toEqual({
        visits: 3,
        exceptions: 4,
        observed: 40_000,
        blocked: 1200,
      })
      expect(await t.store.pageSums({ from: T + 1, to: T + 10_000 })).toMatchObject({ visits: 0, blocked: 0 })
    })

    it('that told of something are found, the newest first', async () => {
      const told = (time: number) => ({ ...pageError('a'.repeat(16), 'x', time), name: 'kymo.signals' })
      await tell('a', [told(T + 3), told(T + 9), pageError('a'.repeat(16), 'x', T + 50)])
      await tell('b', [told(T + 5)])
      const found = await t.store.eventSources({ names: ['kymo.signals'], to: T + 9 }, 10)
      expect(found.map(({ instance, lastSeen }) => [instance, lastSeen - T])).toEqual([
        ['browser:b', 5],
        ['browser:a', 3],
      ])
      const [latest] = await t.store.events({ seqs: [found[0]?.latest ?? 0], limit: 1 })
      expect(latest).toMatchObject({ time: T + 5, instance: 'browser:b' })
      expect(await t.store.eventSources({ names: ['kymo.signals'] }, 1)).toHaveLength(1)
    })
  })
}
