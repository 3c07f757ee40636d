import { bucketOf, type Percentiles, type TrafficMinute, type TrafficRoute } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import type { ToldMinute, TrafficFilter } from '../../store/traffic/traffic.ts'
import { batch, fetchSpan, page, request, resource, T } from '../facts.ts'
import { Seeded } from '../seeded.ts'
import type { StoreUnderTest } from './store-under-test.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Everything near `T`. */
const WIDE = { from: T - 100 * HOUR, to: T + 100 * HOUR } as const
const spans = (more: Partial<TrafficFilter> = {}): TrafficFilter => ({ scope: 'spans', ...WIDE, ...more })
const fleet = (more: Partial<TrafficFilter> = {}): TrafficFilter => ({ scope: 'fleet', ...WIDE, ...more })
const FOREVER = { olderThan: 0, maxSize: 1e12 }

export function describeTraffic(t: StoreUnderTest): void {
  const total = async (filter: TrafficFilter) => (await t.store.trafficStats(filter, 'app', 100)).total

  describe('traffic', () => {
    it('counts requests of the app’s own work by route and minute', async () => {
      await t.store.append([
        batch(
          [
            page('/', { route: '/', duration: 10, start: T }),
            page('/', { route: '/', duration: 1000, start: T + 59_999, statusCode: 500 }),
            request({ path: '/thing/17', duration: 20, start: T + MINUTE }),
            page('/a.js', { purpose: 'asset', duration: 9000 }),
            request({ purpose: 'internal', duration: 9000 }),
            fetchSpan(undefined, { duration: 9000 }),
          ],
          { ...resource('shop'), 'deployment.environment.name': 'production' },
        ),
      ])
      expect(await t.store.trafficStats(spans(), 'app-route', 100)).toEqual({
        total: { count: 3, errors: 1, slow: 1, percentiles: near(20, 1000, 1000) },
        groups: [
          {
            app: 'shop',
            environment: 'production',
            method: 'GET',
            route: '/',
            derived: false,
            count: 2,
            errors: 1,
            slow: 1,
            max: 1000,
            lastSeen: T + 59_999,
            percentiles: near(10, 1000, 1000),
          },
          expect.objectContaining({ route: '/thing/:id', count: 1, max: 20, lastSeen: T + MINUTE }),
        ],
      })
      expect(await t.store.trafficSeries(spans(), MINUTE)).toEqual([
        { time: T, count: 2, errors: 1, slow: 1, percentiles: near(10, 1000, 1000) },
        { time: T + MINUTE, count: 1, errors: 0, slow: 0, percentiles: near(20, 20, 20) },
      ])
      expect((await t.store.trafficStats(spans(), 'route', 1)).groups).toHaveLength(1)
      expect(await t.store.trafficOldest()).toBe(T)
    })

    it('is narrowed by app, environment, route, method and whole minutes', async () => {
      const of = (app: string, environment: string) => ({
        ...resource(app),
        'deployment.environment.name': environment,
      })
      await t.store.append([
        batch([page('/', { route: '/' }), page('/', { route: '/', method: 'POST' })], of('shop', 'test')),
        batch([page('/', { route: '/', start: T + MINUTE })], of('shop', 'live')),
        batch([page('/', { route: '/b' })], of('blog', 'live')),
        batch([page('/c', { route: '/c' })], resource('plain')),
      ])
      const count = async (more: Partial<TrafficFilter>) => (await total(spans(more))).count
      expect(await count({})).toBe(5)
      expect(await count({ app: 'shop' })).toBe(3)
      expect(await count({ environment: 'live' })).toBe(2)
      expect(await count({ environment: '' })).toBe(1)
      expect(await count({ route: '/' })).toBe(3)
      expect(await count({ method: 'POST' })).toBe(1)
      expect(await count({ app: 'shop', environment: 'live', route: '/' })).toBe(1)
      expect(await count({ app: 'none' })).toBe(0)
      expect(await count({ to: T + MINUTE })).toBe(4)
      expect(await count({ from: T + MINUTE })).toBe(1)
      const { groups } = await t.store.trafficStats(spans(), 'app', 100)
      expect(groups.map(({ app, environment, count }) => `${app}@${environment} ${count}`).sort()).toEqual([
        'blog@live 1',
        'plain@ 1',
        'shop@live 1',
        'shop@test 2',
      ])
      expect((await t.store.trafficStats(spans({ route: '/' }), 'route', 100)).groups).toHaveLength(2)
    })

    it('has percentiles right to 1 % over any window and any number of servers', {
      timeout: 120_000,
    }, async () => {
      const chance = new Seeded(11)
      const servers = Array.from({ length: 10 }, (_, i) => resource('shop', `server-${i}`))
      const all: { start: number; duration: number; error: boolean; route: string }[] = []
      for (let round = 0; round < 10; round++) {
        // Hours are added up as they pass, and what comes late is for an hour that was.
        t.now = T + round * HOUR
        if (round > 0) await t.store.retain(FOREVER)
        const batches = servers.slice(0, chance.below(10) + 1).map((server) => {
          const facts = Array.from({ length: 60 }, () => {
            const one = {
              start: T + Math.floor(chance.next() * 10 * HOUR) - 2 * HOUR,
              duration: 2 / (1 - chance.next()) ** 1.5,
              error: chance.below(20) === 0,
              route: `/${chance.below(4)}`,
            }
            all.push(one)
            return page(one.route, { ...one, statusCode: one.error ? 500 : 200 })
          })
          return batch(facts, server, round + 1)
        })
        await t.store.append(chance.shuffled(batches))
      }
      if (t.reopen !== undefined) await t.reopen()
      for (let look = 0; look < 40; look++) {
        const from = T - 2 * HOUR + chance.below(500) * MINUTE
        const to = from + (chance.below(300) + 1) * MINUTE
        const route = look % 3 === 0 ? `/${chance.below(4)}` : undefined
        const within = all.filter(
          (one) => one.start >= from && one.start < to && (route === undefined || one.route === route),
        )
        const { total: figures, groups } = await t.store.trafficStats(
          spans({ from, to, route }),
          'route',
          100,
        )
        expect(figures).toMatchObject({
          count: within.length,
          errors: within.filter(({ error }) => error).length,
          slow: within.filter(({ duration }) => duration >= 1000).length,
        })
        expectPercentiles(figures.percentiles, within)
        for (const group of groups) {
          const ofRoute = within.filter((one) => one.route === group.route)
          expect(group.count).toBe(ofRoute.length)
          expect(group.max).toBe(Math.max(...ofRoute.map(({ duration }) => duration)))
          expect(group.lastSeen).toBe(Math.max(...ofRoute.map(({ start }) => start)))
          expectPercentiles(group.percentiles, ofRoute)
        }
        const step = (chance.below(2) === 0 ? 60 : chance.below(20) + 1) * MINUTE
        for (const { time, count, percentiles } of await t.store.trafficSeries(
          spans({ from, to, route }),
          step,
        )) {
          const inBucket = within.filter((one) => Math.floor(one.start / step) * step === time)
          expect(count).toBe(inBucket.length)
          expectPercentiles(percentiles, inBucket)
        }
        const exact = await t.store.requestStats({ kinds: ['request'], from, to, route }, 1000, 100)
        expect(exact.total).toMatchObject({
          count: figures.count,
          errors: figures.errors,
          slow: figures.slow,
        })
      }
    })

    it('of minutes that are told is what was told last', async () => {
      const one = told('one', T, [route('/', [10, 20, 30])])
      await t.store.putTraffic([one, told('two', T, [route('/', [40])])])
      await t.store.putTraffic([one])
      expect(await total(fleet())).toMatchObject({ count: 4, percentiles: near(20, 40, 40) })
      await t.store.putTraffic([told('one', T, [route('/', [10, 20, 30, 50]), route('/b', [1500])])])
      expect(await total(fleet())).toMatchObject({ count: 6, slow: 1, percentiles: near(30, 1500, 1500) })
      if (t.reopen !== undefined) await t.reopen()
      await t.store.putTraffic([
        told('one', T, [route('/b', [1500])]),
        told('one', T + MINUTE, [route('/', [5])]),
      ])
      expect(await total(fleet())).toMatchObject({ count: 3, slow: 1, percentiles: near(40, 1500, 1500) })
      expect((await t.store.trafficStats(fleet(), 'app-route', 10)).groups).toMatchObject([
        { app: 'shop', environment: 'live', route: '/b', count: 1, lastSeen: T },
        { app: 'shop', environment: 'live', route: '/', count: 2 },
      ])
      // Spans told nothing.
      expect(await total(spans())).toMatchObject({ count: 0 })
    })

    it('of minutes that are told anew after their hour was added up is right, too', async () => {
      await t.store.putTraffic([told('one', T, [route('/', [10, 20])])])
      t.now = T + 5 * HOUR
      await t.store.retain(FOREVER)
      await t.store.putTraffic([told('one', T, [route('/', [10, 20, 30, 40])])])
      await t.store.putTraffic([told('one', T, [route('/', [20, 30, 40])])])
      expect(await total(fleet())).toMatchObject({ count: 3, percentiles: near(30, 40, 40) })
      expect(await t.store.trafficSeries(fleet(), HOUR)).toMatchObject([{ time: T, count: 3 }])
    })

    it('of a process that tells of more than there can be holds up nothing', async () => {
      const most = { ...route('/', [10]), count: 1e15 }
      await t.store.putTraffic([0, 1, 2].map((i) => told('one', T + i * MINUTE, [most])))
      t.now = T + 5 * HOUR
      await t.store.retain(FOREVER)
      const { count } = await total(fleet())
      expect(count).toBeGreaterThan(1e9)
    })

    it('leaves the spans out of processes that give account of their minutes', async () => {
      const [one, two] = [resource('shop', 'one'), resource('shop', 'two')]
      await t.store.append([
        batch([page('/', { duration: 10 })], one),
        batch([page('/', { duration: 20 })], two),
      ])
      t.now = T + 5 * HOUR
      await t.store.retain(FOREVER)
      expect(await total(fleet())).toMatchObject({ count: 2 })
      await t.store.putTraffic([told('one', T, [route('/', [10, 11, 12])])])
      expect(await total(fleet())).toMatchObject({ count: 4, percentiles: near(11, 20, 20) })
      // A sample of its requests, and those of another process.
      await t.store.append([
        batch([page('/', { duration: 12 })], one, 2),
        batch([page('/', { duration: 21 })], two, 2),
      ])
      expect(await total(fleet())).toMatchObject({ count: 5, percentiles: near(12, 21, 21) })
      expect(await total(spans())).toMatchObject({ count: 4 })
      if (t.reopen !== undefined) await t.reopen()
      expect(await total(fleet())).toMatchObject({ count: 5 })
      expect(await total(spans())).toMatchObject({ count: 4 })
      // Another app's process of the same name is another.
      await t.store.append([batch([page('/')], resource('blog', 'one'), 3)])
      expect(await total(fleet({ app: 'blog' }))).toMatchObject({ count: 1 })
    })

    it('outlives the spans, and goes by whole hours', async () => {
      await t.put(
        page('/', { start: T - 3 * HOUR }),
        page('/', { start: T - 2 * HOUR }),
        page('/', { start: T + MINUTE }),
      )
      await t.store.retain({ ...FOREVER, olderThan: T + 2 * MINUTE, trafficOlderThan: 0 })
      expect(await t.find()).toHaveLength(0)
      expect(await total(spans())).toMatchObject({ count: 3 })
      await t.store.retain({ ...FOREVER, trafficOlderThan: T - 2 * HOUR + 1 })
      expect(await total(spans())).toMatchObject({ count: 2 })
      expect(await t.store.trafficOldest()).toBe(T - 2 * HOUR)
      await t.store.retain({ ...FOREVER, trafficOlderThan: T + HOUR })
      expect(await total(spans())).toMatchObject({ count: 0, percentiles: { p95: null } })
      expect(await t.store.trafficOldest()).toBeNull()
      await t.put(page('/', { start: T + 5 * HOUR }))
      expect(await total(spans())).toMatchObject({ count: 1 })
    })

    it('counts a batch that comes again once', async () => {
      const again = batch([page('/')], resource('shop', 'agent'), 1)
      await t.store.append([again, again])
      await t.store.append([again])
      if (t.reopen !== undefined) await t.reopen()
      await t.store.append([again])
      expect(await total(spans())).toMatchObject({ count: 1 })
    })

    it('tells routes apart up to a number, and counts all', { timeout: 120_000 }, async () => {
      await t.put(...Array.from({ length: 5_100 }, (_, i) => page('/', { route: `/${i}`, duration: 10 })))
      const { total: figures, groups } = await t.store.trafficStats(spans(), 'route', 10_000)
      expect(figures.count).toBe(5_100)
      expect(groups).toHaveLength(5_001)
      expect(groups.find(({ route }) => route === '(other)')?.count).toBe(100)
    })
  })
}

