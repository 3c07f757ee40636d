import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import {
  type App,
  type Listening,
  listen,
  openPage,
  type PageCollector,
  startApp,
  startPageCollector,
} from './stage.ts'

let browser: Browser
let collector: PageCollector
let app: App
let other: Listening
let page: Page

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

beforeAll(async () => {
  collector = await startPageCollector()
  other = await listen((request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    if (request.method === 'OPTIONS') response.writeHead(403).end()
    else response.end(JSON.stringify(request.headers))
  })
  app = await startApp(collector.url, {
    answer({ path, body, headers }, response) {
      const url = new URL(path, 'http://localhost')
      if (url.pathname === '/elsewhere') response.writeHead(302, { location: `${other.url}/there` }).end()
      else if (url.pathname === '/status')
        response.writeHead(Number(url.searchParams.get('code'))).end('status')
      else if (url.pathname === '/cached')
        response.writeHead(200, { 'cache-control': 'max-age=600' }).end('x'.repeat(1000))
      else if (url.pathname === '/slow-body') {
        response.write('first')
        setTimeout(() => response.end('last'), 300)
      } else if (url.pathname === '/broken') response.destroy()
      else response.end(JSON.stringify({ path, body, headers }))
    },
  })
})
afterAll(() => Promise.all([collector.close(), app.close(), other.close()]))
afterEach(() => page.context().close())

const visitOf = () => collector.spans('navigation').at(-1)?.attributes['kymo.visit.id']

async function open(path = '/') {
  ;({ page } = await openPage(browser, app.url + path))
  const { length } = app.requests
  return { asked: () => app.requests.slice(length), seen: collector.facts.length }
}

const fetchesOf = (path: string) =>
  collector.spans('fetch').filter(({ attributes }) => String(attributes['url.full']).includes(path))

