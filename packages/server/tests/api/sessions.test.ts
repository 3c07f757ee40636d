import type { ApiErrorBody, Page, SessionDetail, SessionSummary, Span, TraceDetail } from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientFetch, navigation, PAGE_ORIGIN, pageLoad, putFromPage } from '../../src/testing/browser.ts'
import { TestCollector } from '../../src/testing/collector.ts'
import { batch, fetchSpan, page, request, resource, T } from '../../src/testing/facts.ts'
import { putVisit, readAll } from '../../src/testing/visit.ts'

let collector: TestCollector

beforeEach(async () => {
  collector = await TestCollector.start({ allowedOrigins: [PAGE_ORIGIN] })
  collector.time = T + 10_000
})

afterEach(() => collector.stop())

describe('GET /api/sessions', () => {
  it('pages through all, newest first, also where many began at once', async () => {
    const visits = Array.from({ length: 45 }, (_, i) => page(`/${i}`, { start: T + (i % 4) }))
    await collector.put(...visits)
    const rows = await readAll<SessionSummary>(collector, '/api/sessions?limit=10')
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
    const rows = await readAll<SessionSummary>(collector, '/api/sessions?limit=2')
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

  it('finds those of one tab, with all that belongs to each, page by page', async () => {
    const visits = Array.from({ length: 9 }, (_, i) => page(`/${i}`, { start: T + i * 10 }))
    const told = visits.map((visit, i) => pageLoad(visit, { tab: i % 3 === 0 ? 'one' : 'an"other' }))
    const change = navigation({ url: '/in', tab: 'one', start: T + 500 })
    const call = clientFetch(String(change.attributes['kymo.visit.id']), { start: T + 600 })
    await collector.put(...visits, request({ from: '/6', start: T + 700 }))
    await putFromPage(collector, ...told, change, call)
    const list = (query: string) => collector.get<Page<SessionSummary>>(`/api/sessions?${query}`)
    const one = await list('tab=one')
    expect(one.rows.map(({ url, counts }) => [url, counts.requests, counts.fetches])).toEqual([
      ['/in', 0, 1],
      ['/6', 2, 0],
      ['/3', 1, 0],
      ['/0', 1, 0],
    ])
    expect(one).toMatchObject({ total: 4, next: null })
    expect((await list(`tab=${encodeURIComponent('an"other')}`)).total).toBe(6)
    expect((await list('tab=one&q=/3')).rows).toMatchObject([{ url: '/3' }])
    expect(await list('tab=on')).toMatchObject({ rows: [], total: 0, next: null })
    const paged = await readAll<SessionSummary>(collector, '/api/sessions?tab=one&limit=1')
    expect(paged.map(({ url }) => url)).toEqual(['/in', '/6', '/3', '/0'])
  })

  it('finds those of a tab among very many of others', async () => {
    const visits = Array.from({ length: 3000 }, (_, i) => page(`/${i}`, { start: T + i }))
    await collector.put(...visits)
    const [first, last] = [visits[0], visits[2999]].map((visit) => pageLoad(visit as Span, { tab: 'one' }))
    await putFromPage(collector, first as Span, last as Span)
    const { rows, total } = await collector.get<Page<SessionSummary>>('/api/sessions?tab=one')
    expect(rows.map(({ url }) => url)).toEqual(['/2999', '/0'])
    expect(total).toBe(2)
  })

  it('goes on where a page of it took very many requests to find', async () => {
    const home = page('/', { start: T })
    const polls = Array.from({ length: 6500 }, (_, i) =>
      request({ from: '/', start: T + 1 + i, path: '/poll' }),
    )
    await collector.put(home, ...polls.slice(0, 3000))
    await collector.put(...polls.slice(3000), page('/last', { start: T + 9000 }))
    const rows = await readAll<SessionSummary>(collector, '/api/sessions?limit=10')
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
    const { home, render, fetches, data, post, save } = await putVisit(collector)
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

  it('has the same rows without its spans', async () => {
    const { home } = await putVisit(collector)
    const path = `/api/sessions/${home.spanId}`
    const { session, spans } = await collector.get<SessionDetail>(path)
    expect(spans).not.toEqual([])
    expect(await collector.get(`${path}?spans=0`)).toEqual({ session, spans: [] })
    expect(session.fetches.length).toBeGreaterThan(1)
  })

  it('is found by any request of it', async () => {
    const { home, data } = await putVisit(collector)
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
    const { home, post, save } = await putVisit(collector)
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
