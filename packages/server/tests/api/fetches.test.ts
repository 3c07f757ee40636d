import type { FetchEvent, FetchFacets, Page, ServerActionEvent } from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestCollector } from '../../src/testing/collector.ts'
import { action, fetchSpan, page, T } from '../../src/testing/facts.ts'
import { putVisit, readAll } from '../../src/testing/visit.ts'

let collector: TestCollector

beforeEach(async () => {
  collector = await TestCollector.start()
  collector.time = T + 10_000
})

afterEach(() => collector.stop())

describe('GET /api/fetches', () => {
  it('has each fetch with its session', async () => {
    const { home, fetches } = await putVisit(collector)
    await collector.put(fetchSpan(undefined, { start: T + 900 }))
    const { rows, total } = await collector.get<Page<FetchEvent>>('/api/fetches')
    expect(total).toBe(3)
    expect(rows.map(({ sessionId }) => sessionId)).toEqual([null, home.spanId, home.spanId])
    expect(rows[2]).toEqual({
      id: fetches[0]?.spanId,
      traceId: home.traceId,
      sessionId: home.spanId,
      parentId: fetches[0]?.parentId,
      method: 'GET',
      url: 'http://a.test/products',
      host: 'a.test',
      statusCode: 200,
      startTime: T + 3,
      duration: 10,
      cache: { status: 'hit', reason: null, mode: null, tags: [], revalidate: null },
      runtime: null,
      aborted: false,
      origin: 'unknown',
      source: null,
      requestSize: null,
      responseSize: null,
      error: null,
    })
  })

  it('tells all that is known of a cached fetch', async () => {
    const attributes = {
      'kymo.cache.reason': 'revalidate: 60',
      'kymo.cache.mode': 'force-cache',
      'kymo.cache.tags': ['a', 'b'],
      'kymo.cache.revalidate': false,
      'kymo.fetch.origin': 'server-component',
      'http.response.body.size': 1234,
    }
    await collector.put(fetchSpan(undefined, { cache: 'stale', attributes }))
    const { rows } = await collector.get<Page<FetchEvent>>('/api/fetches')
    expect(rows).toMatchObject([
      {
        cache: {
          status: 'stale',
          reason: 'revalidate: 60',
          mode: 'force-cache',
          tags: ['a', 'b'],
          revalidate: false,
        },
        origin: 'server-component',
        responseSize: 1234,
      },
    ])
  })

  it('filters by each of its columns, by several values, and by session', async () => {
    const { home } = await putVisit(collector)
    const other = page('/other', { start: T + 5000 })
    await collector.put(
      other,
      fetchSpan(other, {
        method: 'POST',
        statusCode: null,
        status: 'error',
        attributes: { 'error.type': 'ECONNREFUSED' },
      }),
    )
    const count = async (query: string) =>
      (await collector.get<Page<FetchEvent>>(`/api/fetches?${query}`)).total
    expect(await count('method=post')).toBe(1)
    expect(await count('method=GET,POST')).toBe(3)
    expect(await count('status=error')).toBe(1)
    expect(await count('status=2xx,404')).toBe(2)
    expect(await count('host=b.test')).toBe(1)
    expect(await count('cache=hit,miss')).toBe(2)
    expect(await count('q=PRODUCTS')).toBe(1)
    expect(await count(`session=${home.spanId}`)).toBe(2)
    expect(await count(`session=${other.spanId}&status=error`)).toBe(1)
    expect(await count('session=00000000000000aa')).toBe(0)
    expect(await count(`from=${T + 1000}`)).toBe(1)
    expect(await count(`to=${T + 4}`)).toBe(1)
    const { rows } = await collector.get<Page<FetchEvent>>('/api/fetches?status=error')
    expect(rows).toMatchObject([{ statusCode: null, error: 'ECONNREFUSED' }])
  })

  it('pages through all in either order', async () => {
    await collector.put(...Array.from({ length: 55 }, (_, i) => fetchSpan(undefined, { start: T + (i % 5) })))
    const falling = (await readAll<FetchEvent>(collector, '/api/fetches?limit=10')).map(({ id }) => id)
    expect(new Set(falling).size).toBe(55)
    const rising = await readAll<FetchEvent>(collector, '/api/fetches?limit=10&order=asc')
    expect(rising.map(({ id }) => id)).toEqual(falling.toReversed())
    expect(rising[0]?.startTime).toBe(T)
  })

  it('says what can be filtered by', async () => {
    const { home } = await putVisit(collector)
    await collector.put(fetchSpan(undefined, { statusCode: null, url: 'http://c.test/' }))
    expect(await collector.get<FetchFacets>('/api/fetches/facets')).toEqual({
      method: [{ value: 'GET', count: 3 }],
      host: ['a.test', 'b.test', 'c.test'].map((value) => ({ value, count: 1 })),
      cache: ['hit', 'miss', 'unknown'].map((value) => ({ value, count: 1 })),
      status: ['2xx', '4xx', 'error'].map((value) => ({ value, count: 1 })),
    })
    const { host } = await collector.get<FetchFacets>(`/api/fetches/facets?session=${home.spanId}`)
    expect(host.map(({ value }) => value)).toEqual(['a.test', 'b.test'])
  })
})

describe('GET /api/actions', () => {
  it('has each action with its session, and filters', async () => {
    const { home, save } = await putVisit(collector)
    await collector.put(action(undefined, 'rename', { start: T + 900, status: 'unset' }))
    const { rows, total } = await collector.get<Page<ServerActionEvent>>('/api/actions')
    expect(total).toBe(2)
    expect(rows[1]).toMatchObject({
      id: save.spanId,
      sessionId: home.spanId,
      name: 'save',
      file: 'app/actions.ts',
      status: 'error',
    })
    const names = async (query: string) =>
      (await collector.get<Page<ServerActionEvent>>(`/api/actions?${query}`)).rows.map(({ name }) => name)
    expect(await names('status=ok')).toEqual(['rename'])
    expect(await names('status=error')).toEqual(['save'])
    expect(await names('q=SAV')).toEqual(['save'])
    expect(await names('order=asc')).toEqual(['save', 'rename'])
    expect(await names(`session=${home.spanId}`)).toEqual(['save'])
  })
})
