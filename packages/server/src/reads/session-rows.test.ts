import type { Fact, SessionEvent } from '@kymo/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import { sessionEvent } from '../queries/session-event.ts'
import { MemoryStore } from '../store/memory/memory-store.ts'
import type { SpanRow } from '../store/rows.ts'
import type { SpanQuery } from '../store/span-query.ts'
import { action, batch, exception, fetchSpan, page, request, resource, span, T } from '../testing/facts.ts'
import { SessionReader } from './session-reader.ts'
import { readSessionEvent } from './session-rows.ts'
import { readTraces, sessionRange } from './trace-digests.ts'

/** Knows what it handed out. */
class WatchedStore extends MemoryStore {
  handed: SpanRow[] = []

  override async spans(query: SpanQuery) {
    const rows = await super.spans(query)
    this.handed.push(...rows)
    return rows
  }
}

let store: WatchedStore
let reader: SessionReader

beforeEach(() => {
  store = new WatchedStore(() => T + 10_000)
  reader = new SessionReader(store, () => T + 10_000)
})

const put = (...facts: Fact[]) => store.append([batch(facts, resource())])

/** The session as it is read by rows, and as it is of all its spans. */
async function both(id: string, limit = 100): Promise<[SessionEvent, SessionEvent]> {
  const session = await reader.byId(id)
  if (session === undefined) throw new Error('It is there.')
  store.handed = []
  const rows = await readSessionEvent(store, reader.digests, session, limit)
  const read = [...store.handed]
  const traceIds = [...new Set(session.members.map(({ root }) => root.traceId))]
  const facts = await readTraces(store, traceIds, sessionRange(session.members))
  store.handed = read
  return [rows, sessionEvent(session, facts.spans, facts.exceptions, limit)]
}

describe('the rows of a session', () => {
  it('are read without the spans that have none', async () => {
    const home = page('/')
    const renders = Array.from({ length: 200 }, (_, i) =>
      span('render', { traceId: home.traceId, parentId: home.spanId, start: T + i / 100 }),
    )
    const failed = fetchSpan(home, { statusCode: null, status: 'error', start: T + 7 })
    await put(home, ...renders, fetchSpan(home), failed, action(home, 'save', { start: T + 3 }))
    await put(exception(home, 'no', { time: T + 9 }), request({ from: '/', start: T + 5 }))
    const [rows, whole] = await both(home.spanId)
    expect(rows).toEqual(whole)
    expect(rows.errors).toMatchObject([{ message: 'no' }])
    expect(new Set(store.handed.map(({ kind }) => kind))).toEqual(new Set(['request', 'fetch', 'action']))
  })

  it('are those of its part of a trace that others share', async () => {
    const [first, second] = ['a'.repeat(16), 'b'.repeat(16)]
    const home = page('/', { visitId: first, spanId: first })
    const inOther = fetchSpan(home, { start: T + 50, attributes: { 'kymo.visit.id': second } })
    const below = request({ traceId: home.traceId, parentId: inOther.spanId, start: T + 60, client: null })
    const failed = fetchSpan(below, { statusCode: null, status: 'error', start: T + 70 })
    await put(home, fetchSpan(home), inOther, below, failed, exception(home, 'no'), exception(below, 'nor'))
    for (const id of [first, second]) {
      const [rows, whole] = await both(id, 1)
      expect(rows).toEqual(whole)
      expect(rows.fetches).toHaveLength(1)
    }
  })

  it('are the newest where there are too many', async () => {
    const home = page('/')
    const fetches = Array.from({ length: 30 }, (_, i) => fetchSpan(home, { start: T + 1 + i }))
    await put(home, ...fetches)
    const [rows, whole] = await both(home.spanId, 5)
    expect(rows).toEqual(whole)
    expect(rows.fetches.map(({ startTime }) => startTime - T)).toEqual([26, 27, 28, 29, 30])
    expect(store.handed.length).toBeLessThan(10)
  })
})
