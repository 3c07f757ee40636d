import type { NetworkMonitor, startPage } from '@kymo/browser'
import type { Span } from '@kymo/protocol'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { bundle } from './bundle.ts'
import { type EchoSocket, startEchoSocket } from './echo-socket.ts'
import { type App, openPage, type PageCollector, startApp, startPageCollector } from './stage.ts'

declare global {
  interface Window {
    monitor: NetworkMonitor
    getNetworkMonitor: typeof import('@kymo/browser').getNetworkMonitor
    startPage: typeof startPage
    slow: string[]
    failed: string[]
    natives: unknown[]
  }
}

const HTML = `
  <script>
    window.patched = () => [fetch, XMLHttpRequest.prototype.open, XMLHttpRequest.prototype.send,
      XMLHttpRequest.prototype.setRequestHeader, Navigator.prototype.sendBeacon, WebSocket, EventSource,
      WebSocket.prototype.send, WebSocket.prototype.close, WebSocket.prototype.constructor, EventSource.prototype.close,
      EventSource.prototype.addEventListener]
    window.natives = patched()
  </script>
  <script src="/kymo.js"></script>
  <main>
    <button id="sync" aria-label="">Add <b>to cart</b></button>
    <button id="later">Later</button>
    <button id="chain">Chain</button>
    <button id="quiet">Nothing</button>
    <label>Search <input id="search"></label>
    <form id="form" aria-label="Order"><input name="card" value="4111111111111111"><button>Buy ghp_0123456789012345678901</button></form>
  </main>
  <script>
    document.querySelector('#sync').onclick = () => { fetch('/cart', { method: 'POST', body: '{}' }); fetch('/stock') }
    document.querySelector('#later').onclick = async () => { await new Promise((r) => setTimeout(r, 200)); fetch('/later') }
    document.querySelector('#chain').onclick = async () => { await fetch('/first'); fetch('/second') }
    document.querySelector('#search').oninput = () => { clearTimeout(window.typing); window.typing = setTimeout(() => fetch('/found?q=typed'), 300) }
    document.querySelector('#form').onsubmit = (event) => { event.preventDefault(); fetch('/order') }
  </script>`

let browser: Browser
let collector: PageCollector
let app: App
let sockets: EchoSocket
let page: Page
let tries = 0