/** Right to 1 %, and never more than the longest. */
function expectPercentiles(
  percentiles: Percentiles,
  requests: readonly { readonly duration: number }[],
): void {
  const sorted = requests.map(({ duration }) => duration).sort((a, b) => a - b)
  for (const [name, share] of [
    ['p50', 0.5],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const) {
    const right = sorted[Math.ceil(share * sorted.length) - 1]
    if (right === undefined) expect(percentiles[name]).toBeNull()
    else expect(Math.abs((percentiles[name] as number) - right) / right).toBeLessThanOrEqual(0.01 + 1e-9)
  }
}

function near(p50: number, p95: number, p99: number) {
  const of = (value: number) => ({
    asymmetricMatch: (given: unknown) => Math.abs((given as number) - value) <= value * 0.0101,
    toString: () => `near ${value}`,
  })
  return { p50: of(p50), p95: of(p95), p99: of(p99) }
}

function told(instance: string, minute: number, routes: readonly TrafficRoute[]): ToldMinute {
  const of: TrafficMinute = { minute, app_name: 'shop', environment: 'live', routes }
  return { instance, minute: of }
}

function route(path: string, durations: readonly number[]): TrafficRoute {
  const counts = new Map<number, number>()
  for (const duration of durations) counts.set(bucketOf(duration), (counts.get(bucketOf(duration)) ?? 0) + 1)
  return {
    method: 'GET',
    route: path,
    count: durations.length,
    errors: 0,
    slow: durations.filter((duration) => duration >= 1000).length,
    sum: durations.reduce((sum, duration) => sum + duration, 0),
    max: Math.max(...durations),
    buckets: [...counts].sort(([a], [b]) => a - b).flat(),
  }
}
