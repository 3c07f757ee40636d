import { spawnSync } from 'node:child_process'
import {
  type ApiErrorBody,
  BROWSER_INGEST_PATH,
  type CollectorStatus,
  JSON_BATCH_LIMITS,
  type Page,
  type PerformanceSeries,
  SERVER_LISTENING_EVENT,
  type SessionDetail,
  type SessionSummary,
} from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { browserKey } from '../src/index.ts'
import {
  askedBy,
  browserResource,
  clientFetch,
  navigation,
  PAGE_ORIGIN,
  pageError,
  pageLoad,
  postAsPage,
  putFromPage,
} from '../src/testing/browser.ts'
import { TestCollector, TOKEN } from '../src/testing/collector.ts'
import { action, batch, page, resource, span, T } from '../src/testing/facts.ts'
import { sendRaw } from '../src/testing/raw-http.ts'

let collector: TestCollector

beforeEach(async () => {
  collector = await TestCollector.start({ allowAppOrigins: true })
  collector.time = T + 10_000
  await collector.put(listening(3000))
})

afterEach(() => collector.stop())

function listening(port: number) {
  return {
    fact: 'event',
    name: SERVER_LISTENING_EVENT,
    time: T,
    attributes: { 'server.port': port, 'url.scheme': 'http' },
  } as const
}

const status = () => collector.get<CollectorStatus>('/api/status')
const codeOf = async (response: Response) => ((await response.json()) as ApiErrorBody).error.code

describe('POST /api/ingest/browser', () => {
  it('keeps what a page of the app sends, and answers so that the page may read it', async () => {
    const response = await postAsPage(collector, batch([navigation(), clientFetch('a'.repeat(16))]))
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE_ORIGIN)
    expect(await response.json()).toEqual({ accepted: 2, duplicate: false })
    expect((await status()).store.spans).toBe(2)
  })

  it.each(['text/plain', 'text/plain;charset=UTF-8', 'application/json'])('takes %s', async (type) => {
    const response = await postAsPage(collector, batch([navigation()]), { 'content-type': type })
    expect(response.status).toBe(200)
  })

  it('may be asked for beforehand', async () => {
    const answer = await sendRaw(
      collector.collector.port,
      [
        `OPTIONS ${BROWSER_INGEST_PATH}?key=x HTTP/1.1`,
        `Host: localhost:${collector.collector.port}`,
        `Origin: ${PAGE_ORIGIN}`,
        'Access-Control-Request-Method: POST',
        'Access-Control-Request-Headers: content-type',
        'Connection: close',
        '\r\n',
      ].join('\r\n'),
    )
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE_ORIGIN)
    expect(answer.headers.get('access-control-allow-methods')).toBe('POST')
    expect(answer.headers.get('access-control-allow-headers')).toContain('content-type')
  })

  it('counts a batch that comes again once, also after a restart', async () => {
    const same = batch([navigation()], browserResource('shop', 'page'), 3)
    expect(await (await postAsPage(collector, same)).json()).toEqual({ accepted: 1, duplicate: false })
    expect(await (await postAsPage(collector, same)).json()).toEqual({ accepted: 0, duplicate: true })
    await collector.restart()
    await collector.put(listening(3000))
    expect(await (await postAsPage(collector, same)).json()).toEqual({ accepted: 0, duplicate: true })
    expect((await status()).store.spans).toBe(1)
  })

  it('knows after a restart which apps still run, without being told', async () => {
    const told = (port: number, pid: number) =>
      collector.send(batch([listening(port)], { ...resource('shop', `server ${pid}`), 'process.pid': pid }))
    const ended = spawnSync(process.execPath, ['--version'])
    await told(3001, process.pid)
    await told(3002, ended.pid)
    await collector.restart()
    const send = async (port: number) => {
      const answer = await postAsPage(collector, batch([navigation()]), {
        origin: `http://localhost:${port}`,
      })
      return answer.status
    }
    expect([await send(3001), await send(3002)]).toEqual([200, 403])
  })

  it('lists pages not as processes, but counts what they dropped', async () => {
    const before = (await status()).instances.length
    for (let i = 0; i < 5; i++) {
      await postAsPage(collector, batch([navigation()], browserResource('shop', `page ${i}`), 1, 2))
    }
    const { instances, dropped } = await status()
    expect(instances).toHaveLength(before)
    expect(dropped).toBe(10)
    collector.time++
    const { marks } = await collector.get<PerformanceSeries>('/api/performance/series?window=1h')
    expect(marks).toHaveLength(before)
  })

  it('can not take the place of an agent’s batch', async () => {
    const agent = resource('shop', 'agent')
    await postAsPage(collector, batch([navigation()], agent, 1))
    expect(await collector.send(batch([page('/')], agent, 1))).toEqual({ accepted: 1, duplicate: false })
  })

  it('says of what it kept that a browser told it', async () => {
    const home = page('/')
    const load = pageLoad(home)
    await collector.put(home)
    await putFromPage(collector, load, pageError(home.spanId, 'no'))
    const { session } = await collector.get<SessionDetail>(`/api/sessions/${home.spanId}`)
    expect(session.errors).toMatchObject([{ message: 'no', runtime: 'browser', sessionId: home.spanId }])
  })

  it('takes no more than a page would send', { timeout: 120_000 }, async () => {
    const statuses = new Set<number>()
    for (let i = 0; i < 60 && !statuses.has(429); i++) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => postAsPage(collector, batch([]))))
      for (const answer of answers) statuses.add(answer.status)
      const refused = answers.find((answer) => answer.status === 429)
      if (refused !== undefined) expect(refused.headers.get('retry-after')).toBe('1')
    }
    expect(statuses).toEqual(new Set([200, 429]))
  })
})

