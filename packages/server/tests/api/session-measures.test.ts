import type { Page, SessionDetail, SessionSummary, Span } from '@kymo/protocol'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  askedBy,
  clientFetch,
  navigation,
  PAGE_ORIGIN,
  pageLoad,
  putFromPage,
} from '../../src/testing/browser.ts'
import { TestCollector } from '../../src/testing/collector.ts'
import { EventStream } from '../../src/testing/event-stream.ts'
import { page, span, T } from '../../src/testing/facts.ts'
import { componentsReport } from '../../src/testing/reports.ts'
import { vital } from '../../src/testing/vitals.ts'

let collector: TestCollector

beforeEach(async () => {
  collector = await TestCollector.start({ allowedOrigins: [PAGE_ORIGIN] })
  collector.time = T + 10_000
})

afterEach(() => collector.stop())

const sessions = async () => (await collector.get<Page<SessionSummary>>('/api/sessions')).rows
const detailOf = (id: string) => collector.get<SessionDetail>(`/api/sessions/${id}`)

function measure(visitId: string, name: string, options: Partial<Span> & { type?: string } = {}): Span {
  const { type = 'interaction', ...fields } = options
  return span('measure', {
    name,
    ...fields,
    attributes: { 'kymo.measure.type': type, 'kymo.visit.id': visitId },
  })
}

it('a click, what it fetched and what that asked are one branch of the timeline of their visit', async () => {
  const home = page('/shop')
  const click = measure(home.spanId, 'click button “Buy”', { start: T + 500, duration: 40 })
  const call = clientFetch(home.spanId, {
    traceId: click.traceId,
    parentId: click.spanId,
    start: T + 505,
    duration: 90,
  })
  const asked = askedBy(call, { duration: 60 })
  const typed = measure(home.spanId, 'type in “Search”', { start: T + 700 })
  await collector.put(home)
  await putFromPage(collector, pageLoad(home), call)
  await collector.put(asked)
  await putFromPage(collector, click, typed)
  const { session, spans } = await detailOf(home.spanId)
  expect(spans.map(({ name, parentId }) => [name, parentId])).toEqual([
    ['/shop', null],
    ['GET', null],
    ['click button “Buy”', null],
    ['GET', click.spanId],
    ['GET', call.spanId],
    ['type in “Search”', null],
  ])
  expect(session).toMatchObject({
    url: '/shop',
    counts: { requests: 2, fetches: 1, actions: 0, errors: 0 },
    duration: home.duration,
  })
  expect(await sessions()).toHaveLength(1)
})

it('what a page measures later does not make its session longer, but newer', async () => {
  const home = page('/shop', { duration: 50 })
  await collector.put(home)
  await putFromPage(collector, pageLoad(home))
  const [before] = await sessions()
  await putFromPage(
    collector,
    measure(home.spanId, 'long task', { type: 'long-task', start: T + 600_000, duration: 400 }),
    vital('CLS', 1, { visitId: home.spanId, time: T + 700_000 }),
    componentsReport([], { visitId: home.spanId, time: T + 700_000 }),
  )
  const [after] = await sessions()
  expect(after).toEqual({ ...before, revision: expect.any(Number) })
  expect(after?.revision).toBeGreaterThan(before?.revision ?? 0)
})

it('of a visit that nothing else is known of, they make no session', async () => {
  const soft = navigation({ url: '/cart', start: T + 5 })
  const id = String(soft.attributes['kymo.visit.id'])
  await putFromPage(collector, measure(id, 'click', { start: T }))
  expect(await sessions()).toEqual([])
  expect((await fetch(`${collector.url}/api/sessions/${id}`)).status).toBe(404)
  await putFromPage(collector, soft)
  expect(await sessions()).toMatchObject([{ id, url: '/cart', opener: 'navigation', startTime: T + 5 }])
  expect((await detailOf(id)).spans.map(({ name }) => name)).toEqual(['click', '/cart'])
})

it('are told of live', async () => {
  const home = page('/shop')
  await collector.put(home)
  const stream = await EventStream.open(`${collector.url}/api/stream?events=runtime`)
  try {
    await putFromPage(collector, measure(home.spanId, 'click'))
    await stream.until(() => stream.of('runtime').some(({ data }) => data.sessions.length > 0))
    expect(stream.of('runtime').flatMap(({ data }) => data.sessions)).toMatchObject([{ id: home.spanId }])
  } finally {
    stream.close()
  }
})

it('thousands in one visit leave lists quick and its requests in sight', { timeout: 120_000 }, async () => {
  const home = page('/shop')
  await collector.put(home)
  for (let batch = 0; batch < 12; batch++) {
    await putFromPage(
      collector,
      ...Array.from({ length: 500 }, (_, i) =>
        measure(home.spanId, `frame ${i}`, { type: 'long-animation-frame', start: T + batch * 500 + i }),
      ),
    )
  }
  const { session, spans } = await detailOf(home.spanId)
  expect(session.counts.requests).toBe(1)
  expect(spans.length).toBe(5001)
  expect(await sessions()).toHaveLength(1)
})
