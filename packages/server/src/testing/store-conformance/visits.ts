import type { Fact, SessionSummary, Span } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { summarize } from '../../queries/sessions.ts'
import { SessionReader } from '../../reads/session-reader.ts'
import { askedBy, clientFetch, navigation, pageError, pageLoad } from '../browser.ts'
import { action, batch, fetchSpan, page, request, resource, T } from '../facts.ts'
import { Seeded } from '../seeded.ts'
import type { StoreUnderTest } from './store-under-test.ts'

const VISITS = 100
/** Everything happens within this many milliseconds: no request's parent is given up. */
const WITHIN = 2_000

interface Visit {
  readonly id: string
  readonly facts: readonly Fact[]
  readonly expected: Partial<SessionSummary>
}

/** One visit of the same page as all others, by the same browser. */
function visit(i: number, chance: Seeded): Visit {
  const start = T + chance.below(500)
  const tab = `tab ${i}`
  const facts: Span[] = []
  const counts = { requests: 0, fetches: 0, actions: 0, errors: 0 }
  let id: string
  let expected: Partial<SessionSummary>
  switch (i % 4) {
    case 0: {
      const document = page('/shop', { route: '/shop', start, duration: 40 })
      id = document.spanId
      const type = i % 8 === 0 ? 'load' : 'reload'
      facts.push(document, fetchSpan(document), pageLoad(document, { tab, type }))
      counts.requests++
      counts.fetches++
      expected = { opener: 'document', route: '/shop', startTime: start, duration: 40, visit: { type, tab } }
      break
    }
    case 1: {
      const change = navigation({ url: '/shop', tab, start, duration: 60 })
      id = change.spanId
      const asked = page('/shop', {
        purpose: 'navigation',
        query: '_rsc=1',
        visitId: id,
        start: start + 2,
        duration: 20,
      })
      facts.push(change, asked)
      counts.requests++
      expected = {
        opener: 'navigation',
        startTime: start + 2,
        duration: 20,
        visit: { type: 'push', tab },
      }
      break
    }
    case 2: {
      const change = navigation({ url: '/shop', tab, start, duration: 60 })
      id = change.spanId
      facts.push(change)
      expected = { opener: 'navigation', startTime: start, duration: 60, visit: { type: 'push', tab } }
      break
    }
    default: {
      // What opened it was lost.
      const lost = page('/shop')
      id = lost.spanId
      const first = clientFetch(id, { url: 'http://localhost:3000/shop', start })
      facts.push(first)
      counts.fetches++
      expected = { opener: 'request', startTime: start, visit: null }
    }
  }
  const calls = Array.from({ length: 1 + chance.below(3) }, () =>
    clientFetch(id, { start: start + 100 + chance.below(WITHIN - 1000) }),
  )
  for (const call of calls) {
    const asked = askedBy(call)
    const onward = fetchSpan(asked)
    const nested = request({
      traceId: call.traceId,
      parentId: onward.spanId,
      client: null,
      path: '/api/inner',
      start: onward.start + 1,
    })
    facts.push(call, asked, onward, nested)
    counts.requests += 2
    counts.fetches += 2
  }
  const post = request({
    path: '/shop',
    method: 'POST',
    purpose: 'action',
    visitId: id,
    from: '/shop',
    start: start + 300,
  })
  facts.push(post, action(post, 'save'))
  const prefetch = request({
    path: '/cart',
    purpose: 'prefetch',
    visitId: id,
    from: '/shop',
    start: start + 400,
  })
  facts.push(prefetch)
  counts.requests += 2
  counts.actions++
  const errors = Array.from({ length: chance.below(3) }, (_, n) => pageError(id, `error ${n}`, start + 500))
  counts.errors += errors.length
  return { id, facts: [...facts, ...errors], expected: { id, url: '/shop', ...expected, counts } }
}

export function describeVisits(t: StoreUnderTest): void {
  describe('visits of browsers', () => {
    it.each([1, 2, 3])(
      'that go on at once never mix, in whatever order their facts come (%i)',
      { timeout: 120_000 },
      async (seed) => {
        const chance = new Seeded(seed)
        const visits = Array.from({ length: VISITS }, (_, i) => visit(i, chance))
        const ids = new Set(visits.map(({ id }) => id))
        const facts = chance.shuffled(visits.flatMap((one) => one.facts))
        const reader = new SessionReader(t.store, () => T + WITHIN + 1000)
        const seen = new Set<string>()
        for (let at = 0; at < facts.length; ) {
          const part = facts.slice(at, at + 40 + chance.below(300))
          at += part.length
          await t.store.append([batch(part, resource())])
          reader.digests.changed(part.flatMap((fact) => ('traceId' in fact ? (fact.traceId ?? []) : [])))
          const { sessions } = await reader.list({ limit: 500 })
          for (const { id } of sessions) expect(ids).toContain(id)
          // What was there once stays there.
          for (const { id } of sessions) seen.add(id)
          expect(sessions.length).toBe(seen.size)
          expect((await reader.count({})).total).toBe(seen.size)
        }
        const { sessions } = await reader.list({ limit: 500 })
        const summaries = new Map(sessions.map(summarize).map((summary) => [summary.id, summary]))
        expect(summaries.size).toBe(VISITS)
        for (const { id, expected } of visits) expect(summaries.get(id)).toMatchObject(expected)
        await expectSameEverywhere(reader, visits)
      },
    )
  })

  /** However one asks, it is the same session. */
  async function expectSameEverywhere(reader: SessionReader, visits: readonly Visit[]): Promise<void> {
    const paged: SessionSummary[] = []
    for (let before: Parameters<SessionReader['list']>[0]['before']; ; ) {
      const { sessions, next } = await reader.list({ limit: 7, before })
      paged.push(...sessions.map(summarize))
      if (next === null) break
      before = next
    }
    expect(new Set(paged.map(({ id }) => id)).size).toBe(VISITS)
    expect(paged).toHaveLength(VISITS)
    const rows = await t.find({ limit: 10_000 })
    const sessionIds = await reader.sessionIds(rows)
    const exceptions = await t.store.events({ limit: 10_000 })
    const sessionOf = await reader.sessionsOfExceptions(exceptions)
    for (const { id, facts, expected } of visits.slice(0, 20)) {
      const byId = await reader.byId(id)
      expect(byId && summarize(byId)).toMatchObject(expected)
      for (const fact of facts) {
        if (fact.fact === 'span') expect(sessionIds.get(fact.spanId)).toBe(id)
      }
      const traceIds = facts.flatMap((fact) => ('traceId' in fact ? (fact.traceId ?? []) : []))
      const touched = await reader.touchedBy([traceIds.at(-1) as string], { from: T, to: T + WITHIN })
      expect(touched.map(summarize)).toMatchObject([expected])
      const thrown = exceptions.filter(({ visitId }) => visitId === id)
      for (const { seq } of thrown) expect(sessionOf.get(seq)).toBe(id)
      if (thrown.length > 0) {
        const byVisit = await reader.touchedBy([], { from: T, to: T + WITHIN }, [id])
        expect(byVisit.map(summarize)).toMatchObject([expected])
      }
    }
  }
}