beforeAll(async () => {
  const [started, script, echo] = await Promise.all([
    launchBrowser(),
    bundle(`
      import { getNetworkMonitor, startPage } from '@kymo/browser'
      Object.assign(window, { getNetworkMonitor, startPage })
    `),
    startEchoSocket(),
  ])
  browser = started
  sockets = echo
  app = await startApp(undefined, {
    html: HTML,
    answer({ path }, response) {
      const { pathname } = new URL(path, 'http://localhost')
      if (pathname === '/kymo.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(script)
      else if (pathname === '/slow') setTimeout(() => response.end('slow'), 150)
      else if (pathname === '/fail') response.writeHead(503).end()
      else if (pathname === '/broken') response.destroy()
      else if (pathname === '/flaky') response.writeHead(++tries % 3 ? 500 : 200).end('flaky')
      else if (pathname === '/cached')
        response.writeHead(200, { 'cache-control': 'max-age=60' }).end('x'.repeat(500))
      else if (pathname === '/moved') response.writeHead(302, { location: '/there' }).end()
      else if (pathname === '/events') {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('data: one\n\nevent: price\ndata: €2\n\nevent: unheard\ndata: three\n\n')
      } else response.end('ok')
    },
  })
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([app?.close(), sockets?.close()])
})
beforeEach(async () => {
  collector = await startPageCollector()
  ;({ page } = await openPage(browser, app.url))
})
afterEach(async () => {
  await page.context().close()
  await collector.close()
})

const observe = (config: object = {}) =>
  page.evaluate(
    ([url, more]) => {
      window.startPage({ url: url as string, key: 'test-key', app: 'shop' })
      window.slow = []
      window.failed = []
      window.monitor = window.getNetworkMonitor({
        enabled: true,
        slowThreshold: 100,
        onSlowRequest: (call) => window.slow.push(call.url),
        onFailedRequest: (call) => window.failed.push(`${call.status} ${call.error}`),
        ...(more as object),
      })
    },
    [collector.url, config] as const,
  )
const callsOf = (path: string): Span[] =>
  collector
    .spans('fetch')
    .filter(({ attributes }) => new URL(String(attributes['url.full'])).pathname === path)
    .map((span) => span as Span)
const told = async (path: string, count = 1): Promise<Span[]> => {
  await expect.poll(() => callsOf(path).length, { timeout: 20_000 }).toBe(count)
  return callsOf(path)
}
const interactionsTold = () =>
  collector.spans('measure').filter(({ attributes }) => attributes['kymo.measure.type'] === 'interaction')

test('slow, failed and retried requests are counted, called for, and told with what they are', async () => {
  await observe()
  await page.evaluate(async () => {
    await fetch('/slow')
    await fetch('/fail')
    await fetch('/broken').catch(() => {})
    for (let i = 0; i < 3; i++) await fetch('/flaky', { method: 'POST', body: 'naïve' })
    await fetch('/flaky', { method: 'POST', body: 'other' })
    await (await fetch('/cached')).text()
    await (await fetch('/cached')).text()
  })
  await told('/cached', 2)
  const flaky = await told('/flaky', 4)
  expect(flaky.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([
    undefined,
    1,
    2,
    undefined,
  ])
  expect(flaky[0]?.attributes).toMatchObject({ 'kymo.fetch.by': 'fetch', 'http.request.body.size': 6 })
  const seen = await page.evaluate(() => ({
    slow: window.slow,
    failed: window.failed,
    metrics: window.monitor.metrics(),
    health: window.monitor.healthFigures(),
    statistics: window.monitor.statistics(),
    slowest: window.monitor.slowRequests().map(({ url }) => url),
    long: window.monitor.calls().flatMap(({ url, duration }) => (duration >= 100 ? [url] : [])),
    broken: window.monitor.failedRequests().map(({ error }) => error),
  }))
  // A busy machine may make others slow, too.
  expect(seen.slow).toContain(`${app.url}/slow`)
  expect(seen.slow).toEqual(seen.long)
  expect(seen.slowest.toSorted()).toEqual(seen.slow.toSorted())
  expect(seen.failed).toEqual(['503 503', 'null TypeError', '500 500', '500 500', '500 500'])
  expect(seen.broken).toEqual(['503', 'TypeError', '500', '500', '500'])
  expect(seen.metrics).toMatchObject({
    running: true,
    calls: 9,
    failed: 5,
    cacheHits: 1,
    retries: 2,
  })
  expect(seen.health).toMatchObject({ network: { calls: 9, failed: 5, slow: seen.metrics.slow } })
  expect(seen.statistics.hosts).toHaveLength(1)
  expect(seen.statistics.hosts[0]).toMatchObject({ host: new URL(app.url).host, calls: 9, bytesSent: 23 })
  expect(seen.statistics.p95).toBeGreaterThan(100)
})

test('what the browser tells of a call’s parts sums up to the whole of it', async () => {
  await observe()
  await page.evaluate(async () => void (await (await fetch('/slow')).text()))
  await page.evaluate(async () => void (await (await fetch('/moved')).text()))
  const [slow] = await told('/slow')
  const [moved] = await told('/moved')
  const phases = (span?: Span) =>
    Object.fromEntries(
      Object.entries(span?.attributes ?? {}).flatMap(([name, value]) =>
        name.startsWith('kymo.phase.') ? [[name.slice('kymo.phase.'.length), value as number]] : [],
      ),
    )
  expect(Object.keys(phases(slow))).toEqual([
    'redirect',
    'wait',
    'dns',
    'connect',
    'tls',
    'request',
    'response',
  ])
  expect(phases(slow).request).toBeGreaterThan(140)
  const sum = Object.values(phases(slow)).reduce((a, b) => a + b)
  expect(Math.abs(sum - (slow?.duration ?? 0))).toBeLessThan(10)
  expect(phases(moved).redirect).toBeGreaterThan(0)
})

test('what a click makes the page ask is in one trace below it, and a poll is not', async () => {
  await observe()
  await page.evaluate(() => void setInterval(() => fetch('/poll'), 40))
  await expect.poll(() => callsOf('/poll').length).toBeGreaterThan(1)
  await page.locator('#sync').click()
  const [cart] = await told('/cart')
  const [stock] = await told('/stock')
  await expect.poll(() => interactionsTold().length).toBe(1)
  const [click] = interactionsTold()
  expect(click).toMatchObject({
    name: 'click button “Add to cart”',
    kind: 'measure',
    attributes: { 'kymo.visit.id': cart?.attributes['kymo.visit.id'] },
  })
  for (const call of [cart, stock]) {
    expect(call).toMatchObject({ traceId: click?.traceId, parentId: click?.spanId })
    expect(call?.attributes['kymo.interaction']).toBe('click button “Add to cart”')
  }
  const asked = app.requests.findLast(({ path }) => path === '/cart')
  expect(asked?.headers.traceparent).toBe(`00-${click?.traceId}-${cart?.spanId}-01`)
  expect(click?.start).toBeLessThanOrEqual((cart?.start ?? 0) + 1)
  const before = callsOf('/poll').length
  await expect.poll(() => callsOf('/poll').length).toBeGreaterThan(before + 5)
  expect(callsOf('/poll').filter(({ parentId }) => parentId !== undefined)).toEqual([])
})

test('what comes of an event a little later is found, also after an answer; what nobody did has no cause', async () => {
  await observe()
  await page.locator('#later').click()
  await told('/later')
  await page.locator('#chain').click()
  await told('/second')
  await page.locator('#search').pressSequentially('xyz')
  await told('/found')
  await page.locator('#form button').click()
  await told('/order')
  const names = ['/later', '/first', '/second', '/found', '/order'].map(
    (path) => callsOf(path)[0]?.attributes['kymo.interaction'],
  )
  expect(names).toEqual([
    'click button “Later”',
    'click button “Chain”',
    'click button “Chain”',
    'type in “Search”',
    'submit form “Order”',
  ])
  expect(callsOf('/second')[0]?.traceId).toBe(callsOf('/first')[0]?.traceId)
  await expect
    .poll(() => interactionsTold().map(({ name }) => name))
    .toEqual(['click button “Later”', 'click button “Chain”', 'type in “Search”', 'submit form “Order”'])
  await page.locator('#quiet').click()
  await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1100))
    await fetch('/by-itself')
    document.querySelector<HTMLButtonElement>('#sync')?.click()
  })
  const [alone] = await told('/by-itself')
  const [unclicked] = await told('/cart')
  expect([alone?.parentId, unclicked?.parentId]).toEqual([undefined, undefined])
  // Nothing came of that click.
  expect(interactionsTold().map(({ name }) => name)).not.toContain('click button “Nothing”')
  expect(JSON.stringify(collector.facts)).not.toMatch(/4111111111111111|ghp_|xyz/)
})

