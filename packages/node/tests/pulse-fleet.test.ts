import { connect } from 'node:net'
import { quantileOf, type TrafficRoute } from '@kymo/protocol'
import { expect, test } from 'vitest'
import type { App, AppOptions } from './support/app.ts'
import { Scene } from './support/scene.ts'
import { counts, errorEntries, sketchOf, slowEntries, traffic, trafficMinutes } from './support/told.ts'
import { wordOf } from './support/word-of.ts'

/** Everything here waits for what is told every five seconds. */
const PATIENCE = { timeout: 120_000 }
const POLL = { timeout: 30_000 }

/** One of the fleet, which serves by the framework that is named first, or has workers. */
function member(scene: Scene, redis: string, args: readonly string[] = ['http'], options: AppOptions = {}) {
  const env = { KYMO_APP: 'fleet', ...options.env }
  return scene.app(args[0] === 'workers' ? 'workers' : 'fleet', redis, { ...options, args, env })
}

async function ask(url: string, path: string): Promise<number> {
  const response = await fetch(url + path)
  await response.text()
  return response.status
}

/** Some at a time, evenly over all servers. */
async function load(urls: readonly string[], times: number, path = '/users/17'): Promise<void> {
  let asked = 0
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (asked < times) await ask(urls[asked++ % urls.length] as string, path)
    }),
  )
}

async function said(app: App): Promise<string> {
  const { hookErrors } = await app.ask<{ hookErrors: number }>({ do: 'state' })
  expect(hookErrors).toBe(0)
  return app.stderr
}

