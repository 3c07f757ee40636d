import type {
  ApiErrorBody,
  CollectorStatus,
  FetchEvent,
  FetchFacets,
  Page,
  PerformanceMetrics,
  PerformanceSeries,
  RequestEvent,
  RoutesTable,
  RuntimeSnapshot,
  ServerActionEvent,
  SessionDetail,
  SessionSummary,
  TraceDetail,
} from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestCollector } from '../src/testing/collector.ts'
import {
  action,
  batch,
  exception,
  fetchSpan,
  page,
  request,
  resource,
  span,
  T,
} from '../src/testing/facts.ts'

let collector: TestCollector

beforeEach(async () => {
  collector = await TestCollector.start()
  collector.time = T + 10_000
})

afterEach(() => collector.stop())

/** A page that fetched twice, then loaded data and failed to save. */
async function putVisit() {
  const home = page('/shop', { route: '/shop', duration: 50 })
  const render = span('render', {
    traceId: home.traceId,
    parentId: home.spanId,
    start: T + 2,
    name: 'render',
  })
  const fetches = [
    fetchSpan(render, { url: 'http://a.test/products', cache: 'hit', start: T + 3 }),
    fetchSpan(home, { url: 'http://b.test/stock', cache: 'miss', statusCode: 404, start: T + 4 }),
  ]
  const data = request({ path: '/api/stock/17', from: '/shop', start: T + 100, duration: 20 })
  const post = request({
    path: '/shop',
    method: 'POST',
    purpose: 'action',
    from: '/shop',
    start: T + 200,
    statusCode: 500,
    duration: 1200,
  })
  const save = action(post, 'save', { status: 'error', start: T + 201 })
  const error = exception(save, 'out of stock')
  await collector.put(...fetches, render, home, data, save, error, post)
  return { home, render, fetches, data, post, save }
}

/** All pages of a list, read one after another. */
async function readAll<Row>(path: string): Promise<Row[]> {
  const rows: Row[] = []
  for (let next: string | null = ''; next !== null; ) {
    const before = next === '' ? '' : `&before=${encodeURIComponent(next)}`
    const answer: Page<Row> = await collector.get(`${path}${before}`)
    rows.push(...answer.rows)
    next = answer.next
  }
  return rows
}

describe('GET /api/runtime', () => {
  it('is empty at first', async () => {
    expect(await collector.get('/api/runtime')).toEqual({
      time: T + 10_000,
      sessions: [],
      activeSessionId: null,
      errors: [],
    })
  })

  it('has the sessions with their rows', async () => {
    const { home } = await putVisit()
    const snapshot = await collector.get<RuntimeSnapshot>('/api/runtime')
    expect(snapshot.activeSessionId).toBe(home.spanId)
    expect(snapshot.sessions).toHaveLength(1)
    expect(snapshot.sessions[0]).toMatchObject({
      id: home.spanId,
      opener: 'document',
      url: '/shop',
      route: '/shop',
      counts: { requests: 3, fetches: 2, actions: 1, errors: 1 },
      requests: [{ url: '/shop' }, { url: '/api/stock/17', route: null }, { method: 'POST', error: '500' }],
      fetches: [
        { host: 'a.test', cache: { status: 'hit' } },
        { host: 'b.test', statusCode: 404 },
      ],
      actions: [{ name: 'save', status: 'error' }],
      errors: [{ message: 'out of stock', sessionId: home.spanId }],
    })
  })

  it('has no active session when nothing happened for half a minute', async () => {
    await putVisit()
    collector.time = T + 60_000
    expect((await collector.get<RuntimeSnapshot>('/api/runtime')).activeSessionId).toBeNull()
  })

  it('takes a limit, an app, a window and a place to go on from', async () => {
    await collector.send(batch([page('/a', { start: T }), page('/b', { start: T + 1 })], resource('shop')))
    await collector.send(batch([page('/c', { start: T + 2 })], resource('other')))
    const urls = async (query: string) =>
      (await collector.get<RuntimeSnapshot>(`/api/runtime?${query}`)).sessions.map(({ url }) => url)
    expect(await urls('limit=2')).toEqual(['/c', '/b'])
    expect(await urls('app=shop')).toEqual(['/b', '/a'])
    expect(await urls('window=5s')).toEqual([])
    expect(await urls('window=15s')).toEqual(['/c', '/b', '/a'])
    expect(await urls(`before=${T + 2}_0000000000000000`)).toEqual(['/b', '/a'])
  })

  it('has errors that belong to no request', async () => {
    const cron = span('internal')
    await collector.put(cron, exception(cron, 'in a job'), exception(undefined, 'loose', { time: T + 5 }))
    await putVisit()
    const { errors } = await collector.get<RuntimeSnapshot>('/api/runtime')
    expect(errors.map(({ message, sessionId }) => [message, sessionId])).toEqual([
      ['loose', null],
      ['in a job', null],
    ])
  })
})

