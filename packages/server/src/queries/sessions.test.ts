import type { Fact } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { navigation } from '../testing/browser.ts'
import { action, exception, fetchSpan, page, request, span, T } from '../testing/facts.ts'
import { eventRowsOf, rowsOf } from '../testing/rows.ts'
import { digestTrace } from './digest.ts'
import { byTrace } from './group-by.ts'
import { sessionEvent, spansOfSession } from './session-event.ts'
import { foldSessions, summarize } from './sessions.ts'

function fold(facts: readonly Fact[]) {
  const spans = rowsOf(facts)
  const events = eventRowsOf(facts)
  const eventsOf = byTrace(events)
  const digests = [...byTrace(spans)].map(([traceId, trace]) =>
    digestTrace(traceId, trace, eventsOf.get(traceId) ?? []),
  )
  const sessions = foldSessions(digests)
  return {
    sessions,
    summaries: sessions.map(summarize),
    events: sessions.map((session) => sessionEvent(session, spans, events, 1000)),
    spans,
  }
}

describe('a session', () => {
  it('holds what its page caused, on the server and from the browser', () => {
    const home = page('/shop', { query: 'q=1', route: '/shop', duration: 50 })
    const call = fetchSpan(home, { cache: 'hit' })
    const data = request({ path: '/api/stock', from: '/shop?q=1', start: T + 200, duration: 20 })
    const post = request({
      path: '/shop',
      method: 'POST',
      purpose: 'action',
      from: '/shop?q=1',
      start: T + 300,
    })
    const saved = action(post, 'save', { status: 'error', duration: 90 })
    const { events } = fold([call, saved, post, data, exception(saved, 'no'), fetchSpan(data), home])
    expect(events).toHaveLength(1)
    const [session] = events
    expect(session).toMatchObject({
      id: home.spanId,
      opener: 'document',
      app: 'shop',
      method: 'GET',
      url: '/shop?q=1',
      route: '/shop',
      statusCode: 200,
      startTime: T,
      endTime: T + 391,
      duration: 50,
      counts: { requests: 3, fetches: 2, actions: 1, errors: 1 },
      revision: 7,
    })
    expect(session?.requests.map((row) => row.url)).toEqual(['/shop?q=1', '/api/stock', '/shop'])
    expect(session?.fetches).toHaveLength(2)
    expect(session?.actions).toMatchObject([{ name: 'save', status: 'error', file: 'app/actions.ts' }])
    expect(session?.errors).toMatchObject([{ message: 'no', sessionId: home.spanId }])
    for (const row of [...(session?.requests ?? []), ...(session?.fetches ?? [])])
      expect(row.sessionId).toBe(home.spanId)
  })

  it('comes out the same in whatever order its facts come', () => {
    const home = page('/', { duration: 50 })
    const data = request({ from: '/', start: T + 10 })
    const facts = [
      home,
      fetchSpan(home),
      data,
      fetchSpan(data),
      exception(data, 'x'),
      span('render', { traceId: home.traceId, parentId: home.spanId }),
    ]
    const without = (order: readonly Fact[]) => fold(order).events.map(({ revision: _, ...rest }) => rest)
    const expected = without(facts)
    expect(without(facts.toReversed())).toEqual(expected)
    expect(without([...facts.slice(3), ...facts.slice(0, 3)])).toEqual(expected)
  })

  it('of a navigation is named without the parameter that Next.js adds', () => {
    const visit = page('/cart', { query: '_rsc=1a2b', purpose: 'navigation' })
    expect(fold([visit]).summaries).toMatchObject([{ opener: 'navigation', url: '/cart' }])
  })

  it('of a navigation is what the browser shows in the end, wherever its data was asked for', () => {
    const visit = navigation({ url: '/orders/1?all=1', duration: 90 })
    const asked = { purpose: 'navigation', visitId: visit.spanId } as const
    const old = page('/old', { ...asked, statusCode: 308, start: T + 1 })
    const data = page('/_next/data/dev/orders/1.json', { ...asked, route: '/orders/[id]', start: T + 9 })
    expect(fold([old, data, visit]).summaries).toMatchObject([
      { opener: 'navigation', url: '/orders/1?all=1', route: '/orders/[id]', statusCode: 200 },
    ])
    expect(fold([old]).summaries).toMatchObject([{ url: '/old', statusCode: 308 }])
  })

  it('of a request without a browser stands alone', () => {
    const { summaries } = fold([
      request({ path: '/api/cron', client: null }),
      request({ path: '/api/cron', client: null }),
    ])
    expect(summaries.map((session) => session.opener)).toEqual(['request', 'request'])
  })

  it('counts neither files nor the framework’s own traffic as requests, but lists them', () => {
    const home = page('/')
    const file = request({ path: '/a.js', purpose: 'asset', from: '/', start: T + 5 })
    const { events } = fold([home, file, request({ purpose: 'asset' }), request({ purpose: 'internal' })])
    expect(events).toHaveLength(1)
    expect(events[0]?.counts.requests).toBe(1)
    expect(events[0]?.requests.map((row) => row.purpose)).toEqual(['document', 'asset'])
  })

  it('takes in only its own part of a trace with several roots', () => {
    const first = page('/a')
    const second = page('/b', { traceId: first.traceId, start: T + 10 })
    const { events, sessions, spans } = fold([
      first,
      fetchSpan(first),
      second,
      fetchSpan(second),
      exception(second, 'b'),
    ])
    expect(events.map(({ url, counts }) => [url, counts.fetches, counts.errors])).toEqual([
      ['/b', 1, 1],
      ['/a', 1, 0],
    ])
    expect(events[1]?.errors).toEqual([])
    expect(sessions.map((session) => spansOfSession(session, spans).length)).toEqual([2, 2])
  })

  it('keeps the newest rows where there are many, and counts all', () => {
    const home = page('/')
    const calls = Array.from({ length: 30 }, (_, i) =>
      fetchSpan(home, { start: T + i, url: `http://a.test/${i}` }),
    )
    const facts = [home, ...calls]
    const [session] = fold(facts).sessions
    const view = session && sessionEvent(session, rowsOf(facts), [], 10)
    expect(view?.counts.fetches).toBe(30)
    expect(view?.fetches.map((row) => row.url)).toEqual(
      calls.slice(-10).map((call) => call.attributes['url.full']),
    )
  })

  it('is in a newer state when a later visit of its page becomes known', () => {
    const first = page('/')
    const asked = request({ from: '/', start: T + 100 })
    const second = page('/', { start: T + 50 })
    const [before] = fold([first, asked]).summaries
    const after = fold([first, asked, second]).summaries
    expect(before).toMatchObject({ id: first.spanId, counts: { requests: 2 }, revision: 2 })
    expect(after.find(({ id }) => id === first.spanId)).toMatchObject({
      counts: { requests: 1 },
      revision: 3,
    })
    expect(after.find(({ id }) => id === second.spanId)).toMatchObject({ counts: { requests: 2 } })
  })

  it('is not in the list twice', () => {
    const visits = Array.from({ length: 20 }, (_, i) => page('/', { start: T + (i % 3) }))
    const { summaries } = fold(visits)
    expect(new Set(summaries.map(({ id }) => id)).size).toBe(20)
    expect(summaries.map(({ startTime }) => startTime)).toEqual(
      summaries.map(({ startTime }) => startTime).sort((a, b) => b - a),
    )
  })
})