test('every form of headers keeps what it says and gains the visit and the trace', async () => {
  const { asked } = await open()
  await page.evaluate(async () => {
    await fetch('/plain')
    await fetch('/record', { headers: { 'x-own': '1' } })
    await fetch('/pairs', { headers: [['x-own', '2']] })
    await fetch('/headers', { headers: new Headers({ 'x-own': '3' }) })
    await fetch(new URL('/url', location.href))
    await fetch(new Request('/request', { headers: { 'x-own': '5' }, method: 'POST', body: 'sent' }))
    await fetch(new Request('/request-and-init', { headers: { 'x-own': '6' } }), {
      headers: { 'x-own': '7' },
    })
    await fetch('/request-as-init', new Request('/other', { headers: { 'x-own': '8' }, method: 'DELETE' }))
    await fetch('/no-cors', { mode: 'no-cors' })
    await fetch('/keepalive', { method: 'POST', body: 'kept', keepalive: true })
    await fetch('/traced', { headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` } })
  })
  await expect.poll(() => fetchesOf(app.url).length).toBe(11)
  const visit = visitOf()
  expect(asked().map(({ path, method, headers, body }) => [method, path, headers['x-own'], body])).toEqual([
    ['GET', '/plain', undefined, ''],
    ['GET', '/record', '1', ''],
    ['GET', '/pairs', '2', ''],
    ['GET', '/headers', '3', ''],
    ['GET', '/url', undefined, ''],
    ['POST', '/request', '5', 'sent'],
    ['GET', '/request-and-init', '7', ''],
    ['DELETE', '/request-as-init', '8', ''],
    ['GET', '/no-cors', undefined, ''],
    ['POST', '/keepalive', undefined, 'kept'],
    ['GET', '/traced', undefined, ''],
  ])
  for (const { path, headers } of asked()) {
    // A browser lets no header into a request of this mode.
    if (path === '/no-cors') continue
    expect(headers['x-kymo-visit']).toBe(visit)
    const span = fetchesOf(path)[0]
    const parent =
      path === '/traced'
        ? `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
        : `00-${span?.traceId}-${span?.spanId}-01`
    expect(headers.traceparent).toBe(parent)
  }
  expect(fetchesOf('/request-as-init')[0]).toMatchObject({
    name: `DELETE ${new URL(app.url).host}`,
    kind: 'fetch',
    status: 'unset',
    attributes: {
      'kymo.visit.id': visit,
      'kymo.fetch.origin': 'client-component',
      'http.request.method': 'DELETE',
      'http.response.status_code': 200,
      'url.full': `${app.url}/request-as-init`,
      'server.address': 'localhost',
      'server.port': Number(new URL(app.url).port),
    },
  })
})

test('a request keeps its referrer, and what fetch itself refuses is refused by fetch itself', async () => {
  const { asked } = await open('/page')
  const problems = await page.evaluate(async () => {
    await fetch(new Request('/quiet', { referrerPolicy: 'no-referrer' }))
    await fetch(new Request('/named', { referrer: `${location.origin}/elsewhere-named` }))
    const refused = (...args: unknown[]) =>
      (fetch as (...args: unknown[]) => Promise<unknown>)(...args).then(
        () => 'taken',
        (error: Error) => `${error.name}: ${error.message}`,
      )
    return [
      await refused(),
      await refused('http://['),
      await refused('/x', { headers: null }),
      await refused('/x', { headers: [['no-value']] }),
      await refused('/x', { method: 'GET', body: 'text' }),
      fetch.name,
      String(fetch),
    ]
  })
  expect(asked().map(({ path, headers }) => [path, headers.referer])).toEqual([
    ['/quiet', undefined],
    ['/named', `${app.url}/elsewhere-named`],
  ])
  expect(problems.slice(0, 5).every((problem) => problem.startsWith('TypeError: Failed to'))).toBe(true)
  expect(problems.slice(5)).toEqual(['fetch', 'function () { [native code] }'])
})

test('another origin sees the request as the page made it', async () => {
  await open()
  const headers = await page.evaluate(
    async (url) =>
      (await (await fetch(`${url}/headers?token=abc`, { headers: {} })).json()) as Record<string, string>,
    other.url,
  )
  expect(Object.keys(headers).filter((name) => /kymo|trace/.test(name))).toEqual([])
  await expect.poll(() => fetchesOf('/headers?token').length).toBe(1)
  expect(fetchesOf('/headers?token')[0]?.attributes['url.full']).toBe(`${other.url}/headers?token=[redacted]`)
})

test('a path that leads to an origin which does not allow the header works all the same', async () => {
  const { asked } = await open()
  const answers = await page.evaluate(async () => [
    (await fetch('/elsewhere')).status,
    (await fetch('/elsewhere')).status,
  ])
  expect(answers).toEqual([200, 200])
  expect(asked().map(({ headers }) => headers['x-kymo-visit'] !== undefined)).toEqual([true, false, false])
  await expect.poll(() => fetchesOf('/elsewhere').length).toBe(2)
  expect(fetchesOf('/elsewhere').map(({ status }) => status)).toEqual(['unset', 'unset'])
})

test('the duration is to the end of the body, and the size and the browser’s cache are told where they are known', async () => {
  await open()
  await page.evaluate(async () => {
    const { body } = await fetch('/slow-body')
    await body?.getReader().read()
    await (await fetch('/cached')).text()
    await (await fetch('/cached')).text()
    await (await fetch('/fresh', { cache: 'no-store' })).text()
  })
  await expect.poll(() => fetchesOf('/cached').length + fetchesOf('/fresh').length).toBe(3)
  await expect.poll(() => fetchesOf('/slow-body').length).toBe(1)
  const [slow] = fetchesOf('/slow-body')
  expect(slow?.duration).toBeGreaterThan(290)
  expect(slow?.attributes['kymo.ttfb']).toBeLessThan(250)
  const [miss, hit] = fetchesOf('/cached')
  expect(miss?.attributes).toMatchObject({ 'http.response.body.size': 1000 })
  expect(miss?.attributes).not.toHaveProperty('kymo.cache.status')
  expect(hit?.attributes).toMatchObject({ 'http.response.body.size': 1000, 'kymo.cache.status': 'hit' })
  expect(fetchesOf('/fresh')[0]?.attributes).toMatchObject({
    'kymo.cache.status': 'skip',
    'kymo.cache.mode': 'no-store',
  })
})

test('failures reach the page unchanged, and are told', async () => {
  await open()
  const seen = await page.evaluate(async () => {
    const name = (promise: Promise<unknown>) => promise.then(String, (error: Error) => error.name)
    const aborted = new AbortController()
    const pending = name(
      fetch('/slow-body?abort', { signal: aborted.signal }).then((response) => response.text()),
    )
    aborted.abort()
    const reason = new AbortController()
    const own = new Error('mine')
    const withReason = fetch('/slow-body?reason', { signal: reason.signal }).catch((error) => error === own)
    reason.abort(own)
    const unhandled = new Promise((resolve) => {
      addEventListener('unhandledrejection', (event) => resolve(event.reason.message), { once: true })
    })
    void fetch('/broken', { method: 'POST' })
    return [
      await pending,
      await withReason,
      await unhandled,
      (await fetch('/status?code=404')).status,
      (await fetch('/status?code=500')).ok,
    ]
  })
  expect(seen).toEqual(['AbortError', true, 'Failed to fetch', 404, false])
  await expect.poll(() => fetchesOf('code=500').length + fetchesOf('/broken').length).toBe(2)
  expect(fetchesOf('?abort')[0]).toMatchObject({
    status: 'unset',
    attributes: { 'error.type': 'AbortError' },
  })
  expect(fetchesOf('/broken')[0]).toMatchObject({
    status: 'error',
    attributes: { 'error.type': 'TypeError' },
  })
  expect(fetchesOf('/broken')[0]?.attributes).not.toHaveProperty('http.response.status_code')
  expect(fetchesOf('code=404')[0]).toMatchObject({
    status: 'error',
    attributes: { 'error.type': '404', 'http.response.status_code': 404 },
  })
})

test('what a call is ended with can be anything, and is told in a word', async () => {
  await open()
  await page.evaluate(async () => {
    const long = Object.assign(new Error('long'), { name: 'N'.repeat(99_999) })
    for (const reason of [{ name: { a: 1 } }, long, 'text']) {
      const controller = new AbortController()
      const call = fetch('/slow-body?ended', { signal: controller.signal }).catch(() => {})
      controller.abort(reason)
      await call
    }
    await fetch('/any-method', { method: 'M'.repeat(99_999) }).catch(() => {})
    await fetch('/after-them')
  })
  await expect.poll(() => fetchesOf('/after-them').length).toBe(1)
  const told = fetchesOf('?ended').map(({ attributes }) => attributes['error.type'])
  expect(told).toEqual(['object', 'N'.repeat(200), 'string'])
  expect(fetchesOf('/any-method')[0]?.attributes['http.request.method']).toBe('M'.repeat(200))
  expect(collector.batches.at(-1)?.dropped).toBe(0)
})

test('XMLHttpRequest gains the same headers and is told with its outcome', async () => {
  const { asked } = await open()
  const seen = await page.evaluate(async (otherUrl) => {
    const call = (method: string, url: string, prepare: (xhr: XMLHttpRequest) => void = () => {}) =>
      new Promise<string>((resolve) => {
        const xhr = new XMLHttpRequest()
        xhr.open(method, url)
        prepare(xhr)
        for (const type of ['load', 'error', 'abort', 'timeout'])
          xhr.addEventListener(type, () => resolve(`${type} ${xhr.status}`))
        xhr.send(method === 'POST' ? 'sent' : null)
      })
    const results = [
      await call('GET', '/xhr'),
      await call('POST', '/xhr-post', (xhr) => xhr.setRequestHeader('x-own', '1')),
      await call('GET', '/slow-body?xhr', (xhr) => setTimeout(() => xhr.abort(), 50)),
      await call('GET', '/slow-body?late', (xhr) => {
        xhr.timeout = 50
      }),
      await call('GET', '/broken?xhr'),
      await call('GET', `${otherUrl}/xhr-other`),
    ]
    const sync = new XMLHttpRequest()
    sync.open('GET', '/xhr-sync', false)
    sync.send()
    return [...results, sync.status]
  }, other.url)
  expect(seen).toEqual(['load 200', 'load 200', 'abort 0', 'timeout 0', 'error 0', 'load 200', 200])
  await expect.poll(() => fetchesOf('xhr').length + fetchesOf('?late').length).toBe(7)
  const [plain, post] = asked()
  expect(plain?.headers['x-kymo-visit']).toBe(visitOf())
  expect(plain?.headers.traceparent).toBe(
    `00-${fetchesOf('/xhr')[0]?.traceId}-${fetchesOf('/xhr')[0]?.spanId}-01`,
  )
  expect(post).toMatchObject({ body: 'sent', headers: { 'x-own': '1' } })
  const outcome = (path: string) => fetchesOf(path)[0]?.attributes['error.type']
  expect(['?xhr', '?late', '/broken?xhr', '/xhr-sync'].map(outcome)).toEqual([
    'AbortError',
    'TimeoutError',
    'NetworkError',
    undefined,
  ])
})

test('a request that the page leaves before its answer is told as far as it came', async () => {
  await open()
  await page.evaluate(() => void fetch('/slow-body?left').then((response) => response.text()))
  await page.goto('about:blank')
  await expect.poll(() => fetchesOf('?left').length).toBe(1)
  expect(collector.spans('navigation').length).toBeGreaterThan(0)
})