test('beacons, sockets and event sources are one call each, with what went over them', async () => {
  await observe()
  const classes = await page.evaluate(
    async ([url]) => {
      navigator.sendBeacon('/beacon', 'sent by it')
      class Own extends WebSocket {
        readonly target: unknown
        constructor(...args: ConstructorParameters<typeof WebSocket>) {
          super(...args)
          this.target = new.target
        }
        override send(data: string) {
          super.send(data)
        }
      }
      const socket = new Own(`${url}/echo`, 'chat')
      await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }))
      for (const message of ['one', 'zwei €', 'bye']) {
        socket.send(message)
        if (message !== 'bye')
          await new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }))
      }
      await new Promise((resolve) => socket.addEventListener('close', resolve, { once: true }))
      const broken = new WebSocket(`${url}/breaks`)
      broken.onopen = () => broken.send('break')
      await new Promise((resolve) => broken.addEventListener('close', resolve))
      const refused = new WebSocket(`${url}/refused`)
      await new Promise((resolve) => refused.addEventListener('close', resolve))
      new WebSocket(`${url}/_next/webpack-hmr`).onopen = ({ target }) => (target as WebSocket).close()
      const source = new EventSource('/events')
      await new Promise((resolve) => source.addEventListener('price', resolve))
      source.close()
      let refusal = ''
      try {
        ;(WebSocket as unknown as (address: string) => void)(url as string)
      } catch (error) {
        refusal = (error as Error).name
      }
      return [
        socket instanceof WebSocket,
        socket instanceof Own,
        socket.target === Own,
        refused.constructor === WebSocket,
        WebSocket.OPEN,
        WebSocket.name,
        WebSocket.length,
        source instanceof EventSource,
        EventSource.CLOSED,
        socket.protocol,
        refusal,
        new XMLHttpRequest() instanceof XMLHttpRequest,
      ]
    },
    [sockets.url] as const,
  )
  expect(classes).toEqual([true, true, true, true, 1, 'WebSocket', 1, true, 2, 'chat', 'TypeError', true])
  const [beacon] = await told('/beacon')
  expect(beacon).toMatchObject({
    status: 'unset',
    attributes: { 'kymo.fetch.by': 'beacon', 'http.request.body.size': 10 },
  })
  const [echo] = await told('/echo')
  expect(echo).toMatchObject({
    status: 'unset',
    attributes: {
      'kymo.fetch.by': 'websocket',
      'http.response.status_code': 101,
      'kymo.messages.sent': 3,
      'kymo.messages.received': 2,
      'http.request.body.size': 14,
      'http.response.body.size': 11,
    },
  })
  expect(echo?.attributes['kymo.ttfb']).toBeGreaterThan(0)
  expect(echo?.duration).toBeGreaterThan(Number(echo?.attributes['kymo.ttfb']))
  const [broken] = await told('/breaks')
  expect(broken).toMatchObject({ status: 'error', attributes: { 'error.type': 'close 1006' } })
  const [refused] = await told('/refused')
  expect(refused?.attributes).not.toHaveProperty('http.response.status_code')
  const [events] = await told('/events')
  expect(events?.attributes).toMatchObject({
    'kymo.fetch.by': 'eventsource',
    'kymo.messages.received': 2,
    'http.response.body.size': 7,
  })
  expect(callsOf('/_next/webpack-hmr')).toEqual([])
  const calls = await page.evaluate(() =>
    window.monitor.calls().map(({ by, messages }) => [by, messages?.received]),
  )
  expect(calls).toContainEqual(['websocket', 2])
})

