import { once } from 'node:events'
import { get, request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { serve, stopAll } from './support/app.ts'
import { type Collector, startCollector } from './support/collector.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'

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
})
afterAll(() => Promise.all([collector.stop(), upstream.stop()]))

const start = (env: Record<string, string> = {}) =>
  serve('server', { collector, env: { UPSTREAM: upstream.url, ...env } })

async function fetchText(url: string, headers: Record<string, string> = {}): Promise<string> {
  return await (await fetch(url, { headers })).text()
}

test('a request leaves one span that says what it was', async () => {
  const { url, app } = await start()
  const before = Date.now()
  await fetchText(`${url}/hello/17?page=2&token=abc`, {
    'user-agent': 'test/1',
    referer: `${url}/from?password=x`,
    'x-kymo-visit': 'visit_1-a',
    accept: 'text/html',
    'sec-fetch-mode': 'navigate',
  })
  await collector.until(() => collector.requests().length === 1)
  const [span] = collector.requests()
  expect(span).toMatchObject({ name: 'GET', status: 'unset' })
  expect(span?.parentId).toBeUndefined()
  expect(span?.start).toBeGreaterThan(before - 50)
  expect(span?.start).toBeLessThan(Date.now() + 50)
  expect(span?.duration).toBeGreaterThan(0)
  expect(span?.attributes).toMatchObject({
    'http.request.method': 'GET',
    'url.path': '/hello/17',
    'url.query': 'page=2&token=[redacted]',
    'http.response.status_code': 200,
    'http.response.body.size': 5,
    'client.address': '127.0.0.1',
    'network.protocol.version': '1.1',
    'user_agent.original': 'test/1',
    'kymo.request.purpose': 'document',
    'kymo.request.referer': `${url}/from?password=[redacted]`,
    'kymo.visit.id': 'visit_1-a',
  })
  const [post] = collector.posts
  expect(post?.path).toBe('/api/ingest')
  expect(post?.headers).toMatchObject({
    authorization: 'Bearer test-token',
    'content-type': 'application/vnd.kymo.batch',
  })
  expect(post?.batch.header.resource).toMatchObject({
    'service.name': 'app',
    'process.pid': app.pid,
    'process.runtime.name': 'nodejs',
    'deployment.environment.name': 'development',
  })
})

test('a page is told in development which request served it, beside what the app itself times', async () => {
  const { url } = await start()
  const timing = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url + path, { headers: { accept: 'text/html', ...headers } })
    await response.text()
    return response.headers.get('server-timing')
  }
  const told = [await timing('/timing'), await timing('/stream'), await timing('/events')]
  await collector.until(() => collector.requests().length === 3)
  const entries = collector.requests().map(({ traceId, spanId }) => `kymo;desc="${traceId}-${spanId}"`)
  expect(told).toEqual([`db;dur=5, ${entries[0]}`, entries[1], entries[2]])
  expect(await timing('/timing', { 'sec-fetch-dest': 'empty' })).toBe('db;dur=5')
  expect(await timing('/status?code=200', { accept: 'application/json' })).toBeNull()
})

test('answers are as the app made them outside of development', async () => {
  const { url } = await start({ KYMO_ENV: 'production' })
  const response = await fetch(`${url}/timing`, { headers: { accept: 'text/html' } })
  expect(response.headers.get('server-timing')).toBe('db;dur=5')
})

test('a server that begins to listen is told of, with its port', async () => {
  const { port } = await start()
  await collector.until(() => collector.facts.length === 1)
  expect(collector.facts[0]).toMatchObject({
    fact: 'event',
    name: 'kymo.server.listening',
    attributes: { 'server.port': port, 'url.scheme': 'http', 'process.working_directory': process.cwd() },
  })
})

test('the body that was sent and the size that was announced are kept', async () => {
  const { url } = await start()
  await (await fetch(`${url}/post`, { method: 'POST', body: 'four' })).text()
  await collector.until(() => collector.requests('/post').length === 1)
  expect(collector.requests('/post')[0]?.attributes).toMatchObject({
    'http.request.method': 'POST',
    'http.request.body.size': 4,
    'http.response.body.size': 4,
  })
})

test('a visit id that is not well-formed is left out', async () => {
  const { url } = await start()
  await fetchText(url, { 'x-kymo-visit': 'a b<script>' })
  await collector.until(() => collector.requests().length === 1)
  expect(collector.requests()[0]?.attributes).not.toHaveProperty('kymo.visit.id')
})

test('an answer of 500 is an error and no exception; one of 404 is neither', async () => {
  const { url } = await start()
  await fetchText(`${url}/status?code=500`)
  await fetchText(`${url}/status?code=404`)
  await collector.until(() => collector.requests().length === 2)
  const [failed, missing] = collector.requests()
  expect(failed).toMatchObject({ status: 'error', attributes: { 'error.type': '500' } })
  expect(missing?.status).toBe('unset')
  expect(missing?.attributes).not.toHaveProperty('error.type')
  expect(collector.exceptions).toEqual([])
})

test('the time to the first byte of a streamed answer is when it was written, not when its head was prepared', async () => {
  const { url } = await start()
  await fetchText(`${url}/stream`)
  await fetchText(`${url}/events`)
  await collector.until(() => collector.requests().length === 2)
  const [stream, events] = collector.requests()
  expect(stream?.attributes['kymo.ttfb']).toBeGreaterThan(50)
  expect(stream?.duration).toBeGreaterThan((stream?.attributes['kymo.ttfb'] as number) + 50)
  expect(events?.duration).toBeGreaterThan((events?.attributes['kymo.ttfb'] as number) + 50)
})

