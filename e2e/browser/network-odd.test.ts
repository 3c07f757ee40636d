import type { NetworkCall } from '@kymo/browser'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { bundle } from './bundle.ts'
import { type App, openPage, type PageCollector, startApp, startPageCollector } from './stage.ts'

let browser: Browser
let collector: PageCollector
let app: App
let sandboxed: App
let page: Page

beforeAll(async () => {
  const [started, script] = await Promise.all([
    launchBrowser(),
    bundle(`
      import { getNetworkMonitor, startPage } from '@kymo/browser'
      Object.assign(window, { getNetworkMonitor, startPage })
    `),
  ])
  browser = started
  const options: Parameters<typeof startApp>[1] = {
    html: '<script src="/kymo.js"></script><main><button>Nothing</button><input type="checkbox" aria-label="All"></main>',
    answer({ path }, response) {
      response.setHeader('access-control-allow-origin', '*')
      if (path === '/kymo.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(script)
      else response.writeHead(Number(/status=(\d+)/.exec(path)?.[1] ?? 200)).end('ok')
    },
  }
  app = await startApp(undefined, options)
  sandboxed = await startApp(undefined, {
    ...options,
    headers: { 'content-security-policy': 'sandbox allow-scripts' },
  })
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([app?.close(), sandboxed?.close()])
})
beforeEach(async () => {
  collector = await startPageCollector()
  ;({ page } = await openPage(browser, app.url))
})
afterEach(async () => {
  await page.context().close()
  await collector.close()
})

const watch = () =>
  page.evaluate(() => {
    window.monitor = window.getNetworkMonitor({ enabled: true })
  })
const observe = async () => {
  await page.evaluate((url) => void window.startPage({ url, key: 'test-key', app: 'shop' }), collector.url)
  await watch()
}
const calls = (path: string): Promise<readonly NetworkCall[]> =>
  page.evaluate((part) => window.monitor.calls().filter(({ url }) => url.includes(part)), path)

test('a request that is used again from its own handlers is a call each time, with its own end', async () => {
  await observe()
  await page.evaluate(async () => {
    const xhr = new XMLHttpRequest()
    const statuses = [200, 503, 204]
    await new Promise<void>((resolve) => {
      // Set before it is opened: this runs before anybody else's.
      xhr.onload = () => {
        const status = statuses.shift()
        if (status === undefined) return resolve()
        xhr.open('GET', `/again?status=${status}`)
        xhr.send()
      }
      xhr.open('GET', '/again?status=404')
      xhr.send()
    })
    xhr.onload = null
    xhr.open('GET', '/again?given-up')
    xhr.send()
    xhr.abort()
    await new Promise<void>((resolve) => {
      xhr.onload = () => {
        xhr.abort()
        resolve()
      }
      xhr.open('GET', '/again?aborted-too-late')
      xhr.send()
    })
    xhr.onload = null
    xhr.open('POST', '/again?synchronous', false)
    xhr.send('body')
  })
  await expect.poll(async () => (await calls('/again')).length).toBe(7)
  expect((await calls('/again')).map(({ status, error }) => [status, error])).toEqual(
    expect.arrayContaining([
      [404, '404'],
      [200, null],
      [503, '503'],
      [204, null],
      [null, 'AbortError'],
      [200, null],
    ]),
  )
})

test('however a request is put, it goes out as without Kymo', async () => {
  const send = () =>
    page.evaluate(async () => {
      const text = new TextEncoder()
      const headers = { 'x-one': '1', 'content-type': 'text/x' }
      const abort = new AbortController()
      abort.abort(new TypeError('no longer'))
      const ways: (() => Promise<Response>)[] = [
        () => fetch('/way', { headers: new Map(Object.entries(headers)).entries() as never }),
        () => fetch('/way', { headers: Object.entries(headers) as never }),
        () => fetch('/way', { headers: new Headers(headers), method: 'post', body: 'ä' }),
        () => fetch(new Request('/way', { method: 'PUT', body: 'put', headers })),
        () =>
          fetch(new Request('/way', { method: 'PUT', body: 'put', headers }), { headers: { 'x-two': '2' } }),
        () => fetch(new Request('/way', { method: 'POST', body: 'a' }), { body: 'b', cache: 'no-store' }),
        () => fetch('/way', new Request('/other', { method: 'PATCH', body: 'patch', headers })),
        () => fetch('/way', Object.create({ method: 'DELETE', headers })),
        () => fetch({ toString: () => '/way?object' } as never, { headers }),
        () => fetch('/way#part', { method: 'POST', body: new URLSearchParams({ a: '1 2' }) }),
        () => fetch('/way', { method: 'POST', body: text.encode('bytes'), keepalive: true }),
        () => fetch(new Request('/way', { referrer: '/from', referrerPolicy: 'unsafe-url' })),
        () =>
          fetch(new Request('/way', { mode: 'no-cors', credentials: 'omit', headers: { accept: 'text/x' } })),
        () => fetch('/way', { mode: 'no-cors', cache: 'reload' }),
        () => fetch('/way', { signal: abort.signal }),
        () => fetch('/way', { method: 'GET', body: 'not allowed' }),
        () => fetch('http://[', { headers }),
        () => fetch('data:text/plain,data'),
        () => fetch(URL.createObjectURL(new Blob(['blob'])), { headers: { range: 'bytes=1-2' } }),
        () => fetch('/way', { headers: { 'bad name': '1' } }),
      ]
      const ends: string[] = []
      for (const way of ways) {
        const end = await way().then(
          async (response) => `${response.status} ${response.type} ${await response.text()}`,
          (error: Error) => `${error.name} ${error.message}`,
        )
        ends.push(end)
      }
      return ends
    })
  const sent = async () => {
    const before = app.requests.length
    const ends = await send()
    const requests = app.requests.slice(before).map(({ method, path, headers, body }) => {
      const { traceparent: _, 'x-kymo-visit': __, connection: ___, ...rest } = headers
      return { method, path, body, headers: rest }
    })
    return { ends, requests }
  }
  const native = await sent()
  await watch()
  expect(await sent()).toEqual(native)
  await observe()
  expect(await sent()).toEqual(native)
})

test('in a sandbox, where all is of another origin, nothing is added to a request', async () => {
  await page.goto(sandboxed.url)
  await observe()
  expect(
    await page.evaluate(async () => {
      const xhr = new XMLHttpRequest()
      xhr.open('POST', '/by-xhr')
      await new Promise((resolve) => {
        xhr.onloadend = resolve
        xhr.send('a')
      })
      return [await (await fetch('/by-fetch', { method: 'POST', body: 'a' })).text(), xhr.responseText]
    }),
  ).toEqual(['ok', 'ok'])
  expect(
    sandboxed.requests.filter(({ path }) => path.startsWith('/by-')).map(({ method }) => method),
  ).toEqual(['POST', 'POST'])
})

test('a socket that the app closes before it is open was given up, and did not fail', async () => {
  await observe()
  await page.evaluate(
    (url) => {
      const early = new WebSocket(`${url}/early`)
      early.close()
      new WebSocket(`${url.replace(/\d+$/, '1')}/nobody`)
    },
    app.url.replace('http', 'ws'),
  )
  await expect.poll(async () => (await calls('/early'))[0]).toMatchObject({ status: null, failed: false })
  await expect.poll(async () => (await calls('/nobody'))[0]).toMatchObject({ status: null, failed: true })
})

test('what a script ticks is nobody’s doing', async () => {
  await observe()
  const ask = (path: string) => page.evaluate((address) => void fetch(address), path)
  await page.evaluate(() => {
    const box = document.querySelector('input') as HTMLInputElement
    box.onchange = () => void fetch('/ticked')
    box.click()
  })
  await ask('/after')
  for (const path of ['/ticked', '/after'])
    await expect.poll(async () => (await calls(path))[0]).toMatchObject({ interaction: null })
  await page.locator('input').click()
  await expect.poll(async () => (await calls('/ticked')).length).toBe(2)
  expect((await calls('/ticked'))[1]?.interaction).toBe('click input “All”')
})
