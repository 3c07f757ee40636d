import { describe, expect, it } from 'vitest'
import type { SpanQuery } from '../../store/span-query.ts'
import { visitKey } from '../../store/visit-key.ts'
import { navigation } from '../browser.ts'
import { action, fetchSpan, page, request, T } from '../facts.ts'
import { ids, type StoreUnderTest } from './store-under-test.ts'

export function describeFilters(t: StoreUnderTest): void {
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
      moved: fetchSpan(undefined, {
        statusCode: 307,
        start: T + 60,
        attributes: { 'kymo.fetch.origin': 'edge' },
      }),
      saved: action(undefined, 'saveCart', { start: T + 70 }),
      failed: action(undefined, 'removeCart', { start: T + 80, status: 'error' }),
      changed: navigation({ url: '/in', tab: 'a "tab"', start: T + 90 }),
    }
    const names = Object.keys(kinds) as (keyof typeof kinds)[]

    it.each<[string, Partial<SpanQuery>, (keyof typeof kinds)[]]>([
      ['nothing', {}, names],
      ['kind', { kinds: ['action'] }, ['saved', 'failed']],
      ['several kinds', { kinds: ['action', 'fetch'] }, ['hit', 'lost', 'moved', 'saved', 'failed']],
      ['no kind', { kinds: [] }, []],
      ['from, inclusive', { from: T + 60 }, ['moved', 'saved', 'failed', 'changed']],
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
      ['origin', { origins: ['edge', 'proxy'] }, ['moved']],
      ['tab', { tab: 'a "tab"' }, ['changed']],
      ['unknown origin', { origins: ['unknown'] }, ['hit', 'lost']],
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
      await t.put(...Object.values(kinds))
      const wanted = new Set(expected.map((name) => kinds[name].spanId))
      expect(new Set(ids(await t.find(query)))).toEqual(wanted)
      expect(await t.store.countSpans(query)).toBe(wanted.size)
    })

    it('keep traces apart that differ in one half only', async () => {
      const a = page('/a', { traceId: `${'1'.repeat(16)}${'2'.repeat(16)}` })
      const b = page('/b', { traceId: `${'1'.repeat(16)}${'3'.repeat(16)}` })
      const c = page('/c', { traceId: `${'4'.repeat(16)}${'2'.repeat(16)}` })
      await t.put(a, b, c)
      expect(ids(await t.find({ traceIds: [a.traceId] }))).toEqual([a.spanId])
    })

    it('take thousands of ids', async () => {
      const spans = Array.from({ length: 3000 }, (_, i) => page(`/${i % 7}`, { start: T + i }))
      await t.put(...spans)
      const some = spans.filter((_, i) => i % 2 === 0)
      const rows = await t.find({ traceIds: some.map((one) => one.traceId), limit: 5000 })
      expect(new Set(ids(rows))).toEqual(new Set(ids(some)))
    })
  })
}