describe('GET /api/sessions', () => {
  it('pages through all, newest first, also where many began at once', async () => {
    const visits = Array.from({ length: 45 }, (_, i) => page(`/${i}`, { start: T + (i % 4) }))
    await collector.put(...visits)
    const rows = await readAll<SessionSummary>('/api/sessions?limit=10')
    expect(rows).toHaveLength(45)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(45)
    expect(rows.map(({ startTime }) => startTime)).toEqual(
      rows.map(({ startTime }) => startTime).sort((a, b) => b - a),
    )
    expect(await collector.get<Page<SessionSummary>>('/api/sessions?limit=10')).toMatchObject({ total: 45 })
  })

  it('has on each page the sessions whole, with what came later', async () => {
    const visits = Array.from({ length: 6 }, (_, i) => page(`/${i}`, { start: T + i * 10 }))
    const later = visits.map((_, i) => request({ from: `/${i}`, start: T + 1000 + i }))
    await collector.put(...visits, ...later)
    const rows = await readAll<SessionSummary>('/api/sessions?limit=2')
    expect(rows.map(({ url, counts }) => [url, counts.requests])).toEqual(
      [5, 4, 3, 2, 1, 0].map((i) => [`/${i}`, 2]),
    )
  })

  it('finds by text and app', async () => {
    await collector.send(batch([page('/cart'), page('/search', { query: 'q=lamp' })], resource('shop')))
    await collector.send(batch([page('/cart')], resource('other')))
    const found = async (query: string) =>
      (await collector.get<Page<SessionSummary>>(`/api/sessions?${query}`)).rows
    expect(await found('q=CART')).toHaveLength(2)
    expect(await found('q=cart&app=other')).toHaveLength(1)
    expect(await found('q=lamp')).toMatchObject([{ url: '/search?q=lamp' }])
    expect(await found('q=nothing')).toEqual([])
  })

  it('goes on where a page of it took very many requests to find', async () => {
    const home = page('/', { start: T })
    const polls = Array.from({ length: 6500 }, (_, i) =>
      request({ from: '/', start: T + 1 + i, path: '/poll' }),
    )
    await collector.put(home, ...polls.slice(0, 3000))
    await collector.put(...polls.slice(3000), page('/last', { start: T + 9000 }))
    const rows = await readAll<SessionSummary>('/api/sessions?limit=10')
    expect(rows.map(({ url, counts }) => [url, counts.requests])).toEqual([
      ['/last', 1],
      ['/', 6501],
    ])
    const first = await collector.get<Page<SessionSummary>>('/api/sessions')
    expect(first.capped).toBe(true)
  })

  it('takes requests that another request caused for no sessions', async () => {
    const outer = page('/')
    const call = fetchSpan(outer)
    const inner = request({ traceId: outer.traceId, parentId: call.spanId, start: T + 5, client: null })
    await collector.put(inner)
    expect((await collector.get<Page<SessionSummary>>('/api/sessions')).rows).toHaveLength(1)
    await collector.put(call, outer)
    const { rows, total } = await collector.get<Page<SessionSummary>>('/api/sessions')
    expect(rows).toMatchObject([{ id: outer.spanId, counts: { requests: 2, fetches: 1 } }])
    expect(total).toBe(1)
  })

  it('keeps requests of a page that was opened hours ago', async () => {
    collector.time = T + 6 * 3_600_000
    const home = page('/', { start: T })
    await collector.put(home)
    await collector.put(request({ from: '/', start: T + 5 * 3_600_000 }))
    const { rows } = await collector.get<Page<SessionSummary>>('/api/sessions')
    expect(rows).toMatchObject([{ id: home.spanId, counts: { requests: 2 } }])
  })
})