test.concurrent(
  '1,000 requests over three processes are 1,000',
  PATIENCE,
  async ({ expect, onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const { url } = await scene.redis()
    const fleet = await Promise.all([member(scene, url), member(scene, url), member(scene, url, ['express'])])
    const client = scene.client(url)
    const urls = fleet.map((one) => one.url)
    await load(urls.slice(0, 2), 600)
    await load(urls.slice(2), 300, '/api/users/17')
    await load(urls.slice(0, 1), 100, '/fails')
    await expect
      .poll(() => counts(client), POLL)
      .toEqual({
        'GET /users/:id': 600,
        'GET /api/users/:id': 300,
        'GET /fails': 100,
      })
    expect((await traffic(client)).get('GET /fails')).toMatchObject({ errors: 100 })
    const keys = await client.keys('pulse:traffic:*')
    expect(keys).toHaveLength(3)
    expect(await client.ttl(keys[0] as string)).toBeGreaterThan(3500)
    for (const { app } of fleet) expect(await said(app)).toBe('')
  },
)

test.concurrent(
  'requests while Redis is away, and those before it lost its memory, are told when it is back',
  PATIENCE,
  async ({ expect, onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const server = await scene.redis()
    const fleet = await Promise.all([1, 2, 3].map(() => member(scene, server.url, ['express'])))
    const client = scene.client(server.url)
    const urls = fleet.map((one) => one.url)
    await load(urls, 400, '/api/users/1')
    await load(urls, 30, '/fails/first')
    await expect.poll(() => counts(client), POLL).toMatchObject({ 'GET /api/users/:id': 400 })
    await server.stop('SIGKILL')
    await load(urls, 600, '/api/users/1')
    await load(urls, 30, '/fails/second')
    await server.start()
    await expect
      .poll(() => counts(client), POLL)
      .toEqual({ 'GET /api/users/:id': 1000, 'GET /fails/:why': 60 })
    await expect
      .poll(async () => (await errorEntries(client)).reduce((sum, { count }) => sum + count, 0), POLL)
      .toBe(60)
    const groups = await errorEntries(client)
    expect(groups).toHaveLength(3)
    expect(new Set(groups.map(({ fingerprint }) => fingerprint)).size).toBe(1)
    expect(await client.zcard('pulse:errors:fleet')).toBe(1)
    for (const { app } of fleet) expect(await said(app)).toMatch(/^(?:kymo: KYMO_REDIS_UNREACHABLE.*\n)?$/)
  },
)

test.concurrent(
  'percentiles are those that the clients saw',
  PATIENCE,
  async ({ expect, onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const { url } = await scene.redis()
    const server = await member(scene, url, ['http'])
    const client = scene.client(url)
    // What is loaded first takes longer.
    await load([server.url], 50, '/warm')
    const waits = Array.from({ length: 100 }, (_, i) => 50 + 5 * i)
    const seen: number[] = []
    for (let at = 0; at < waits.length; at += 10) {
      await Promise.all(
        waits.slice(at, at + 10).map(async (ms) => {
          const began = performance.now()
          await ask(server.url, `/wait/${ms}`)
          seen.push(performance.now() - began)
        }),
      )
    }
    seen.sort((a, b) => a - b)
    await expect.poll(() => counts(client), POLL).toMatchObject({ 'GET /wait/:id': 100 })
    const route = (await traffic(client)).get('GET /wait/:id') as TrafficRoute
    for (const share of [0.5, 0.95, 0.99]) {
      const rank = Math.ceil(share * waits.length) - 1
      const found = quantileOf(sketchOf(route), share) as number
      // Timers fire late, never early by more than a millisecond. A busy machine may let clients read an answer a while
      // before the server comes to note that it is out.
      expect(found).toBeGreaterThan((waits[rank] as number) * 0.98 - 1)
      expect(found).toBeLessThan((seen[rank] as number) * 1.02 + 200)
    }
  },
)

test.concurrent(
  'the workers of a cluster are told apart, and add up',
  PATIENCE,
  async ({ expect, onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const { url } = await scene.redis()
    const server = await member(scene, url, ['workers'])
    const client = scene.client(url)
    await load([server.url], 300)
    await expect.poll(() => counts(client), POLL).toEqual({ 'GET /users/:id': 300 })
    expect((await trafficMinutes(client)).length).toBeGreaterThan(1)
  },
)

test.concurrent('in a cluster of Redis the same is told', PATIENCE, async ({ expect, onTestFinished }) => {
  const scene = new Scene(onTestFinished)
  const { url } = await scene.cluster()
  const env = { KYMO_SLOW: '100' }
  const fleet = await Promise.all([1, 2, 3].map(() => member(scene, url, ['express'], { env })))
  const client = scene.client(url)
  const urls = fleet.map((one) => one.url)
  await load(urls, 300, '/fails/it')
  await load(urls, 6, '/wait/150')
  await expect.poll(() => counts(client), POLL).toEqual({ 'GET /fails/:why': 300, 'GET /wait/:ms': 6 })
  expect((await slowEntries(client)).filter(({ route }) => route === '/wait/:ms')).toHaveLength(6)
  await expect
    .poll(async () => (await errorEntries(client)).reduce((sum, { count }) => sum + count, 0), POLL)
    .toBe(300)
})

test.concurrent.for(['agent', 'start-pulse'] as const)(
  'what a process that ends in order has not told yet is told then, with %s',
  PATIENCE,
  async (way, { expect, onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const { url } = await scene.redis()
    const client = scene.client(url)
    const options = { preload: way === 'agent' ? 'register' : 'nothing', env: { KYMO_SLOW: '100' } } as const
    const args = ['express', 'on-sigterm', ...(way === 'agent' ? [] : ['middleware'])]
    const { app, url: address } = await member(scene, url, args, options)
    await expect.poll(() => client.keys('pulse:server:*'), POLL).toHaveLength(1)
    await load([address], 50, '/fails/late')
    await load([address], 1, '/wait/200')
    const hanging = fetch(`${address}/wait/60000`).catch(() => {})
    await ask(address, '/api/users/1')
    app.kill('SIGTERM')
    expect(await app.ended).toMatchObject({ code: 0, stderr: '' })
    await hanging
    await expect
      .poll(() => counts(client), POLL)
      .toEqual({
        'GET /fails/:why': 50,
        'GET /wait/:ms': 2,
        'GET /api/users/:id': 1,
      })
    expect(await errorEntries(client)).toMatchObject([{ count: 50, route: '/fails/:why' }])
    expect(
      (await slowEntries(client)).some(({ route, status }) => route === '/wait/:ms' && status === 200),
    ).toBe(true)
  },
)

test.concurrent('what is stopped has told all', PATIENCE, async ({ expect, onTestFinished }) => {
  const scene = new Scene(onTestFinished)
  const { url } = await scene.redis()
  const client = scene.client(url)
  const { app, url: address } = await member(scene, url)
  await expect.poll(() => client.keys('pulse:server:*'), POLL).toHaveLength(1)
  await load([address], 50)
  await app.ask({ do: 'stop' })
  expect(await counts(client)).toEqual({ 'GET /users/:id': 50 })
})

test.concurrent.for(['agent', 'start-pulse'] as const)(
  'a worker’s jobs are counted, its slow ones and what they throw told, with %s',
  PATIENCE,
  async (way, { expect, onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const { url } = await scene.redis()
    const client = scene.client(url)
    const env = { KYMO_SLOW: '100', KYMO_SLOW_ROUTES: 'JOB nightly=off', KYMO_ROLE: 'worker' }
    const preload = way === 'agent' ? 'register' : 'nothing'
    const { app } = await member(scene, url, ['http', ...(way === 'agent' ? [] : ['start-pulse'])], {
      env,
      preload,
    })
    expect(await app.ask({ do: 'jobs', name: 'mail', times: 20, ms: 5, fails: 3 })).toEqual({ done: 17 })
    expect(await app.ask({ do: 'jobs', name: 'report', times: 2, ms: 200, fails: 0 })).toEqual({ done: 2 })
    expect(await app.ask({ do: 'jobs', name: 'nightly', times: 1, ms: 200, fails: 0 })).toEqual({ done: 1 })
    await expect
      .poll(() => counts(client), POLL)
      .toEqual({ 'JOB mail': 20, 'JOB report': 2, 'JOB nightly': 1 })
    expect((await traffic(client)).get('JOB mail')).toMatchObject({ errors: 3 })
    const slow = (await slowEntries(client)).filter(({ route }) => route !== 'mail')
    expect(slow).toMatchObject([
      { kind: 'job', route: 'report', threshold: 100 },
      { kind: 'job', route: 'report', threshold: 100 },
    ])
    await expect.poll(() => errorEntries(client), POLL).toMatchObject([{ count: 3, type: 'Error' }])
    expect(await said(app)).toBe('')
  },
)

test.concurrent(
  'where everything is slow and fails in its own way, what is told is bounded, and the rest counted',
  PATIENCE,
  async ({ expect, onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const server = await scene.redis()
    const { app, url } = await member(scene, server.url, ['express'], {
      env: { KYMO_SLOW: '0' },
      nodeFlags: ['--expose-gc'],
    })
    const client = scene.client(server.url)
    await load([url], 500, '/fails/it')
    const { heap: before } = await app.ask<{ heap: number }>({ do: 'memory' })
    server.pause()
    await load([url], 5000, '/fails/it')
    const { heap: after } = await app.ask<{ heap: number }>({ do: 'memory' })
    expect(after - before).toBeLessThan(16 * 1024 * 1024)
    server.resume()
    await expect.poll(() => counts(client), { timeout: 60_000 }).toEqual({ 'GET /fails/:why': 5500 })
    const slow = await slowEntries(client)
    expect(slow.length).toBeGreaterThan(20)
    expect(slow.length).toBeLessThan(1200)
    const dropped = async () => {
      const [key] = await client.keys('pulse:server:*')
      const heartbeat = JSON.parse((await client.get(key as string)) as string)
      return heartbeat.process.dropped as number
    }
    await expect.poll(dropped, POLL).toBeGreaterThan(3000)
    expect((await said(app)).split('\n').length).toBeLessThanOrEqual(2)
  },
)

test.concurrent(
  'whatever a client makes up is neither a new route nor shown with its secrets',
  PATIENCE,
  async ({ expect, onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const { url } = await scene.redis()
    const { app, url: address, port } = await member(scene, url, ['http'], { env: { KYMO_SLOW: '0' } })
    const client = scene.client(url)
    for (let i = 0; i < 600; i++) await ask(address, `/${wordOf(i)}/${i}?password=canary`)
    const raw = [
      `GET /${'x'.repeat(8000)} HTTP/1.1`,
      'GET http://user:canary@other/path?token=canary HTTP/1.1',
      'GET /%E0%A4%A/%00 HTTP/1.1',
      'GET //__proto__/constructor HTTP/1.1',
      'OPTIONS * HTTP/1.1',
      'PROPFIND /"quotes\\" HTTP/1.1',
    ]
    for (const line of raw) await say(port, `${line}\r\nhost: a\r\nconnection: close\r\n\r\n`)
    const total = async () => [...(await traffic(client)).values()].reduce((sum, { count }) => sum + count, 0)
    // Those that Node itself refuses come to nobody.
    await expect.poll(total, POLL).toBeGreaterThanOrEqual(600)
    await expect.poll(() => slowEntries(client).then(({ length }) => length), POLL).toBeGreaterThan(10)
    expect((await traffic(client)).size).toBeLessThan(420)
    const everything = JSON.stringify([await trafficMinutes(client), await slowEntries(client)])
    expect(everything).not.toContain('canary')
    expect(await said(app)).toBe('')
  },
)

/** What no client of ours would send. */
function say(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', () => {})
    socket.on('error', () => {})
    socket.on('close', () => resolve())
  })
}
