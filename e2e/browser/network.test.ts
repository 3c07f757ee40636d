import type { Span } from '@kymo/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EchoSocket, startEchoSocket } from './echo-socket.ts'
import { useNetworkStand } from './network-stand.ts'

// What causes a call is in network-causes.test.ts.

declare global {
  interface Window {
    slow: string[]
    failed: string[]
    natives: unknown[]
  }
}

let tries = 0
const stand = useNetworkStand({
  html: `
  <script>
    window.patched = () => [fetch, XMLHttpRequest.prototype.open, XMLHttpRequest.prototype.send,
      XMLHttpRequest.prototype.setRequestHeader, Navigator.prototype.sendBeacon, WebSocket, EventSource,
      WebSocket.prototype.send, WebSocket.prototype.close, WebSocket.prototype.constructor, EventSource.prototype.close,
      EventSource.prototype.addEventListener]
    window.natives = patched()
  </script>
  <script src="/__kymo/client.js"></script>`,
  answer({ path }, response) {
    const { pathname } = new URL(path, 'http://localhost')
    if (pathname === '/slow') setTimeout(() => response.end('slow'), 150)
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

let sockets: EchoSocket
beforeAll(async () => {
  sockets = await startEchoSocket()
})
afterAll(() => sockets?.close())

test('slow, failed and retried requests are counted, called for, and told with what they are', async () => {
  await stand.observe({ slowThreshold: 100 })
  await stand.page.evaluate(async () => {
    window.slow = []
    window.failed = []
    window.getNetworkMonitor({
      onSlowRequest: (call) => window.slow.push(call.url),
      onFailedRequest: (call) => window.failed.push(`${call.status} ${call.error}`),
    })
    await fetch('/slow')
    await fetch('/fail')
    await fetch('/broken').catch(() => {})
    for (let i = 0; i < 3; i++) await fetch('/flaky', { method: 'POST', body: 'naïve' })
    await fetch('/flaky', { method: 'POST', body: 'other' })
    await (await fetch('/cached')).text()
    await (await fetch('/cached')).text()
  })
  await stand.told('/cached', 2)
  const flaky = await stand.told('/flaky', 4)
  expect(flaky.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([
    undefined,
    1,
    2,
    undefined,
  ])
  expect(flaky[0]?.attributes).toMatchObject({ 'kymo.fetch.by': 'fetch', 'http.request.body.size': 6 })
  const seen = await stand.page.evaluate(() => ({
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
  expect(seen.slow).toContain(`${stand.app.url}/slow`)
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
  expect(seen.statistics.hosts[0]).toMatchObject({
    host: new URL(stand.app.url).host,
    calls: 9,
    bytesSent: 23,
  })
  expect(seen.statistics.p95).toBeGreaterThan(100)
})

test('what the browser tells of a call’s parts sums up to the whole of it', async () => {
  await stand.observe()
  await stand.page.evaluate(async () => void (await (await fetch('/slow')).text()))
  await stand.page.evaluate(async () => void (await (await fetch('/moved')).text()))
  const [slow] = await stand.told('/slow')
  const [moved] = await stand.told('/moved')
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

test('beacons, sockets and event sources are one call each, with what went over them', async () => {
  await stand.observe()
  const classes = await stand.page.evaluate(
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
  const [beacon] = await stand.told('/beacon')
  expect(beacon).toMatchObject({
    status: 'unset',
    attributes: { 'kymo.fetch.by': 'beacon', 'http.request.body.size': 10 },
  })
  const [echo] = await stand.told('/echo')
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
  const [broken] = await stand.told('/breaks')
  expect(broken).toMatchObject({ status: 'error', attributes: { 'error.type': 'close 1006' } })
  const [refused] = await stand.told('/refused')
  expect(refused?.attributes).not.toHaveProperty('http.response.status_code')
  const [events] = await stand.told('/events')
  expect(events?.attributes).toMatchObject({
    'kymo.fetch.by': 'eventsource',
    'kymo.messages.received': 2,
    'http.response.body.size': 7,
  })
  expect(stand.callsOf('/_next/webpack-hmr')).toEqual([])
  const calls = await stand.page.evaluate(() =>
    window.monitor.calls().map(({ by, messages }) => [by, messages?.received]),
  )
  expect(calls).toContainEqual(['websocket', 2])
})

test('a socket that is open when the page goes is told then', async () => {
  await stand.observe()
  await stand.page.evaluate(async (url) => {
    const socket = new WebSocket(`${url}/open`)
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    socket.send('still here')
  }, sockets.url)
  await stand.page.goto('about:blank')
  const [open] = await stand.told('/open')
  expect(open?.attributes).toMatchObject({ 'kymo.messages.sent': 1, 'http.response.status_code': 101 })
  expect(open?.attributes).not.toHaveProperty('kymo.aborted')
})

test('without a page it observes by itself and adds nothing; a page that begins later shares what it patched', async () => {
  await stand.page.evaluate(async () => {
    window.monitor = window.getNetworkMonitor({ enabled: true })
    await fetch('/alone', { headers: { 'x-own': '1' } })
    await new Promise<void>((resolve) => {
      const xhr = new XMLHttpRequest()
      xhr.open('GET', '/alone-xhr')
      xhr.onloadend = () => resolve()
      xhr.send()
    })
  })
  await expect.poll(() => stand.page.evaluate(() => window.monitor.calls().length)).toBe(2)
  expect(
    await stand.page.evaluate(() =>
      window.monitor
        .calls()
        .map(({ by, status }) => [by, status])
        .sort(),
    ),
  ).toEqual([
    ['fetch', 200],
    ['xhr', 200],
  ])
  const headers = stand.app.requests
    .filter(({ path }) => path.startsWith('/alone'))
    .map(({ headers }) => Object.keys(headers))
  expect(headers.flat().filter((name) => /kymo|trace/.test(name))).toEqual([])
  const shared = await stand.page.evaluate((url) => {
    const before = window.fetch
    window.startPage({ url, key: 'test-key', app: 'shop' })
    return window.fetch === before
  }, stand.collector.url)
  expect(shared).toBe(true)
  await stand.page.evaluate(() => fetch('/together'))
  await stand.told('/together')
  await expect
    .poll(() =>
      stand.page.evaluate(() => window.monitor.calls().filter(({ url }) => url.endsWith('/together')).length),
    )
    .toBe(1)
  // The collector’s own traffic is nobody’s.
  expect(
    await stand.page.evaluate(() => window.monitor.calls().filter(({ url }) => url.includes('/api/')).length),
  ).toBe(0)
})

test('off and on again twice leaves nothing behind, and lets through where another has covered it', async () => {
  const left = await stand.page.evaluate(async () => {
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
