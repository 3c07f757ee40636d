import type { NetworkCall } from '@kymo/browser'
import { expect, test } from 'vitest'
import { networkScript, useNetworkStand } from './network-stand.ts'
import type { AppOptions } from './stage.ts'

const SITE: AppOptions = {
  html: '<script src="/__kymo/client.js"></script><main><button>Nothing</button><input type="checkbox" aria-label="All"></main>',
  answer({ path }, response) {
    response.setHeader('access-control-allow-origin', '*')
    response.writeHead(Number(/status=(\d+)/.exec(path)?.[1] ?? 200)).end('ok')
  },
}
const stand = useNetworkStand(SITE)

const calls = (path: string): Promise<readonly NetworkCall[]> =>
  stand.page.evaluate((part) => window.monitor.calls().filter(({ url }) => url.includes(part)), path)

test('a request that is used again from its own handlers is a call each time, with its own end', async () => {
  await stand.observe()
  await stand.page.evaluate(async () => {
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
    stand.page.evaluate(async () => {
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
    const before = stand.app.requests.length
    const ends = await send()
    const requests = stand.app.requests.slice(before).map(({ method, path, headers, body }) => {
      const { traceparent: _, 'x-kymo-visit': __, connection: ___, ...rest } = headers
      return { method, path, body, headers: rest }
    })
    return { ends, requests }
  }
  const native = await sent()
  await stand.watch()
  expect(await sent()).toEqual(native)
  await stand.observe()
  expect(await sent()).toEqual(native)
})

test('in a sandbox, where all is of another origin, nothing is added to a request', async () => {
  await stand.serve({
    ...SITE,
    script: networkScript,
    headers: { 'content-security-policy': 'sandbox allow-scripts' },
  })
  await stand.open()
  await stand.observe()
  expect(
    await stand.page.evaluate(async () => {
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
    stand.app.requests.filter(({ path }) => path.startsWith('/by-')).map(({ method }) => method),
  ).toEqual(['POST', 'POST'])
})

test('a socket that the app closes before it is open was given up, and did not fail', async () => {
  await stand.observe()
  await stand.page.evaluate(
    (url) => {
      const early = new WebSocket(`${url}/early`)
      early.close()
      new WebSocket(`${url.replace(/\d+$/, '1')}/nobody`)
    },
    stand.app.url.replace('http', 'ws'),
  )
  await expect.poll(async () => (await calls('/early'))[0]).toMatchObject({ status: null, failed: false })
  await expect.poll(async () => (await calls('/nobody'))[0]).toMatchObject({ status: null, failed: true })
})

test('what a script ticks is nobody’s doing', async () => {
  await stand.observe()
  const ask = (path: string) => stand.page.evaluate((address) => void fetch(address), path)
  await stand.page.evaluate(() => {
    const box = document.querySelector('input') as HTMLInputElement
    box.onchange = () => void fetch('/ticked')
    box.click()
  })
  await ask('/after')
  for (const path of ['/ticked', '/after'])
    await expect.poll(async () => (await calls(path))[0]).toMatchObject({ interaction: null })
  await stand.page.locator('input').click()
  await expect.poll(async () => (await calls('/ticked')).length).toBe(2)
  expect((await calls('/ticked'))[1]?.interaction).toBe('click input “All”')
})

test('a page that misbehaves is told within bounds, and works', async () => {
  await stand.observe({ maxEntries: 50 })
  const seen = await stand.page.evaluate(async () => {
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
  const [long] = await stand.told('/long')
  expect(long?.attributes['http.request.body.size']).toBe(3_000_000)
  await stand.told('/after')
})
