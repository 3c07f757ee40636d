import type { Fact, Span } from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SpanRow } from '../store/rows.ts'
import type { SpanQuery } from '../store/span-query.ts'
import type { Store } from '../store/store.ts'
import { visitKey } from '../store/visit-key.ts'
import { action, batch, exception, fetchSpan, page, point, request, resource, span, T } from './facts.ts'

export interface OpenedStore {
  readonly store: Store
  /** Closes the store and opens what it kept; `undefined` for a store that keeps nothing. */
  readonly reopen: (() => Promise<Store>) | undefined
  readonly cleanUp: () => Promise<void>
}

/** What every store must do. @param open with the clock that the store is to use */
export function describeStore(name: string, open: (now: () => number) => Promise<OpenedStore>): void {
  describe(`${name} store`, () => {
    let opened: OpenedStore
    let store: Store
    let now = T

    beforeEach(async () => {
      now = T
      opened = await open(() => now)
      store = opened.store
    })

    afterEach(() => opened.cleanUp())

    const put = (...facts: Fact[]) => store.append([batch(facts)])
    const find = (query: Partial<SpanQuery> = {}) => store.spans({ order: 'newest', limit: 1000, ...query })
    const ids = (rows: readonly (SpanRow | Span)[]) => rows.map((row) => row.spanId)

    describe('when it is empty', () => {
      it('answers every question with nothing', async () => {
        expect(await find()).toEqual([])
        expect(await store.countSpans({})).toBe(0)
        expect(await store.events({ limit: 10 })).toEqual([])
        expect((await store.requestStats({}, 1000, 10)).total).toEqual({
          count: 0,
          errors: 0,
          slow: 0,
          percentiles: { p50: null, p95: null, p99: null },
        })
        expect(await store.requestSeries({}, 1000, 1000)).toEqual([])
        expect(await store.routeStats({}, 1000, 10)).toEqual([])
        expect((await store.requestStats({}, 1000, 10)).routes).toEqual([])
        expect(await store.fetchFacets({}, 10)).toEqual({ method: [], host: [], cache: [], status: [] })
        expect(await store.instances()).toEqual([])
        expect(await store.stats()).toMatchObject({
          spans: 0,
          events: 0,
          points: 0,
          oldest: null,
          expired: 0,
        })
        expect(await store.retain({ olderThan: T, maxSize: 1e9 })).toBe(0)
      })
    })

    describe('facts', () => {
      it('come back as they were given', async () => {
        const facts = [
          request({
            path: '/product/17',
            query: 'a=1&b=2',
            route: '/product/[id]',
            purpose: 'navigation',
            htmlId: 'html',
            visitId: 'visit',
            start: T + 0.125,
            duration: 12.3456789,
            attributes: { 'kymo.ttfb': 1.5, 'kymo.aborted': true },
          }),
          fetchSpan(undefined, {
            url: 'https://a.test/x?y=z',
            cache: 'stale',
            attributes: { 'kymo.cache.tags': ['a', 'b'] },
          }),
          action(undefined, 'save', { status: 'error' }),
          span('render', { attributes: {}, status: 'unset' }),
        ]
        await put(...facts)
        const rows = await find()
        for (const fact of facts) {
          const row = rows.find(({ spanId }) => spanId === fact.spanId)
          expect(row && { ...fact, attributes: row.attributes }).toEqual(fact)
          expect(row).toMatchObject({
            traceId: fact.traceId,
            parentId: fact.parentId ?? null,
            kind: fact.kind,
            name: fact.name,
            start: fact.start,
            duration: fact.duration,
            status: fact.status,
            app: 'shop',
          })
        }
      })

      it.each([
        ['', 'an empty name'],
        ['ünï 日本 🫀', 'other scripts'],
        ["'; DROP TABLE requests; --", 'SQL'],
        ['a\0b', 'a zero character'],
        ['x'.repeat(20_000), 'a long text'],
        ['\ud800', 'half of a surrogate pair'],
      ])('keeps $1', async (text) => {
        const fact = request({
          path: text,
          name: text,
          route: text,
          attributes: { note: text, list: [text] },
        })
        await put(fact)
        const [row] = await find()
        // UTF-8 has no lone surrogates: what stands for them may come back.
        const same = [text, text.replace(/[\ud800-\udfff](?![\udc00-\udfff])/, '\ufffd')]
        expect(same).toContain(row?.name)
        expect(same).toContain(row?.route)
        expect(same).toContain(row?.attributes.note)
      })

      it('keeps values of a type that their column does not have', async () => {
        const odd = {
          'http.response.status_code': 'teapot',
          'http.route': 7,
          'url.path': true,
          'kymo.cache.status': 'warm',
        }
        const facts = [
          span('request', { attributes: odd }),
          span('fetch', { attributes: odd }),
          span('request', {
            attributes: { 'http.response.status_code': 70_000.5, 'kymo.request.purpose': 'fun' },
          }),
        ]
        await put(...facts)
        const rows = await find()
        for (const fact of facts) {
          expect(rows.find((row) => row.spanId === fact.spanId)?.attributes).toEqual(fact.attributes)
        }
      })

      it('are numbered in the order of their arrival', async () => {
        await put(page('/a'), page('/b'))
        await put(page('/c'))
        const rows = [...(await find())].sort((a, b) => a.seq - b.seq)
        expect(rows.map((row) => row.url)).toEqual(['/a', '/b', '/c'])
        expect(rows.map((row) => row.seq)).toEqual([1, 2, 3])
      })

      it('of all types are counted', async () => {
        await put(page('/'), exception(undefined, 'no'), point('heap', 1), point('heap', 2))
        expect(await store.stats()).toMatchObject({ spans: 1, events: 1, points: 2, oldest: T })
      })
    })

    describe('batches', () => {
      it('that come again are counted once', async () => {
        const same = batch([page('/')], resource('shop', 'one'), 7)
        expect(await store.append([same])).toEqual([true])
        expect(await store.append([same])).toEqual([false])
        expect(await store.append([batch([page('/')], resource('shop', 'one'), 8), same])).toEqual([
          true,
          false,
        ])
        expect(await store.append([batch([page('/')], resource('shop', 'two'), 7)])).toEqual([true])
        expect(await store.countSpans({})).toBe(3)
      })

      it('that come twice at once are counted once', async () => {
        const same = batch([page('/')], resource('shop', 'one'), 1)
        expect(await store.append([same, same])).toEqual([true, false])
        const results = await Promise.all(
          [1, 2, 3].map(() => store.append([batch([page('/')], resource('shop', 'two'), 1)])),
        )
        expect(results.flat().filter(Boolean)).toHaveLength(1)
        expect(await store.countSpans({})).toBe(2)
      })

      it('that arrive out of order are all kept', async () => {
        const of = resource()
        for (const sequence of [3, 1, 2])
          expect(await store.append([batch([page('/')], of, sequence)])).toEqual([true])
        expect(await store.countSpans({})).toBe(3)
      })

      it('without facts are known, too', async () => {
        const empty = batch([], resource('shop', 'one'), 1)
        expect(await store.append([empty])).toEqual([true])
        expect(await store.append([empty])).toEqual([false])
      })

      it('tell of their instances', async () => {
        const of = resource('shop', 'one')
        await store.append([batch([page('/'), page('/')], of, 1, 0)])
        now = T + 5000
        await store.append([batch([page('/')], of, 2, 4)])
        await store.append([batch([], resource('api', 'two'), 1, 1)])
        const instances = [...(await store.instances())].sort((a, b) => (a.instance < b.instance ? -1 : 1))
        expect(instances).toEqual([
          {
            instance: 'one',
            app: 'shop',
            pid: 42,
            runtime: null,
            firstSeen: T,
            lastSeen: T + 5000,
            facts: 3,
            dropped: 4,
          },
          expect.objectContaining({ instance: 'two', app: 'api', dropped: 1, firstSeen: T + 5000 }),
        ])
      })
    })

    describe('filters', () => {
      const kinds = {
        home: page('/', { route: '/', start: T }),
        api: request({
          method: 'POST',
          path: '/api/cart',
          statusCode: 404,
          start: T + 10,
          from: '/',
        }),
        broken: request({
          path: '/broken',
          route: '/broken',
          statusCode: 503,
          start: T + 20,
          htmlId: 'h1',
          duration: 900,
        }),
        file: request({ path: '/_next/static/a.js', purpose: 'asset', start: T + 30, visitId: 'v1' }),
        hit: fetchSpan(undefined, { url: 'http://API.test:8080/Things', cache: 'hit', start: T + 40 }),
        lost: fetchSpan(undefined, { statusCode: null, status: 'error', start: T + 50, method: 'PUT' }),
        moved: fetchSpan(undefined, { statusCode: 307, start: T + 60 }),
        saved: action(undefined, 'saveCart', { start: T + 70 }),
        failed: action(undefined, 'removeCart', { start: T + 80, status: 'error' }),
      }
      const names = Object.keys(kinds) as (keyof typeof kinds)[]

      it.each<[string, Partial<SpanQuery>, (keyof typeof kinds)[]]>([
        ['nothing', {}, names],
        ['kind', { kinds: ['action'] }, ['saved', 'failed']],
        ['several kinds', { kinds: ['action', 'fetch'] }, ['hit', 'lost', 'moved', 'saved', 'failed']],
        ['no kind', { kinds: [] }, []],
        ['from, inclusive', { from: T + 60 }, ['moved', 'saved', 'failed']],
        ['to, exclusive', { to: T + 20 }, ['home', 'api']],
        ['app', { app: 'shop' }, names],
        ['unknown app', { app: 'other' }, []],
        ['method', { methods: ['POST', 'PUT'] }, ['api', 'lost']],
        ['route', { route: '/broken' }, ['broken']],
        ['derived route', { route: '(not found)' }, ['api']],
        ['purpose', { purposes: ['document', 'asset'] }, ['home', 'file']],
        ['status class', { statuses: ['2xx'] }, ['home', 'file', 'hit']],
        ['status code', { statuses: [404, 307] }, ['api', 'moved']],
        ['no answer', { kinds: ['fetch'], statuses: ['error'] }, ['lost']],
        ['mixed statuses', { statuses: ['5xx', 404] }, ['api', 'broken']],
        ['outcome', { outcomes: ['error'] }, ['broken', 'lost', 'failed']],
        ['host in lower case', { hosts: ['api.test:8080'] }, ['hit']],
        ['cache', { caches: ['hit'] }, ['hit']],
        ['unknown cache', { caches: ['unknown'] }, ['lost', 'moved']],
        ['text of a URL in any case', { text: 'THINGS' }, ['hit', 'lost', 'moved']],
        ['text of a name', { text: 'cart' }, ['api', 'saved', 'failed']],
        ['text with wildcards', { text: '%' }, []],
        ['text with a quote', { text: "'" }, []],
        [
          'page and client',
          { anyOf: { visitKeys: [visitKey('/', '127.0.0.1', 'Firefox')], htmlIds: [], visitIds: [] } },
          ['home', 'api'],
        ],
        [
          'page of another client',
          { anyOf: { visitKeys: [visitKey('/', '127.0.0.1', 'Opera')], htmlIds: [], visitIds: [] } },
          [],
        ],
        ['document', { anyOf: { visitKeys: [], htmlIds: ['h1'], visitIds: [] } }, ['broken']],
        [
          'visit or document',
          { anyOf: { visitKeys: [], htmlIds: ['h1'], visitIds: ['v1'] } },
          ['broken', 'file'],
        ],
        ['no key', { anyOf: { visitKeys: [], htmlIds: [], visitIds: [] } }, []],
        ['trace', { traceIds: [kinds.api.traceId, kinds.saved.traceId] }, ['api', 'saved']],
        ['no trace', { traceIds: [] }, []],
        ['span', { spanIds: [kinds.hit.spanId] }, ['hit']],
        [
          'all at once',
          { kinds: ['request'], from: T, to: T + 100, methods: ['GET'], statuses: ['2xx'], text: 'next' },
          ['file'],
        ],
      ])('by %s', async (_, query, expected) => {
        await put(...Object.values(kinds))
        const wanted = new Set(expected.map((name) => kinds[name].spanId))
        expect(new Set(ids(await find(query)))).toEqual(wanted)
        expect(await store.countSpans(query)).toBe(wanted.size)
      })

      it('keep traces apart that differ in one half only', async () => {
        const a = page('/a', { traceId: `${'1'.repeat(16)}${'2'.repeat(16)}` })
        const b = page('/b', { traceId: `${'1'.repeat(16)}${'3'.repeat(16)}` })
        const c = page('/c', { traceId: `${'4'.repeat(16)}${'2'.repeat(16)}` })
        await put(a, b, c)
        expect(ids(await find({ traceIds: [a.traceId] }))).toEqual([a.spanId])
      })

      it('take thousands of ids', async () => {
        const spans = Array.from({ length: 3000 }, (_, i) => page(`/${i % 7}`, { start: T + i }))
        await put(...spans)
        const some = spans.filter((_, i) => i % 2 === 0)
        const rows = await find({ traceIds: some.map((one) => one.traceId), limit: 5000 })
        expect(new Set(ids(rows))).toEqual(new Set(ids(some)))
      })
    })

    describe('pages', () => {
      it.each(['newest', 'oldest', 'slowest'] as const)(
        'by %s hold every row once, also where many are equal',
        async (order) => {
          const spans = Array.from({ length: 100 }, (_, i) =>
            page(`/${i}`, { start: T + (i % 3), duration: i % 4 }),
          )
          await put(...spans)
          const seen: SpanRow[] = []
          for (let before: SpanQuery['before']; ; ) {
            const rows = await find({ order, limit: 7, before })
            seen.push(...rows)
            const last = rows.at(-1)
            if (rows.length < 7 || last === undefined) break
            before = { value: order === 'slowest' ? last.duration : last.start, spanId: last.spanId }
          }
          const all = await find({ order })
          expect(ids(seen)).toEqual(ids(all))
          expect(new Set(ids(seen))).toEqual(new Set(ids(spans)))
          const values = all.map((row) => (order === 'slowest' ? row.duration : row.start))
          expect(values).toEqual([...values].sort((a, b) => (order === 'oldest' ? a - b : b - a)))
        },
      )

      it('may be asked for without what makes rows long', async () => {
        const asked = request({
          path: '/a',
          query: 'b=1',
          from: '/',
          htmlId: 'h',
          visitId: 'v',
          start: T + 5,
        })
        await put(asked)
        const [row] = await find({ bare: true })
        const [whole] = await find()
        const { attributes: _, name: __, host: ___, ...rest } = { ...(whole as SpanRow) }
        expect(row).toMatchObject(rest)
      })

      it('mix all kinds in one order', async () => {
        const spans = Array.from({ length: 30 }, (_, i) =>
          i % 3 === 0
            ? page('/', { start: T + i })
            : i % 3 === 1
              ? fetchSpan(undefined, { start: T + i })
              : action(undefined, 'a', { start: T + i }),
        )
        await put(...spans)
        expect(ids(await find({ limit: 10 }))).toEqual(ids(spans.slice(-10).reverse()))
        expect(ids(await find({ limit: 10, order: 'oldest' }))).toEqual(ids(spans.slice(0, 10)))
      })
    })

    describe('figures', () => {
      it('have exact percentiles, as SQL defines them', async () => {
        // 1 … 101: the p-th percentile of a hundred steps is p + 1.
        await put(...Array.from({ length: 101 }, (_, i) => request({ duration: 101 - i })))
        const { percentiles } = (await store.requestStats({}, 1000, 10)).total
        expect(percentiles.p50).toBeCloseTo(51)
        expect(percentiles.p95).toBeCloseTo(96)
        expect(percentiles.p99).toBeCloseTo(100)
      })

      it('interpolate between two values', async () => {
        await put(request({ duration: 10 }), request({ duration: 20 }))
        const { percentiles } = (await store.requestStats({}, 1000, 10)).total
        expect(percentiles.p50).toBeCloseTo(15)
        expect(percentiles.p95).toBeCloseTo(19.5)
      })

      it('count errors and slow requests, and no other spans', async () => {
        await put(
          request({ duration: 1000 }),
          request({ duration: 999.9, statusCode: 500 }),
          request({ duration: 5, statusCode: 404 }),
          fetchSpan(undefined, { duration: 5000, status: 'error' }),
        )
        expect((await store.requestStats({}, 1000, 10)).total).toMatchObject({ count: 3, errors: 1, slow: 1 })
        expect((await store.requestStats({ to: T }, 1000, 10)).total).toMatchObject({ count: 0 })
      })

      it('come in buckets, without those that are empty', async () => {
        await put(
          request({ start: T, duration: 1 }),
          request({ start: T + 999.9, duration: 3 }),
          request({ start: T + 5000, duration: 7, statusCode: 500 }),
        )
        const buckets = await store.requestSeries({}, 5, 1000)
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
        await put(
          ...[10, 20, 30].map((duration) =>
            request({ route: '/fast', path: '/fast', duration, start: T + duration }),
          ),
          request({ route: '/slow', path: '/slow', duration: 2000, statusCode: 500 }),
          request({ route: '/slow', path: '/slow', method: 'POST', duration: 100 }),
          request({ path: '/thing/17', duration: 50 }),
          request({ path: '/thing/18', duration: 60 }),
        )
        const routes = (await store.requestStats({}, 1000, 10)).routes
        expect(routes.map(({ method, route, derived, count }) => [method, route, derived, count])).toEqual([
          ['GET', '/slow', false, 1],
          ['POST', '/slow', false, 1],
          ['GET', '/thing/:id', true, 2],
          ['GET', '/fast', false, 3],
        ])
        expect(routes[0]).toMatchObject({ errors: 1, slow: 1, max: 2000, lastSeen: T })
        expect(routes[3]).toMatchObject({ max: 30, lastSeen: T + 30, percentiles: { p50: 20 } })
        expect((await store.requestStats({}, 1000, 2)).routes).toHaveLength(2)
        expect(await store.routeStats({}, 1000, 10)).toEqual(routes)
        expect(await store.routeStats({}, 1000, 2)).toEqual(routes.slice(0, 2))
        expect((await store.requestStats({ methods: ['POST'] }, 1000, 10)).routes).toHaveLength(1)
      })

      it('of many unknown paths make few routes', async () => {
        await put(
          ...Array.from({ length: 400 }, (_, i) =>
            request({ path: `/word${'abcdefghij'[i % 10]}${i}x/${i}`, statusCode: 200 }),
          ),
          ...Array.from({ length: 400 }, (_, i) => request({ path: `/wp-${i}.php`, statusCode: 404 })),
        )
        const routes = (await store.requestStats({}, 1000, 5000)).routes
        expect(routes.length).toBeLessThanOrEqual(302)
        expect(routes.find(({ route }) => route === '(not found)')?.count).toBe(400)
      })

      it('of fetches are counted by what they can be filtered by', async () => {
        await put(
          fetchSpan(undefined, { url: 'http://a.test/1', cache: 'hit' }),
          fetchSpan(undefined, { url: 'http://a.test/2', cache: 'miss', statusCode: 404 }),
          fetchSpan(undefined, { url: 'http://b.test/', method: 'POST', statusCode: null }),
          request({}),
        )
        expect(await store.fetchFacets({}, 10)).toEqual({
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
        expect((await store.fetchFacets({ hosts: ['b.test'] }, 10)).method).toEqual([
          { value: 'POST', count: 1 },
        ])
        expect((await store.fetchFacets({}, 1)).host).toEqual([{ value: 'a.test', count: 2 }])
      })
    })

    describe('events', () => {
      it('are found by name, trace, time and app, newest first', async () => {
        const home = page('/')
        const other = { ...exception(undefined, 'later', { time: T + 9 }), name: 'log' }
        await put(home, exception(home, 'first'), exception(undefined, 'second', { time: T + 5 }), other)
        const messages = async (query: Parameters<Store['events']>[0]) =>
          (await store.events(query)).map((event) => event.attributes['exception.message'])
        expect(await messages({ limit: 10 })).toEqual(['later', 'second', 'first'])
        expect(await messages({ limit: 2 })).toEqual(['later', 'second'])
        expect(await messages({ limit: 10, names: ['exception'] })).toEqual(['second', 'first'])
        expect(await messages({ limit: 10, traceIds: [home.traceId] })).toEqual(['first'])
        expect(await messages({ limit: 10, from: T + 5, to: T + 9 })).toEqual(['second'])
        expect(await messages({ limit: 10, app: 'other' })).toEqual([])
        const [event] = await store.events({ limit: 1, traceIds: [home.traceId] })
        expect(event).toMatchObject({ traceId: home.traceId, spanId: home.spanId, app: 'shop', time: T + 1 })
      })
    })

    describe('retention', () => {
      it('removes what is older, and says how much', async () => {
        await put(
          page('/old', { start: T - 1 }),
          page('/new'),
          exception(undefined, 'x', { time: T - 5 }),
          point('p', 1, T - 5),
        )
        expect(await store.retain({ olderThan: T, maxSize: 1e9 })).toBe(3)
        expect((await find()).map((row) => row.url)).toEqual(['/new'])
        expect(await store.stats()).toMatchObject({ spans: 1, events: 0, points: 0, oldest: T, expired: 3 })
        expect(await store.retain({ olderThan: T, maxSize: 1e9 })).toBe(0)
      })

      it('forgets processes that left nothing', async () => {
        await store.append([batch([page('/', { start: T - 10_000 })], resource('shop', 'gone'))])
        now = T + 60_000
        await store.append([batch([page('/', { start: T + 50_000 })], resource('shop', 'here'))])
        await store.retain({ olderThan: T + 30_000, maxSize: 1e9 })
        expect((await store.instances()).map(({ instance }) => instance)).toEqual(['here'])
        expect((await find()).map((row) => row.instance)).toEqual(['here'])
      })
    })

    it('answers rightly while it is written to', async () => {
      const of = resource()
      let written = 0
      const writing = (async () => {
        for (let sequence = 1; sequence <= 40; sequence++) {
          await store.append([
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
          store.requestStats({}, 1000, 10),
          find({ limit: 3000 }),
          store.requestSeries({}, 1000, 10),
        ])
        expect(count).toBeGreaterThanOrEqual(before)
        expect(count % 50).toBe(0)
        expect(rows.length % 50).toBe(0)
        expect(count).toBeGreaterThanOrEqual(last)
        last = count
      }
      await writing
      expect(await store.countSpans({})).toBe(2000)
    })

    it('holds 100,000 spans', { timeout: 60_000 }, async () => {
      const of = resource()
      const durations: number[] = []
      for (let sequence = 1; sequence <= 20; sequence++) {
        const facts = Array.from({ length: 5000 }, (_, i) => {
          const duration = ((sequence * 5000 + i) * 7919) % 100_003
          durations.push(duration)
          return request({ path: `/p/${i % 50}`, start: T + sequence * 5000 + i, duration })
        })
        await store.append([batch(facts, of, sequence)])
      }
      durations.sort((a, b) => a - b)
      const at = (fraction: number) => {
        const rank = fraction * (durations.length - 1)
        const [low, high] = [durations[Math.floor(rank)] as number, durations[Math.ceil(rank)] as number]
        return low + (high - low) * (rank % 1)
      }
      const { count, percentiles } = (await store.requestStats({}, 1000, 10)).total
      expect(count).toBe(100_000)
      expect(percentiles.p50).toBeCloseTo(at(0.5))
      expect(percentiles.p99).toBeCloseTo(at(0.99))
      expect(await find({ limit: 3, order: 'slowest' })).toMatchObject(
        durations
          .slice(-3)
          .reverse()
          .map((duration) => ({ duration })),
      )
    })

    it('keeps everything over a restart', async () => {
      if (opened.reopen === undefined) return
      const of = resource('shop', 'one')
      const facts = [
        page('/a', { query: 'x=1' }),
        fetchSpan(undefined, { cache: 'hit' }),
        exception(undefined, 'x'),
        point('p', 1),
      ]
      await store.append([batch(facts, of, 1, 3)])
      const [before, instances, stats] = await Promise.all([find(), store.instances(), store.stats()])
      store = await opened.reopen()
      const plain = (rows: readonly SpanRow[]) => rows.map((row) => ({ ...row, attributes: row.attributes }))
      expect(plain(await find())).toEqual(plain(before))
      expect(await store.instances()).toEqual(instances)
      expect({ ...(await store.stats()), size: null }).toEqual({ ...stats, size: null })
      expect(await store.append([batch(facts, of, 1, 3), batch([page('/b')], of, 2)])).toEqual([false, true])
      const seqs = (await find()).map((row) => row.seq)
      expect(Math.max(...seqs)).toBe(5)
    })
  })
}
