import type { Span } from '@kymo/protocol'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { freePort } from '../../../tests/support/free-port.ts'
import { type App, serve, stopAll } from './support/app.ts'
import { type Collector, startCollector } from './support/collector.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'

let collector: Collector
let upstream: Upstream
let app: App
/** Nobody listens there. */
let closedPort: number

beforeAll(async () => {
  collector = await startCollector()
  upstream = await startUpstream()
  closedPort = await freePort()
  app = (
    await serve('calls', { collector, env: { UPSTREAM: upstream.url, CLOSED_PORT: String(closedPort) } })
  ).app
})
afterAll(async () => {
  await stopAll()
  await Promise.all([collector.stop(), upstream.stop()])
})

/** Makes a call of `apps/calls.mjs` and gives the spans it left, oldest first. */
async function spansOf(name: string): Promise<readonly Span[]> {
  collector.posts.length = 0
  collector.accepted.length = 0
  const { stats } = await app.ask<{ stats: { hookErrors: number } }>(name)
  expect(stats.hookErrors, app.stderr).toBe(0)
  const parent = collector.spans.find((span) => span.name === name)
  const calls = collector.calls()
  for (const call of calls) expect(call.traceId).toBe(parent?.traceId)
  const ids = new Set([parent?.spanId, ...calls.map((call) => call.spanId)])
  for (const call of calls) expect(ids).toContain(call.parentId)
  return calls.toSorted((one, other) => one.start - other.start)
}

async function spanOf(name: string): Promise<Span> {
  const spans = await spansOf(name)
  expect(spans).toHaveLength(1)
  return spans[0] as Span
}

/** Ways to give up an answer that has begun. */
const CANCELLED: Readonly<Record<string, readonly string[]>> = {
  fetch: ['cancelled', 'cancelled for a reason', 'left', 'aborted for a reason', 'forgotten'],
  http: ['cancelled', 'cancelled by its request', 'aborted late'],
}

describe.each(['fetch', 'http'])('%s', (way) => {
  test('a call leaves one span that says what it was', async () => {
    const span = await spanOf(way)
    expect(span).toMatchObject({ name: `GET 127.0.0.1:${upstream.port}`, status: 'unset' })
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'url.full': `${upstream.url}/json?x=1&token=[redacted]`,
      'server.address': '127.0.0.1',
      'server.port': upstream.port,
      'http.response.status_code': 200,
      'http.response.body.size': expect.any(Number),
      'kymo.ttfb': expect.any(Number),
    })
    expect(span.duration).toBeGreaterThanOrEqual(span.attributes['kymo.ttfb'] as number)
  })

  test.each([
    ['head', 200],
    ['204', 204],
  ])('a call without a body in its answer ends: %s', async (call, status) => {
    const span = await spanOf(`${way} ${call}`)
    expect(span.attributes['http.response.status_code']).toBe(status)
  })

  test('a refused connection is an error with its code', async () => {
    const span = await spanOf(`${way} refused`)
    expect(span).toMatchObject({
      status: 'error',
      attributes: { 'error.type': 'ECONNREFUSED', 'server.port': closedPort },
    })
    expect(span.attributes).not.toHaveProperty('http.response.status_code')
  })

  test('the size of what comes in parts is counted', async () => {
    expect((await spanOf(`${way} parts`)).attributes['http.response.body.size']).toBe(15)
  })

  test('an answer that is cut off is an error, with the status that came', async () => {
    const span = await spanOf(`${way} cut`)
    expect(span).toMatchObject({ status: 'error', attributes: { 'http.response.status_code': 200 } })
    expect(span.attributes['error.type']).toMatch(/UND_ERR_SOCKET|ECONNRESET|aborted/)
  })

  test.each(CANCELLED[way] ?? [])(
    'an answer that the app itself gave up is none that failed: %s',
    async (name) => {
      expect(await spanOf(`${way} ${name}`)).toMatchObject({
        status: 'unset',
        attributes: { 'error.type': 'AbortError', 'http.response.status_code': 200 },
      })
    },
  )

  test('an answer that failed is an error, although the app does not read on', async () => {
    const span = await spanOf(`${way} failed, then cancelled`)
    expect(span).toMatchObject({ status: 'error', attributes: { 'error.type': '404' } })
  })

  test('an answer that takes too long is an error', async () => {
    const span = await spanOf(`${way} endless`)
    expect(span).toMatchObject({
      status: 'error',
      attributes: { 'error.type': 'TimeoutError', 'http.response.status_code': 200 },
    })
  })

  test('a call that the app gave up before its answer came is none that failed', async () => {
    const span = await spanOf(`${way} given up`)
    expect(span).toMatchObject({ status: 'unset', attributes: { 'error.type': 'AbortError' } })
    expect(span.attributes).not.toHaveProperty('http.response.status_code')
  })

  test('an answer that nobody looks at ends', async () => {
    const span = await spanOf(`${way} ignored`)
    expect(span).toMatchObject({ status: 'unset', attributes: { 'http.response.status_code': 200 } })
  })
})