test('a client that goes away leaves one span, marked as aborted and without a status that was not sent', async () => {
  const { url, app } = await start()
  const hanging = app.message()
  const client = get(`${url}/hang`)
  client.on('error', () => {})
  await hanging
  client.destroy()
  await collector.until(() => collector.requests('/hang').length === 1)
  const [span] = collector.requests('/hang')
  expect(span).toMatchObject({
    status: 'unset',
    attributes: { 'kymo.aborted': true, 'client.address': '127.0.0.1' },
  })
  expect(span?.attributes).not.toHaveProperty('http.response.status_code')
  await fetchText(url)
  await collector.until(() => collector.requests('/').length === 1)
  expect(collector.requests('/hang')).toHaveLength(1)
})

test('pipelined requests each have their own span and their own calls', async () => {
  const { port } = await start()
  const socket = connect(port, '127.0.0.1')
  socket.write(
    ['a', 'b', 'c']
      .map((id, i) => `GET /fan-out?id=${id}&wait=${30 - i * 10} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`)
      .join(''),
  )
  await collector.until(() => collector.requests().length === 3 && collector.calls().length === 9)
  socket.destroy()
  expectOwnCalls(['a', 'b', 'c'])
})

test('pipelined requests whose connection ends are all told of, once', async () => {
  const { app, port } = await start()
  const hanging = app.message()
  const socket = connect(port, '127.0.0.1')
  socket.write(`GET /hang HTTP/1.1\r\nhost: a\r\n\r\n`)
  await hanging
  const second = app.message()
  socket.write(`GET /hang?2 HTTP/1.1\r\nhost: a\r\n\r\n`)
  await second
  socket.destroy()
  await collector.until(() => collector.requests('/hang').length === 2)
  for (const span of collector.requests('/hang')) expect(span.attributes['kymo.aborted']).toBe(true)
})

test('a hundred requests at once, over few kept sockets, keep their own calls', async () => {
  const { url } = await start()
  const ids = Array.from({ length: 100 }, (_, i) => `r${i}x`)
  await Promise.all(ids.map((id, i) => fetchText(`${url}/fan-out?id=${id}&wait=${(i * 7) % 40}`)))
  await collector.until(() => collector.requests().length === 100 && collector.calls().length === 300)
  expectOwnCalls(ids)
  expect(new Set(collector.spans.map((span) => span.spanId)).size).toBe(400)
})

test('requests one after the other on one socket keep their own calls', async () => {
  const { port } = await start()
  const ids = ['k1', 'k2', 'k3']
  const socket = connect(port, '127.0.0.1')
  for (const id of ids) {
    socket.write(`GET /fan-out?id=${id}&wait=1 HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`)
    await once(socket, 'data')
  }
  socket.destroy()
  await collector.until(() => collector.requests().length === 3 && collector.calls().length === 9)
  expectOwnCalls(ids)
})

test('headers are kept in development, without what is secret', async () => {
  const { url } = await start()
  await fetchText(`${url}/cookie`, {
    cookie: 'sid=canary',
    authorization: 'Bearer canarycanary',
    'x-plain': 'shown',
  })
  await collector.until(() => collector.requests('/cookie').length === 1)
  expect(collector.requests('/cookie')[0]?.attributes).toMatchObject({
    'http.request.header.x-plain': ['shown'],
    'http.request.header.cookie': ['[redacted]'],
    'http.request.header.authorization': ['[redacted]'],
    'http.response.header.x-shown': ['yes'],
    'http.response.header.vary': ['accept', 'cookie'],
    'http.response.header.set-cookie': ['[redacted]'],
    'http.response.header.x-api-key': ['[redacted]'],
  })
})

test('headers are not kept elsewhere', async () => {
  const { url } = await start({ KYMO_ENV: 'production' })
  await fetchText(`${url}/cookie`)
  await collector.until(() => collector.requests('/cookie').length === 1)
  const names = Object.keys(collector.requests('/cookie')[0]?.attributes ?? {})
  expect(names.filter((name) => name.includes('.header.'))).toEqual([])
})

test('what browsers say of a request gives its purpose', async () => {
  const { url } = await start()
  const cases: [Record<string, string>, string][] = [
    [{ 'sec-fetch-dest': 'document' }, 'document'],
    [{ 'sec-fetch-dest': 'script' }, 'asset'],
    [{ 'sec-fetch-dest': 'empty' }, 'data'],
    [{ 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch' }, 'prefetch'],
    [{ accept: 'application/json' }, 'data'],
  ]
  for (const [i, [headers]] of cases.entries()) {
    // Unlike fetch, it sends these headers as they are.
    const client = request(`${url}/${i}`, { headers }).end()
    const [response] = await once(client, 'response')
    await text(response)
  }
  await collector.until(() => collector.requests().length === cases.length)
  for (const [i, [, purpose]] of cases.entries()) {
    expect(collector.requests(`/${i}`)[0]?.attributes['kymo.request.purpose']).toBe(purpose)
  }
})

/** Each request has the three calls that it made, in its own trace. */
function expectOwnCalls(ids: readonly string[]): void {
  for (const id of ids) {
    const [span] = collector
      .requests()
      .filter((one) => String(one.attributes['url.query']).startsWith(`id=${id}&`))
    const calls = collector.calls(`id=${id}&`)
    expect(calls).toHaveLength(3)
    for (const call of calls) expect(call).toMatchObject({ parentId: span?.spanId, traceId: span?.traceId })
  }
}
