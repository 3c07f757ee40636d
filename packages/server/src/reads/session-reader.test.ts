import type { Fact, Span } from '@kymo/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import { summarize } from '../queries/sessions.ts'
import { MemoryStore } from '../store/memory/memory-store.ts'
import type { SpanQuery } from '../store/span-query.ts'
import { batch, fetchSpan, page, request, resource, T } from '../testing/facts.ts'
import { SessionReader } from './session-reader.ts'
import { MAX_SPANS } from './trace-digests.ts'

/** Counts what is asked of it. */
class CountingStore extends MemoryStore {
  readonly queries: SpanQuery[] = []

  override spans(query: SpanQuery) {
    this.queries.push(query)
    return super.spans(query)
  }
}

let store: CountingStore
let reader: SessionReader

beforeEach(() => {
  store = new CountingStore(() => T)
  reader = new SessionReader(store, () => T)
})

async function put(...facts: Fact[]): Promise<void> {
  await store.append([batch(facts, resource())])
  reader.digests.changed(facts.flatMap((fact) => (fact.fact === 'span' ? [fact.traceId] : [])))
}

describe('the reader of sessions', () => {
  it('reads a trace again only when it gained facts', async () => {
    const home = page('/')
    await put(home)
    await reader.list({ limit: 10 })
    store.queries.length = 0
    await reader.list({ limit: 10 })
    expect(store.queries.filter(({ traceIds }) => traceIds !== undefined)).toEqual([])
    await put(fetchSpan(home))
    const { sessions } = await reader.list({ limit: 10 })
    expect(sessions.map(summarize)).toMatchObject([{ counts: { fetches: 1 } }])
  })

  it('does not keep what was read while it changed', async () => {
    const home = page('/')
    await put(home)
    const reading = reader.list({ limit: 10 })
    await put(fetchSpan(home))
    await reading
    const { sessions } = await reader.list({ limit: 10 })
    expect(sessions.map(summarize)).toMatchObject([{ counts: { fetches: 1 } }])
  })

  it('bounds in time what it reads of a session', async () => {
    await put(page('/', { start: T }), request({ from: '/', start: T + 5000 }))
    await reader.list({ limit: 10 })
    for (const query of store.queries.filter(({ traceIds }) => traceIds !== undefined)) {
      expect(query).toMatchObject({ from: expect.any(Number), to: expect.any(Number) })
    }
  })

  it('tells what a late visit took from the one before', async () => {
    const first = page('/', { start: T })
    const asked = request({ from: '/', start: T + 100 })
    const second = page('/', { start: T + 50 })
    await put(first, asked, second)
    const touched = await reader.touchedBy([second.traceId], { from: T, to: T + 100 })
    expect(touched.map(({ id }) => id)).toEqual([second.spanId, first.spanId])
  })

  it('tells two clients on one page apart', async () => {
    const visits = ['Firefox', 'Chrome'].map((client) => page('/', { client }))
    await put(...visits, request({ from: '/', client: 'Chrome', start: T + 1 }))
    const { sessions } = await reader.list({ limit: 10 })
    const counts = Object.fromEntries(sessions.map(summarize).map(({ id, counts }) => [id, counts.requests]))
    expect(counts).toEqual({ [visits[0]?.spanId as string]: 1, [visits[1]?.spanId as string]: 2 })
  })

  it('finds all sessions where their spans are more than one read takes in', async () => {
    const visits = Array.from({ length: 3 }, (_, i) => page(`/${i}`, { start: T + i }))
    for (const visit of visits) await put(visit, ...fetches(visit, MAX_SPANS / 2))
    const { sessions } = await reader.list({ limit: 10 })
    expect(sessions.map(summarize).map(({ url, counts }) => [url, counts.fetches])).toEqual(
      ['/2', '/1', '/0'].map((url) => [url, MAX_SPANS / 2]),
    )
  })

  it('keeps the session of a trace that has more spans than one read takes in', async () => {
    const home = page('/')
    await put(home, ...fetches(home, MAX_SPANS + 1))
    const { sessions } = await reader.list({ limit: 10 })
    expect(sessions.map(summarize)).toMatchObject([
      { id: home.spanId, counts: { requests: 1, fetches: MAX_SPANS } },
    ])
  })
})

function fetches(of: Span, count: number): Span[] {
  return Array.from({ length: count }, () => fetchSpan(of))
}