describe('a batch of a page that is refused', () => {
  const origin = (value: string) => ({ origin: value })
  const good = batch([navigation()])

  it.each<[string, Record<string, string>, string | undefined, number, string]>([
    ['of another origin', origin('http://localhost:3001'), undefined, 403, 'FORBIDDEN_ORIGIN'],
    ['of a foreign site', origin('https://evil.example'), undefined, 403, 'FORBIDDEN_ORIGIN'],
    ['of a page without an origin', origin('null'), undefined, 403, 'FORBIDDEN_ORIGIN'],
    ['without a key', {}, '', 401, 'UNAUTHORIZED'],
    ['with a wrong key', {}, 'x'.repeat(43), 401, 'UNAUTHORIZED'],
    ['with the token for a key', {}, TOKEN, 401, 'UNAUTHORIZED'],
    ['with the token and no key', { authorization: `Bearer ${TOKEN}` }, '', 401, 'UNAUTHORIZED'],
    [
      'as a form',
      { 'content-type': 'application/x-www-form-urlencoded' },
      undefined,
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'of an agent’s type',
      { 'content-type': 'application/vnd.kymo.batch' },
      undefined,
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['in gzip', { 'content-encoding': 'gzip' }, undefined, 415, 'UNSUPPORTED_ENCODING'],
  ])('%s', async (_, headers, key, code, name) => {
    const response = await postAsPage(collector, good, headers, key)
    expect(response.status).toBe(code)
    expect(await codeOf(response)).toBe(name)
    expect((await status()).store.spans).toBe(0)
  })

  it('without an Origin', async () => {
    const body = JSON.stringify({ ...good.header, facts: [] })
    const answer = await sendRaw(
      collector.collector.port,
      `POST ${BROWSER_INGEST_PATH}?key=${browserKey(TOKEN)} HTTP/1.1\r\nHost: localhost:${collector.collector.port}\r\n` +
        `Content-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    )
    expect(answer.status).toBe(403)
  })

  it.each([
    ['a request', page('/')],
    ['a server action', action(undefined, 'save')],
    ['a server that listens', listening(6666)],
  ])('telling of %s', async (_, fact) => {
    const response = await postAsPage(collector, batch([navigation(), fact]))
    expect(response.status).toBe(400)
    expect(await codeOf(response)).toBe('FORBIDDEN_FACT')
    expect((await status()).store.spans).toBe(0)
    const asForeign = await fetch(`${collector.url}/api/status`, {
      headers: { origin: 'http://localhost:6666' },
    })
    expect(asForeign.status).toBe(403)
  })

  it('that is no batch', async () => {
    const post = (body: string) =>
      fetch(`${collector.url}${BROWSER_INGEST_PATH}?key=${browserKey(TOKEN)}`, {
        method: 'POST',
        headers: { origin: PAGE_ORIGIN },
        body,
      })
    expect(await codeOf(await post(''))).toBe('WIRE_NOT_A_BATCH')
    expect(await codeOf(await post('{"facts":[]}'))).toBe('WIRE_HEADER')
    const large = await post(' '.repeat(JSON_BATCH_LIMITS.batch + 1))
    expect([large.status, await codeOf(large)]).toEqual([413, 'PAYLOAD_TOO_LARGE'])
    expect(await collector.put(page('/'))).toMatchObject({ accepted: 1 })
  })

  it('with parameters that are none', async () => {
    const post = (query: string) =>
      fetch(`${collector.url}${BROWSER_INGEST_PATH}?${query}`, {
        method: 'POST',
        headers: { origin: PAGE_ORIGIN },
        body: '{}',
      })
    const key = browserKey(TOKEN)
    expect(await codeOf(await post(`key=${key}&x=1`))).toBe('INVALID_PARAMETER')
    expect(await codeOf(await post(`key=x&key=${key}`))).toBe('INVALID_PARAMETER')
  })
})

describe('the browser’s key', () => {
  it('opens nothing else', async () => {
    const response = await fetch(`${collector.url}/api/ingest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${browserKey(TOKEN)}` },
      body: 'KYMO',
    })
    expect(response.status).toBe(401)
  })

  it('is the same for the same token, and says nothing of it', () => {
    expect(browserKey(TOKEN)).toBe(browserKey(TOKEN))
    expect(browserKey(TOKEN)).not.toBe(browserKey(`${TOKEN}x`))
    expect(browserKey(TOKEN)).toMatch(/^[\w-]{43}$/)
  })
})

describe('a visit', () => {
  it('holds in its timeline what the page fetched, with what that asked the server for below it', async () => {
    const home = page('/shop', { route: '/shop', duration: 50 })
    const load = pageLoad(home, { tab: 'tab-7' })
    const call = clientFetch(home.spanId, { start: T + 100 })
    const asked = askedBy(call)
    const measure = span('measure', {
      name: 'ready',
      attributes: { 'kymo.visit.id': home.spanId },
      start: T + 90,
    })
    await collector.put(asked, home)
    await putFromPage(collector, load, call, measure, pageError(home.spanId, 'no', T + 120))
    const { session, spans } = await collector.get<SessionDetail>(`/api/sessions/${home.spanId}`)
    expect(session).toMatchObject({
      id: home.spanId,
      opener: 'document',
      url: '/shop',
      visit: { type: 'load', tab: 'tab-7' },
      counts: { requests: 2, fetches: 1, actions: 0, errors: 1 },
      fetches: [{ origin: 'client-component', sessionId: home.spanId }],
      errors: [{ message: 'no', mechanism: 'window', traceId: null }],
    })
    expect(spans.map(({ id }) => id)).toEqual([load, home, measure, call, asked].map(({ spanId }) => spanId))
    // Everything of it leads to it.
    for (const { spanId } of [home, asked]) {
      expect(await collector.get(`/api/sessions/${spanId}`)).toMatchObject({ session: { id: home.spanId } })
    }
  })

  it('is read in part', async () => {
    const home = page('/')
    const calls = Array.from({ length: 8 }, (_, i) => clientFetch(home.spanId, { start: T + 10 + i }))
    await collector.put(home)
    await putFromPage(collector, pageLoad(home), ...calls)
    const read = (query: string) => collector.get<SessionDetail>(`/api/sessions/${home.spanId}?${query}`)
    const part = await read('limit=5&spans=0')
    expect(part.spans).toEqual([])
    expect(part.session.fetches.map(({ id }) => id)).toEqual(calls.slice(3).map(({ spanId }) => spanId))
    expect(part.session.counts.fetches).toBe(8)
    expect((await read('spans=1')).spans).toHaveLength(10)
    for (const query of ['limit=0', 'limit=1001', 'spans=2', 'x=1']) {
      expect((await fetch(`${collector.url}/api/sessions/${home.spanId}?${query}`)).status).toBe(400)
    }
  })

  it('keeps the head of its page when the page is asked for again within it', async () => {
    const change = navigation({ url: '/cart', start: T, duration: 50 })
    const refresh = page('/cart', {
      purpose: 'navigation',
      query: '_rsc=2',
      visitId: change.spanId,
      start: T + 5000,
    })
    await collector.put(refresh)
    await putFromPage(collector, change)
    const { rows } = await collector.get<Page<SessionSummary>>('/api/sessions')
    expect(rows).toMatchObject([{ id: change.spanId, startTime: T, duration: 50, counts: { requests: 1 } }])
  })

  it('begins where a posted form was answered with a page, and takes that request along', async () => {
    const form = page('/form', { start: T })
    const post = page('/form', { method: 'POST', purpose: 'action', from: '/form', start: T + 1000 })
    await collector.put(form, post)
    const urls = async () =>
      (await collector.get<Page<SessionSummary>>('/api/sessions')).rows.map(({ id, opener, counts }) => [
        id,
        opener,
        counts.requests,
      ])
    expect(await urls()).toEqual([[form.spanId, 'document', 2]])
    await putFromPage(collector, pageLoad(post), clientFetch(post.spanId, { start: T + 1100 }))
    expect(await urls()).toEqual([
      [post.spanId, 'document', 1],
      [form.spanId, 'document', 1],
    ])
    expect(await collector.get(`/api/sessions/${post.spanId}`)).toMatchObject({
      session: { id: post.spanId },
    })
  })

  it('whose id has not the form of one is none', async () => {
    const home = page('/')
    const asked = page('/api', { purpose: 'data', visitId: 'x'.repeat(16), from: '/', start: T + 5 })
    await collector.put(home, asked)
    const { rows } = await collector.get<Page<SessionSummary>>('/api/sessions')
    expect(rows).toMatchObject([{ id: home.spanId, counts: { requests: 2 } }])
  })
})
