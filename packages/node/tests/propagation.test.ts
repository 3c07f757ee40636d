import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { serve, stopAll } from './support/app.ts'
import { type Collector, startCollector } from './support/collector.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'

let collector: Collector
let upstream: Upstream

beforeAll(async () => {
  collector = await startCollector()
  upstream = await startUpstream()
})
afterEach(async () => {
  await stopAll()
  collector.posts.length = 0
  collector.accepted.length = 0
  upstream.received.length = 0
})
afterAll(() => Promise.all([collector.stop(), upstream.stop()]))

const start = (env: Record<string, string> = {}) =>
  serve('server', { collector, env: { UPSTREAM: upstream.url, ...env } })

test('a request continues the trace that it says it comes from', async () => {
  const { url } = await start()
  await (await fetch(url, { headers: { traceparent: `00-${TRACE}-${SPAN}-01` } })).text()
  await collector.until(() => collector.requests().length === 1)
  expect(collector.requests()[0]).toMatchObject({ traceId: TRACE, parentId: SPAN })
})

test.each([
  'nonsense',
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `ff-${TRACE}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-01-more`,
])('what is no trace parent begins a trace of its own: %s', async (traceparent) => {
  const { url } = await start()
  await (await fetch(url, { headers: { traceparent } })).text()
  await collector.until(() => collector.requests().length === 1)
  expect(collector.requests()[0]?.traceId).not.toBe(TRACE)
  expect(collector.requests()[0]?.parentId).toBeUndefined()
})

test.each(['/self', '/self-http'])('a call to itself carries the trace and its state: %s', async (path) => {
  const { url } = await start()
  const headers = { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'vendor=1,other=2' }
  const seen = (await (await fetch(url + path, { headers })).json()) as Record<string, string>
  await collector.until(() => collector.spans.length === 3)
  const [call] = collector.calls()
  expect(seen.traceparent).toBe(`00-${TRACE}-${call?.spanId}-01`)
  expect(seen.tracestate).toBe('vendor=1,other=2')
  expect(collector.requests('/headers')[0]).toMatchObject({ traceId: TRACE, parentId: call?.spanId })
})

test('another origin is told nothing, not even on the same host', async () => {
  const { url } = await start()
  await (
    await fetch(`${url}/upstream`, { headers: { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'a=1' } })
  ).text()
  await collector.until(() => collector.calls().length === 2)
  expect(upstream.received).toHaveLength(2)
  for (const { headers } of upstream.received) {
    expect(headers).not.toHaveProperty('traceparent')
    expect(headers).not.toHaveProperty('tracestate')
  }
})

test('an origin that is named is told', async () => {
  const { url } = await start({ KYMO_PROPAGATE_TO: `https://api.example.com, ${upstream.url}/` })
  await (await fetch(`${url}/upstream`)).text()
  await collector.until(() => collector.calls().length === 2)
  const sent = upstream.received.map(({ headers }) => headers.traceparent)
  expect(sent.toSorted()).toEqual(
    collector
      .calls()
      .map((call) => `00-${call.traceId}-${call.spanId}-01`)
      .toSorted(),
  )
})

test("the app's own trace parent is left alone", async () => {
  const { url } = await start({ KYMO_PROPAGATE_TO: upstream.url })
  const own = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-00`
  await (await fetch(`${url}/upstream?Traceparent=${own}`)).text()
  expect(upstream.received.map(({ headers }) => headers.traceparent)).toEqual([own, own])
})

test("a caller's decision not to sample is kept and passed on", async () => {
  const { url } = await start({ KYMO_PROPAGATE_TO: upstream.url })
  await (await fetch(`${url}/upstream`, { headers: { traceparent: `00-${TRACE}-${SPAN}-00` } })).text()
  await (await fetch(`${url}/after`)).text()
  await collector.until(() => collector.requests('/after').length === 1)
  expect(collector.spans).toHaveLength(1)
  for (const { headers } of upstream.received)
    expect(headers.traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`))
})

test('a share of the traces is kept, each whole', async () => {
  const { url } = await start({ KYMO_SAMPLE: '0.5' })
  for (let i = 0; i < 60; i++) await (await fetch(`${url}/self?${i}`)).text()
  await (await fetch(url, { headers: { traceparent: `00-${TRACE}-${SPAN}-01` } })).text()
  await collector.until(() => collector.requests('/').length === 1)
  const kept = collector.requests('/self').length
  expect(kept).toBeGreaterThan(5)
  expect(kept).toBeLessThan(55)
  expect(collector.calls()).toHaveLength(kept)
  expect(collector.requests('/headers')).toHaveLength(kept)
})
