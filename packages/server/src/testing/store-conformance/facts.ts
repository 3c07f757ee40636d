import { describe, expect, it } from 'vitest'
import { action, batch, exception, fetchSpan, page, point, request, resource, span, T } from '../facts.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function describeFacts(t: StoreUnderTest): void {
  describe('when it is empty', () => {
    it('answers every question with nothing', async () => {
      expect(await t.find()).toEqual([])
      expect(await t.store.countSpans({})).toBe(0)
      expect(await t.store.events({ limit: 10 })).toEqual([])
      expect((await t.store.requestStats({}, 1000, 10)).total).toEqual({
        count: 0,
        errors: 0,
        slow: 0,
        percentiles: { p50: null, p95: null, p99: null },
      })
      expect(await t.store.requestSeries({}, 1000, 1000)).toEqual([])
      expect(await t.store.routeStats({}, 1000, 10)).toEqual([])
      expect((await t.store.requestStats({}, 1000, 10)).routes).toEqual([])
      expect(await t.store.fetchFacets({}, 10)).toEqual({ method: [], host: [], cache: [], status: [] })
      expect(await t.store.instances()).toEqual([])
      expect(await t.store.stats()).toMatchObject({
        spans: 0,
        events: 0,
        points: 0,
        oldest: null,
        expired: 0,
      })
      expect(await t.store.retain({ olderThan: T, maxSize: 1e9 })).toBe(0)
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
      await t.put(...facts)
      const rows = await t.find()
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
      await t.put(fact)
      const [row] = await t.find()
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
      await t.put(...facts)
      const rows = await t.find()
      for (const fact of facts) {
        expect(rows.find((row) => row.spanId === fact.spanId)?.attributes).toEqual(fact.attributes)
      }
    })

    it('are numbered in the order of their arrival', async () => {
      await t.put(page('/a'), page('/b'))
      await t.put(page('/c'))
      const rows = [...(await t.find())].sort((a, b) => a.seq - b.seq)
      expect(rows.map((row) => row.url)).toEqual(['/a', '/b', '/c'])
      expect(rows.map((row) => row.seq)).toEqual([1, 2, 3])
    })

    it('say where their instance runs', async () => {
      const facts = () => [page('/'), fetchSpan(undefined), exception(undefined, 'no')]
      await t.store.append([
        batch(facts(), { ...resource('node'), 'process.runtime.name': 'nodejs' }),
        batch(facts(), { ...resource('page'), 'kymo.runtime': 'browser' }),
        batch(facts(), { ...resource('odd'), 'process.runtime.name': 'cpython' }),
      ])
      const found = [...(await t.find()), ...(await t.store.events({ limit: 10 }))]
      expect(new Set(found.map(({ app, runtime }) => `${app} ${runtime}`))).toEqual(
        new Set(['node nodejs', 'page browser', 'odd null']),
      )
      expect(found).toHaveLength(9)
    })

    it('of all types are counted', async () => {
      await t.put(page('/'), exception(undefined, 'no'), point('heap', 1), point('heap', 2))
      expect(await t.store.stats()).toMatchObject({ spans: 1, events: 1, points: 2, oldest: T })
    })
  })
}
