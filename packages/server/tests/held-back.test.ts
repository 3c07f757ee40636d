import type { Page, SessionSummary } from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientFetch, navigation, pageError, pageLoad, putFromPage } from '../src/testing/browser.ts'
import { TestCollector } from '../src/testing/collector.ts'
import { EventStream } from '../src/testing/event-stream.ts'
import { action, fetchSpan, newSpanId, page, request, T } from '../src/testing/facts.ts'

const SECOND = 1000

let collector: TestCollector
let stream: EventStream

beforeEach(async () => {
  collector = await TestCollector.start({ allowedOrigins: ['http://localhost:3000'] })
  collector.time = T + SECOND
  stream = await EventStream.open(`${collector.url}/api/stream?events=runtime`)
})

afterEach(async () => {
  stream.close()
  await collector.stop()
})

/** Ids of all sessions that the stream ever told of. */
const told = () => [...new Set(stream.of('runtime').flatMap(({ data }) => data.sessions.map(({ id }) => id)))]
const removed = () => stream.of('runtime').flatMap(({ data }) => data.removed)
const listed = async () => {
  const { rows, total } = await collector.get<Page<SessionSummary>>('/api/sessions')
  expect(total).toBe(rows.length)
  return rows.map(({ id }) => id)
}
/** Resolves when the stream has told of what was sent before. */
const settled = async () => {
  const mark = page('/mark', { start: T + 900 })
  await collector.put(mark)
  await stream.until(() => told().includes(mark.spanId))
  return mark.spanId
}

/** A server action that sends the browser elsewhere: the server asks itself for that page's data meanwhile. */
function redirectingAction() {
  const post = request({ path: '/cart', method: 'POST', purpose: 'action', start: T, duration: 800 })
  const ran = action(post, 'checkout', { duration: 790 })
  const call = fetchSpan(ran, { url: 'http://localhost:3000/done', start: T + 100, duration: 50 })
  const nested = page('/done', {
    purpose: 'navigation',
    traceId: post.traceId,
    parentId: call.spanId,
    start: T + 101,
    duration: 40,
  })
  return { post, ran, call, nested }
}

describe('a request that another one causes', () => {
  it('is no session of its own while that one goes on', async () => {
    const { post, ran, call, nested } = redirectingAction()
    for (const fact of [nested, call, ran]) {
      await collector.put(fact)
      const mark = await settled()
      expect(await listed()).not.toContain(nested.spanId)
      expect(told()).toContain(mark)
      expect(told()).not.toContain(nested.spanId)
    }
    // The one above is known to go on, for as long as it may.
    collector.time = T + 30 * SECOND
    expect(await listed()).not.toContain(nested.spanId)
    await collector.put(post)
    await stream.until(() => told().includes(post.spanId))
    expect(removed()).toEqual([])
    expect(told()).not.toContain(nested.spanId)
    const { rows } = await collector.get<Page<SessionSummary>>('/api/sessions')
    expect(rows.find(({ id }) => id === post.spanId)).toMatchObject({
      counts: { requests: 2, fetches: 1, actions: 1 },
    })
  })

  it('is one when nobody tells of the other for a while', async () => {
    const lonely = request({ parentId: newSpanId(), path: '/from-elsewhere' })
    await collector.put(lonely)
    await settled()
    expect(told()).not.toContain(lonely.spanId)
    collector.time = T + 6 * SECOND
    expect(await listed()).toContain(lonely.spanId)
    await stream.until(() => told().includes(lonely.spanId), 15_000)
  })

  it('is taken back when the other is told of later than that', async () => {
    const call = fetchSpan(undefined, { start: T })
    const nested = request({ traceId: call.traceId, parentId: call.spanId, start: T + 1 })
    collector.time = T + 6 * SECOND
    await collector.put(nested)
    await stream.until(() => told().includes(nested.spanId))
    const outer = page('/', { traceId: call.traceId, duration: 10_000 })
    await collector.put({ ...call, parentId: outer.spanId }, outer)
    await stream.until(() => told().includes(outer.spanId))
    expect(removed()).toEqual([nested.spanId])
  })

  it('of a document is shown at once: nothing that is observed is above it', async () => {
    const behindProxy = page('/', { parentId: newSpanId() })
    await collector.put(behindProxy)
    await stream.until(() => told().includes(behindProxy.spanId))
    expect(await listed()).toEqual([behindProxy.spanId])
  })
})

describe('a visit', () => {
  it('does not flicker, in whatever order its parts come', async () => {
    const home = page('/', { duration: 500 })
    const call = clientFetch(home.spanId, { start: T + 200 })
    const asked = request({
      traceId: call.traceId,
      parentId: call.spanId,
      visitId: home.spanId,
      start: T + 201,
      from: '/',
    })
    const facts = [
      () => collector.put(asked),
      () => putFromPage(collector, pageError(home.spanId, 'no', T + 250)),
      () => putFromPage(collector, call),
      () => putFromPage(collector, pageLoad(home)),
      () => collector.put(home),
    ]
    for (const put of facts) {
      await put()
      await settled()
    }
    expect(removed()).toEqual([])
    const own = stream
      .of('runtime')
      .flatMap(({ data }) => data.sessions)
      .filter(({ url }) => url !== '/mark')
    expect(new Set(own.map(({ id }) => id))).toEqual(new Set([home.spanId]))
    expect(own.at(-1)).toMatchObject({
      opener: 'document',
      url: '/',
      counts: { requests: 2, fetches: 1, errors: 1 },
    })
    expect(own.map(({ counts }) => counts.errors)).toContain(1)
    const revisions = own.map(({ revision }) => revision)
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b))
  })

  it('gains its page’s errors live', async () => {
    const change = navigation({ url: '/cart' })
    await putFromPage(collector, change)
    await stream.until(() => told().includes(change.spanId))
    await putFromPage(collector, pageError(change.spanId, 'no'))
    await stream.until(() =>
      stream.of('runtime').some(({ data }) => data.sessions.some(({ counts }) => counts.errors === 1)),
    )
  })
})