test('a socket that is open when the page goes is told then', async () => {
  await observe()
  await page.evaluate(async (url) => {
    const socket = new WebSocket(`${url}/open`)
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    socket.send('still here')
  }, sockets.url)
  await page.goto('about:blank')
  const [open] = await told('/open')
  expect(open?.attributes).toMatchObject({ 'kymo.messages.sent': 1, 'http.response.status_code': 101 })
  expect(open?.attributes).not.toHaveProperty('kymo.aborted')
})

test('without a page it observes by itself and adds nothing; a page that begins later shares what it patched', async () => {
  await page.evaluate(async () => {
    window.monitor = window.getNetworkMonitor({ enabled: true })
    await fetch('/alone', { headers: { 'x-own': '1' } })
    await new Promise<void>((resolve) => {
      const xhr = new XMLHttpRequest()
      xhr.open('GET', '/alone-xhr')
      xhr.onloadend = () => resolve()
      xhr.send()
    })
  })
  await expect.poll(() => page.evaluate(() => window.monitor.calls().length)).toBe(2)
  expect(
    await page.evaluate(() =>
      window.monitor
        .calls()
        .map(({ by, status }) => [by, status])
        .sort(),
    ),
  ).toEqual([
    ['fetch', 200],
    ['xhr', 200],
  ])
  const headers = app.requests
    .filter(({ path }) => path.startsWith('/alone'))
    .map(({ headers }) => Object.keys(headers))
  expect(headers.flat().filter((name) => /kymo|trace/.test(name))).toEqual([])
  const shared = await page.evaluate((url) => {
    const before = window.fetch
    window.startPage({ url, key: 'test-key', app: 'shop' })
    return window.fetch === before
  }, collector.url)
  expect(shared).toBe(true)
  await page.evaluate(() => fetch('/together'))
  await told('/together')
  await expect
    .poll(() =>
      page.evaluate(() => window.monitor.calls().filter(({ url }) => url.endsWith('/together')).length),
    )
    .toBe(1)
  // The collector’s own traffic is nobody’s.
  expect(
    await page.evaluate(() => window.monitor.calls().filter(({ url }) => url.includes('/api/')).length),
  ).toBe(0)
})