describe('fetch', () => {
  test('the size of what was sent is kept', async () => {
    const span = await spanOf('fetch post')
    expect(span).toMatchObject({
      name: `POST 127.0.0.1:${upstream.port}`,
      attributes: { 'http.request.body.size': 11 },
    })
  })

  test('the size of what is sent in parts is counted', async () => {
    expect((await spanOf('fetch post in parts')).attributes['http.request.body.size']).toBe(11)
  })

  test('of what is compressed, the size on the wire is kept', async () => {
    expect((await spanOf('fetch compressed')).attributes['http.response.body.size']).toBeLessThan(100)
  })

  test('an answer of 400 and above is an error', async () => {
    expect(await spanOf('fetch 404')).toMatchObject({ status: 'error', attributes: { 'error.type': '404' } })
  })

  test('hints ahead of the answer are not the answer', async () => {
    expect((await spanOf('fetch hints')).attributes['http.response.status_code']).toBe(200)
  })

  test('each hop of a redirect is a call', async () => {
    const spans = await spansOf('fetch redirect')
    expect(spans.map((span) => span.attributes['http.response.status_code'])).toEqual([302, 200])
  })

  test('a host without an address is an error with its code', async () => {
    expect((await spanOf('fetch no such host')).attributes['error.type']).toMatch(/ENOTFOUND|EAI_AGAIN/)
  })

  test('an aborted call is an error, ended when it was aborted', async () => {
    const span = await spanOf('fetch aborted')
    expect(span).toMatchObject({ status: 'error', attributes: { 'error.type': 'TimeoutError' } })
    expect(span.duration).toBeGreaterThan(30)
  })

  test('network requests join a fetch span that is current, and never end it', async () => {
    const spans = await spansOf('fetch bound')
    expect(spans).toHaveLength(2)
    const [bound, after] = spans
    expect(bound).toMatchObject({
      name: 'GET page',
      status: 'ok',
      attributes: {
        'kymo.cache.status': 'miss',
        'url.full': `${upstream.url}/redirect`,
        'kymo.fetch.redirected': `${upstream.url}/json?redirected=1`,
        'http.response.status_code': 200,
        'server.port': upstream.port,
      },
    })
    expect(after).toMatchObject({ parentId: bound?.spanId })
  })

  test('a call that is watched ends when its body was read, with its size', async () => {
    const span = await spanOf('fetch watched')
    expect(span.attributes['http.response.body.size']).toBe(15)
    expect(span.duration).toBeGreaterThan(span.attributes['kymo.ttfb'] as number)
  })

  test('a call that is watched ends although nobody reads its body, when its head was there', async () => {
    await spansOf('fetch watched, unread')
    const span = await vi.waitUntil(
      () => collector.calls().find((call) => String(call.attributes['url.full']).endsWith('/large')),
      20_000,
    )
    expect(span.attributes['http.response.body.size']).toBe(8 * 1024 * 1024)
    expect(span.duration).toBe(span.attributes['kymo.ttfb'])
  })

  test('what is called within a call that is watched, but not for it, is a call of its own', async () => {
    const [call, other] = await spansOf('fetch watched, with another')
    expect(call?.attributes['url.full']).toBe(`${upstream.url}/json?first=1`)
    expect(other?.attributes['url.full']).toBe(`${upstream.url}/json?second=1`)
    expect(other?.parentId).toBe(call?.spanId)
  })

  test('a call that is sent in circles is an error, with the last status', async () => {
    expect(await spanOf('fetch watched, in circles')).toMatchObject({
      status: 'error',
      attributes: { 'http.response.status_code': 302, 'error.type': 'TypeError' },
    })
  })

  test('a call that is watched and reaches no network ends when it is answered', async () => {
    const span = await spanOf('fetch watched, nowhere')
    expect(span).toMatchObject({ name: 'nowhere', status: 'unset', attributes: {} })
  })
})

describe('http', () => {
  test('the size of what was sent is kept', async () => {
    expect((await spanOf('http sized post')).attributes['http.request.body.size']).toBe(11)
  })

  test.each(['http options', 'http without agent', 'http own connection'])('seen: %s', async (name) => {
    const span = await spanOf(name)
    expect(span.attributes).toMatchObject({
      'url.full': `${upstream.url}/json`,
      'http.response.status_code': 200,
    })
  })

  test('credentials in the address go nowhere', async () => {
    await spanOf('http credentials')
    expect(Buffer.concat(collector.posts.map((post) => post.bytes)).toString('latin1')).not.toContain(
      'canary',
    )
  })

  test('a call begins when it is made, not when its body is written', async () => {
    expect((await spanOf('http post')).duration).toBeGreaterThan(50)
  })

  test('an answer of 500 is an error', async () => {
    expect(await spanOf('http 500')).toMatchObject({ status: 'error', attributes: { 'error.type': '500' } })
  })

  test('a call that is given up before its answer is an error', async () => {
    expect(await spanOf('http destroyed')).toMatchObject({
      status: 'error',
      attributes: { 'error.type': 'ECONNRESET' },
    })
  })

  test('a call that is given up before it had a connection is an error', async () => {
    const spans = await spansOf('http destroyed in queue')
    expect(spans.map((span) => span.status)).toEqual(['unset', 'error'])
  })

  test('an upgrade ends the call', async () => {
    expect((await spanOf('http upgrade')).attributes['http.response.status_code']).toBe(101)
  })

  test.each(['http kept', 'http queued'])(
    'calls that share a connection are told apart: %s',
    async (name) => {
      expect(await spansOf(name)).toHaveLength(3)
    },
  )
})
