import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ErrorRow, PulseSnapshot, SlowRow, Traffic } from '@kymo/protocol'
import { type Collector, createCollector } from '@kymo/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RedisServer } from '../tests/support/redis.ts'
import { installed } from './documented-install/installed-app.ts'
import { formOf } from './support/forms.ts'
import { build, serve } from './support/installed.ts'
import { type AppCopy, type NextApp, serveNextApp } from './support/next-app.ts'
import { buildQuickly } from './support/quick-build.ts'

/* An app in production that knows of Redis and of no collector: one build, served in each way. */

/** How often what begins so is asked, all of it at once. */
const ASKED = { '/item/': 40, '/api/echo?': 20, '/edge?': 10, '/boom?': 10, '/nowhere/': 10 }

/** By route: how many, how many of them failed and were slow. */
const COUNTED = {
  'GET /item/[id]': [40, 0, 40],
  'GET /api/echo': [20, 0, 0],
  'GET /edge': [10, 0, 0],
  'GET /boom': [10, 10, 0],
  'GET (not found)': [10, 0, 0],
  'GET /': [1, 0, 0],
  'POST /': [1, 0, 0],
}

let redis: RedisServer
let collector: Collector
let upstream: Server
let copy: AppCopy

beforeAll(async () => {
  ;[redis, copy] = await Promise.all([RedisServer.start(), installed('16.4')])
  collector = await createCollector({ port: 0, token: 'next-pulse', openReads: true, redis: redis.url })
  upstream = createServer((_, response) => response.end('up')).listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  await buildQuickly(copy)
  await build(copy.folder, '16.4')
})

afterAll(async () => {
  upstream?.close()
  await collector?.close()
  await redis?.remove()
  await copy?.remove()
})

type Environment = Readonly<Record<string, string>>
const preloaded = (env: Environment) => serveNextApp(copy.folder, 'start', env)
const inItsCode = (env: Environment) => serve(copy.folder, 'start', '16.4', env)

describe.each([
  { name: 'preloaded', start: preloaded, env: {}, requests: 0 },
  { name: 'in its code', start: inItsCode, env: {}, requests: 0 },
  { name: 'with its facts', start: inItsCode, env: { KYMO_FACTS: 'redis' }, requests: 92 },
])('$name', ({ name, start, env, requests }) => {
  let app: NextApp

  beforeAll(async () => {
    app = await start({
      ...env,
      KYMO_REDIS_URL: redis.url,
      KYMO_ENV: name,
      KYMO_SLOW: '600000',
      KYMO_SLOW_ROUTES: 'GET /item/[id]=0',
      UPSTREAM_URL: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
    })
    await app.process.printed(/Ready in/)
  })

  afterAll(() => app?.process.stop())

  /** What the collector says of the app as it is served here. */
  async function read<View>(path: string): Promise<View> {
    const url = new URL(`/api${path}`, collector.url)
    url.searchParams.set('environment', name)
    return (await fetch(url)).json()
  }

  const states = async () => (await read<PulseSnapshot>('/pulse')).processes.map(({ state }) => state)

  test('requests of all kinds at once are counted by their routes, to the last before it ends', async () => {
    const html = await ask('/')
    const paths = Object.entries(ASKED).flatMap(([path, times]) =>
      Array.from({ length: times }, (_, i) => path + i),
    )
    const posted = ask('/', { method: 'POST', body: formOf(html, 'Save') })
    // Browsers load these, and nobody counts them.
    const files = [...html.matchAll(/"(\/_next\/[^"\\]+)/g)].map(([, path]) => path as string)
    await Promise.all([posted, ...[...paths, ...files].map((path) => ask(path))])
    await expect.poll(states).toEqual(['alive'])
    await app.process.stop()
    await expect.poll(states).toEqual(['left'])
    await expect.poll(counted).toEqual(COUNTED)
  })

  test('what is slow and what fails is told with its route', async () => {
    const slow = async () => {
      const rows = await read<SlowRow[]>('/pulse/slow?limit=500')
      return rows.map(({ method, route, url }) => `${method} ${route} ${url}`).toSorted()
    }
    await expect
      .poll(slow)
      .toEqual(Array.from({ length: 40 }, (_, i) => `GET /item/[id] /item/${i}`).toSorted())
    await expect
      .poll(() => read<ErrorRow[]>('/pulse/errors'))
      .toMatchObject([
        { count: 10, type: 'TypeError', message: 'The page gave way', method: 'GET', route: '/boom' },
      ])
  })

  test(`${requests} of them are facts, and nothing is dropped or skipped`, async () => {
    const total = async (): Promise<number> =>
      (await (await fetch(`${collector.url}/api/performance/metrics?window=all`)).json()).totalRequests
    await expect.poll(total).toBe(requests)
    const { processes, skipped, redis } = await read<PulseSnapshot>('/pulse')
    expect(processes).toMatchObject([{ app: 'documented', version: '0.1.0', dropped: 0 }])
    expect([skipped, redis.droppedFacts]).toEqual([[], 0])
    expect(app.process.output()).not.toMatch(/kymo/i)
  })

  async function ask(path: string, init?: RequestInit): Promise<string> {
    return (await fetch(app.url + path, init)).text()
  }

  async function counted(): Promise<Record<string, readonly number[]>> {
    const { routes } = await read<Traffic>('/pulse/traffic')
    return Object.fromEntries(
      routes.map(({ method, route, requests, errors, slow }) => [
        `${method} ${route}`,
        [requests, errors, slow],
      ]),
    )
  }
})
