import { describe, expect, it } from 'vitest'
import type { SpanRow } from '../../store/rows.ts'
import type { Store } from '../../store/store.ts'
import { batch, exception, fetchSpan, page, point, request, resource, T } from '../facts.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function describeLifetime(t: StoreUnderTest): void {
  describe('events', () => {
    it('are found by name, trace, time and app, newest first', async () => {
      const home = page('/')
      const other = { ...exception(undefined, 'later', { time: T + 9 }), name: 'log' }
      await t.put(home, exception(home, 'first'), exception(undefined, 'second', { time: T + 5 }), other)
      const messages = async (query: Parameters<Store['events']>[0]) =>
        (await t.store.events(query)).map((event) => event.attributes['exception.message'])
      expect(await messages({ limit: 10 })).toEqual(['later', 'second', 'first'])
      expect(await messages({ limit: 2 })).toEqual(['later', 'second'])
      expect(await messages({ limit: 10, names: ['exception'] })).toEqual(['second', 'first'])
      expect(await messages({ limit: 10, traceIds: [home.traceId] })).toEqual(['first'])
      expect(await messages({ limit: 10, from: T + 5, to: T + 9 })).toEqual(['second'])
      expect(await messages({ limit: 10, app: 'other' })).toEqual([])
      const [event] = await t.store.events({ limit: 1, traceIds: [home.traceId] })
      expect(event).toMatchObject({ traceId: home.traceId, spanId: home.spanId, app: 'shop', time: T + 1 })
    })
  })

  describe('retention', () => {
    it('removes what is older, and says how much', async () => {
      await t.put(
        page('/old', { start: T - 1 }),
        page('/new'),
        exception(undefined, 'x', { time: T - 5 }),
        point('p', 1, T - 5),
      )
      expect(await t.store.retain({ olderThan: T, maxSize: 1e9 })).toBe(3)
      expect((await t.find()).map((row) => row.url)).toEqual(['/new'])
      expect(await t.store.stats()).toMatchObject({ spans: 1, events: 0, points: 0, oldest: T, expired: 3 })
      expect(await t.store.retain({ olderThan: T, maxSize: 1e9 })).toBe(0)
    })

    it('forgets processes that left nothing', async () => {
      await t.store.append([batch([page('/', { start: T - 10_000 })], resource('shop', 'gone'))])
      t.now = T + 60_000
      await t.store.append([batch([page('/', { start: T + 50_000 })], resource('shop', 'here'))])
      await t.store.retain({ olderThan: T + 30_000, maxSize: 1e9 })
      expect((await t.store.instances()).map(({ instance }) => instance)).toEqual(['here'])
      expect((await t.find()).map((row) => row.instance)).toEqual(['here'])
    })
  })

  it('answers rightly while it is written to', async () => {
    const of = resource()
    let written = 0
    const writing = (async () => {
      for (let sequence = 1; sequence <= 40; sequence++) {
        await t.store.append([
          batch(
            Array.from({ length: 50 }, (_, i) => page(`/${i}`, { start: T + i })),
            of,
            sequence,
          ),
        ])
        written = sequence * 50
      }
    })()
    let last = 0
    while (written < 2000) {
      const before = written
      const [
        {
          total: { count },
        },
        rows,
      ] = await Promise.all([
        t.store.requestStats({}, 1000, 10),
        t.find({ limit: 3000 }),
        t.store.requestSeries({}, 1000, 10),
      ])
      expect(count).toBeGreaterThanOrEqual(before)
      expect(count % 50).toBe(0)
      expect(rows.length % 50).toBe(0)
      expect(count).toBeGreaterThanOrEqual(last)
      last = count
    }
    await writing
    expect(await t.store.countSpans({})).toBe(2000)
  })

  it('holds 100,000 spans', { timeout: 120_000 }, async () => {
    const of = resource()
    const durations: number[] = []
    for (let sequence = 1; sequence <= 20; sequence++) {
      const facts = Array.from({ length: 5000 }, (_, i) => {
        const duration = ((sequence * 5000 + i) * 7919) % 100_003
        durations.push(duration)
        return request({ path: `/p/${i % 50}`, start: T + sequence * 5000 + i, duration })
      })
      await t.store.append([batch(facts, of, sequence)])
    }
    durations.sort((a, b) => a - b)
    const at = (fraction: number) => {
      const rank = fraction * (durations.length - 1)
      const [low, high] = [durations[Math.floor(rank)] as number, durations[Math.ceil(rank)] as number]
      return low + (high - low) * (rank % 1)
    }
    const { count, percentiles } = (await t.store.requestStats({}, 1000, 10)).total
    expect(count).toBe(100_000)
    expect(percentiles.p50).toBeCloseTo(at(0.5))
    expect(percentiles.p99).toBeCloseTo(at(0.99))
    expect(await t.find({ limit: 3, order: 'slowest' })).toMatchObject(
      durations
        .slice(-3)
        .reverse()
        .map((duration) => ({ duration })),
    )
  })

  it('keeps everything over a restart', async () => {
    if (t.reopen === undefined) return
    const of = resource('shop', 'one')
    const facts = [
      page('/a', { query: 'x=1' }),
      fetchSpan(undefined, { cache: 'hit' }),
      exception(undefined, 'x'),
      point('p', 1),
    ]
    await t.store.append([batch(facts, of, 1, 3)])
    const [before, instances, stats] = await Promise.all([t.find(), t.store.instances(), t.store.stats()])
    await t.reopen()
    const plain = (rows: readonly SpanRow[]) => rows.map((row) => ({ ...row, attributes: row.attributes }))
    expect(plain(await t.find())).toEqual(plain(before))
    expect(await t.store.instances()).toEqual(instances)
    expect({ ...(await t.store.stats()), size: null }).toEqual({ ...stats, size: null })
    expect(await t.store.append([batch(facts, of, 1, 3), batch([page('/b')], of, 2)])).toEqual([false, true])
    const seqs = (await t.find()).map((row) => row.seq)
    expect(Math.max(...seqs)).toBe(5)
  })
}