test('off and on again twice leaves nothing behind, and lets through where another has covered it', async () => {
  const left = await page.evaluate(async () => {
    const { patched, natives } = window as never as { patched: () => unknown[]; natives: unknown[] }
    const same = () => patched().every((one, index) => one === natives[index])
    const states = [same()]
    for (let i = 0; i < 2; i++) {
      window.getNetworkMonitor({ enabled: true })
      states.push(same())
      window.getNetworkMonitor().stop()
      states.push(same())
    }
    states.push(Object.hasOwn(EventSource.prototype, 'addEventListener'))
    const monitor = window.getNetworkMonitor({ enabled: true })
    const observed = window.fetch
    window.fetch = (...args) => observed(...args)
    monitor.stop()
    monitor.clear()
    states.push((await fetch('/covered')).ok, monitor.calls().length === 0)
    return states
  })
  expect(left).toEqual([true, false, true, false, true, false, true, true])
})

test('a page that misbehaves is told within bounds, and works', async () => {
  await observe({ maxEntries: 50 })
  const seen = await page.evaluate(async () => {
    await Promise.all(Array.from({ length: 200 }, (_, i) => fetch(`/many?${i}`)))
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no')
        },
      },
    )
    const refused = await fetch('/x', {
      method: 'POST',
      get body(): never {
        throw new Error('mine')
      },
    }).catch((error: Error) => error.message)
    await fetch('/long', { method: 'POST', body: '€'.repeat(1_000_000) })
    const xhr = new XMLHttpRequest()
    let thrown = ''
    try {
      xhr.open('GET', hostile as never)
    } catch (error) {
      thrown = (error as Error).message
    }
    window.getNetworkMonitor({
      onEvent: () => {
        throw new Error('of the app')
      },
    })
    await fetch('/after')
    return [refused, thrown, window.monitor.calls().length]
  })
  expect(seen).toEqual(['mine', 'no', 50])
  const [long] = await told('/long')
  expect(long?.attributes['http.request.body.size']).toBe(3_000_000)
  await told('/after')
})

test('what the user did is called as people call it', async () => {
  await observe()
  await page.evaluate(() => {
    const part = document.createElement('section')
    part.innerHTML = `
      <select aria-label="Size"><option>S</option><option>M</option></select>
      <label><input type="checkbox"> Agree</label>
      <label>Volume <input type="range"></label>
      <div contenteditable="true" aria-label="Note"></div>
      <textarea></textarea>`
    part.addEventListener('input', () => void fetch('/done'))
    document.body.append(part)
    document.body.addEventListener('keydown', ({ key }) => key === 'x' && void fetch('/done'))
  })
  const caused = async (number: number) => {
    await expect.poll(() => callsOf('/done').length).toBe(number)
    return callsOf('/done').at(-1)?.attributes['kymo.interaction']
  }
  await page.locator('select').press('ArrowDown')
  expect(await caused(1)).toBe('choose in “Size”')
  await page.locator('[type=checkbox]').click()
  expect(await caused(2)).toBe('click input “Agree”')
  await page.locator('[type=range]').press('ArrowRight')
  expect(await caused(3)).toBe('change input “Volume”')
  await page.locator('[contenteditable]').press('a')
  expect(await caused(4)).toBe('type in “Note”')
  await page.locator('textarea').press('a')
  expect(await caused(5)).toBe('type in textarea')
  await page.locator('#quiet').press('x')
  expect(await caused(6)).toBe('press a key in button “Nothing”')
})