describe('GET /api/sessions/:id', () => {
  it('has all of the session, and its timeline', async () => {
    const { home, render, fetches, data, post, save } = await putVisit()
    const { session, spans } = await collector.get<SessionDetail>(`/api/sessions/${home.spanId}`)
    expect(session).toMatchObject({
      id: home.spanId,
      counts: { requests: 3, fetches: 2, actions: 1, errors: 1 },
    })
    expect(spans.map(({ id }) => id)).toEqual(
      [home, render, fetches[0], fetches[1], data, post, save].map((one) => one?.spanId),
    )
    expect(spans[0]).toEqual({
      id: home.spanId,
      traceId: home.traceId,
      parentId: null,
      kind: 'request',
      name: home.name,
      startTime: T,
      duration: 50,
      status: 'ok',
      attributes: home.attributes,
    })
  })

  it('is found by any request of it', async () => {
    const { home, data } = await putVisit()
    const { session } = await collector.get<SessionDetail>(`/api/sessions/${data.spanId}`)
    expect(session.id).toBe(home.spanId)
  })

  it('is 404 for what is not there', async () => {
    const response = await fetch(`${collector.url}/api/sessions/00000000000000aa`)
    expect(response.status).toBe(404)
    expect(((await response.json()) as ApiErrorBody).error).toMatchObject({
      code: 'NOT_FOUND',
      hint: expect.any(String),
    })
  })
})

describe('GET /api/traces/:traceId', () => {
  it('has its spans, its errors and its session', async () => {
    const { home, post, save } = await putVisit()
    const trace = await collector.get<TraceDetail>(`/api/traces/${post.traceId}`)
    expect(trace).toMatchObject({
      traceId: post.traceId,
      sessionId: home.spanId,
      spans: [{ id: post.spanId }, { id: save.spanId, parentId: post.spanId }],
      errors: [{ message: 'out of stock', sessionId: home.spanId }],
    })
  })

  it('has no session where no request is in it', async () => {
    const call = fetchSpan(undefined)
    await collector.put(call)
    expect(await collector.get<TraceDetail>(`/api/traces/${call.traceId}`)).toMatchObject({ sessionId: null })
  })

  it('is 404 for what is not there', async () => {
    expect((await fetch(`${collector.url}/api/traces/${'a'.repeat(32)}`)).status).toBe(404)
  })
})

describe('GET /api/fetches', () => {
  it('has each fetch with its session', async () => {
    const { home, fetches } = await putVisit()
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
      origin: 'unknown',
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
    const { home } = await putVisit()
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
    const falling = (await readAll<FetchEvent>('/api/fetches?limit=10')).map(({ id }) => id)
    expect(new Set(falling).size).toBe(55)
    const rising = await readAll<FetchEvent>('/api/fetches?limit=10&order=asc')
    expect(rising.map(({ id }) => id)).toEqual(falling.toReversed())
    expect(rising[0]?.startTime).toBe(T)
  })

  it('says what can be filtered by', async () => {
    const { home } = await putVisit()
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
    const { home, save } = await putVisit()
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

describe('GET /api/performance', () => {
  it('metrics are null and zero where nothing happened', async () => {
    const metrics = await collector.get<PerformanceMetrics>('/api/performance/metrics')
    expect(metrics).toEqual({
      window: { from: T + 10_000 - 900_000, to: T + 10_000 },
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
    await putVisit()
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
    const { window } = await collector.get<PerformanceMetrics>('/api/performance/metrics?window=all')
    expect(window).toEqual({ from: T - 3_600_000, to: T + 10_000 })
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
    await putVisit()
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
    const paged = await readAll<RequestEvent>('/api/performance/requests?limit=1')
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

describe('GET /api/status', () => {
  it('tells of the collector itself', async () => {
    await putVisit()
    expect(await collector.get<CollectorStatus>('/api/status')).toMatchObject({
      version: '0.1.0',
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      time: T + 10_000,
      store: {
        kind: 'duckdb',
        spans: 7,
        events: 1,
        points: 0,
        size: expect.any(Number),
        oldest: T,
        expired: 0,
      },
      dropped: 0,
      rejectedBatches: 0,
      streamClients: 0,
    })
  })
})

describe('every answer', () => {
  it('of 400 and above has a code and a message', async () => {
    for (const path of ['/api/nothing', '/api/runtime?x=1', '/api/sessions/x', '/nothing.js']) {
      const response = await fetch(`${collector.url}${path}`)
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(await response.json()).toEqual({
        error: expect.objectContaining({
          code: expect.stringMatching(/^[A-Z_]+$/),
          message: expect.any(String),
        }),
      })
    }
  })

  it('of the API is not stored by anyone', async () => {
    const response = await fetch(`${collector.url}/api/status`)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})
