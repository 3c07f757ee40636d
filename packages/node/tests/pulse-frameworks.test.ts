import { get } from 'node:http'
import { quantileOf, type TrafficRoute } from '@kymo/protocol'
import { afterEach, describe, expect, test } from 'vitest'
import { RedisServer } from '../../../tests/support/redis.ts'
import { serve, stopAll } from './support/app.ts'
import { type Client, clientOf, closeClients } from './support/heartbeats.ts'
import { counts, errorEntries, sketchOf, slowEntries, traffic } from './support/told.ts'

const POLL = { timeout: 20_000 }
/** Milliseconds: so many that a busy machine does not make anything else slow. */
const SLOW = 1500
const servers: RedisServer[] = []

afterEach(async () => {
  await stopAll()
  closeClients()
  await Promise.all(servers.splice(0).map((server) => server.remove()))
})

type Way = 'agent' | 'middleware' | 'both'

async function start(framework: string, way: Way, env: Record<string, string> = {}) {
  const redis = await RedisServer.start()
  servers.push(redis)
  const started = await serve('fleet', {
    env: { KYMO_REDIS_URL: redis.url, KYMO_APP: 'fleet', KYMO_SLOW: String(SLOW), ...env },
    preload: way === 'middleware' ? 'nothing' : 'register',
    args: [framework, ...(way === 'agent' ? [] : ['middleware'])],
  })
  return { ...started, client: clientOf(redis.url) }
}

/** @returns milliseconds that each took, as the client saw it */
async function ask(url: string, path: string, times: number, headers: Record<string, string> = {}) {
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    await (await fetch(url + path, { headers })).text()
    took.push(performance.now() - began)
  }
  return took
}

async function askAtOnce(url: string, path: string, times: number, headers: Record<string, string>) {
  return (await Promise.all(Array.from({ length: times }, () => ask(url, path, 1, headers)))).flat()
}

/** Leaves before there is an answer. */
function leave(url: string): Promise<void> {
  return new Promise((resolve) => {
    const request = get(url)
    request.on('error', () => resolve())
    request.on('finish', () => setTimeout(() => request.destroy(), 100))
  })
}

const toldOf = async (client: Client, name: string): Promise<TrafficRoute | undefined> =>
  (await traffic(client)).get(name)

const WAYS = ['agent', 'middleware', 'both'] as const

describe.each(['express', 'fastify', 'hono'] as const)('%s', (framework) => {
  test.each(WAYS)('tells what it answers, what is slow and what fails, by %s', async (way) => {
    const { app, url, client } = await start(framework, way)
    const took = [
      ...(await ask(url, '/wait/20', 20)),
      ...(await askAtOnce(url, '/wait/1600?token=canary&page=2', 3, { cookie: 'canary', 'x-of': 'test' })),
    ]
    await ask(url, '/api/users/17', 4)
    await ask(url, '/fails/17', 2)
    await ask(url, '/fails/42', 1)
    await ask(url, '/refuses', 1)
    await ask(url, '/nowhere/1', 1)
    await ask(url, '/nowhere/2', 1)
    await leave(`${url}/wait/1400`)
    await expect
      .poll(() => counts(client), POLL)
      .toEqual({
        'GET /wait/:ms': 24,
        'GET /api/users/:id': 4,
        'GET /fails/:why': 3,
        'GET /refuses': 1,
        'GET (not found)': 2,
      })
    expect(await toldOf(client, 'GET /fails/:why')).toMatchObject({ errors: 3, slow: 0 })
    const waited = (await toldOf(client, 'GET /wait/:ms')) as TrafficRoute
    expect(waited).toMatchObject({ errors: 0, slow: 3 })
    // The one that left is among them; what a client sees is a little more than what the server does.
    const half = quantileOf(sketchOf(waited), 0.5) as number
    expect(half).toBeGreaterThan(18)
    expect(half).toBeLessThan(took.toSorted((a, b) => a - b)[13] as number)
    expect(waited.sum).toBeLessThan(took.reduce((sum, one) => sum + one, 0) + SLOW)

    const slow = await slowEntries(client)
    expect(slow).toHaveLength(3)
    for (const entry of slow) {
      expect(entry).toMatchObject({
        kind: 'request',
        method: 'GET',
        route: '/wait/:ms',
        url: '/wait/1600?token=[redacted]&page=2',
        status: 200,
        threshold: SLOW,
      })
      expect(entry.duration).toBeGreaterThanOrEqual(1599)
    }
    const minutes = slow.map(({ timestamp, duration }) => Math.floor((timestamp + duration) / 60_000))
    expect(slow.map(({ headers }) => headers?.['x-of'])).toEqual(
      minutes.map((minute, i) => (minutes[i - 1] === minute ? undefined : 'test')),
    )
    expect(slow[0]?.headers?.cookie).toBe('[redacted]')
    expect(slow.every(({ trace_id }) => (trace_id === undefined) === (way === 'middleware'))).toBe(true)

    await expect
      .poll(() => errorEntries(client), POLL)
      .toMatchObject([
        {
          type: 'Error',
          count: 3,
          method: 'GET',
          route: '/fails/:why',
          url: '/fails/42',
          message: 'failed since 42',
          stack: expect.stringContaining('fleet.mjs'),
        },
      ])
    expect((await app.ask<{ hookErrors: number }>({ do: 'state' })).hookErrors).toBe(0)
    expect(app.stderr).toBe('')
  })
})

describe('node:http', () => {
  test.each(WAYS)('tells what it answers by patterns of paths, by %s', async (way) => {
    const { app, url, client } = await start('http', way)
    await ask(url, '/users/17', 3)
    await ask(url, '/users/18?a=1', 2)
    await ask(url, '/fails', 1)
    await ask(url, '/missing/9', 2)
    await ask(url, '/wait/1600', 1)
    await ask(url, '/logo.png', 1, { 'sec-fetch-dest': 'image' })
    await leave(`${url}/wait/1400`)
    await expect
      .poll(() => counts(client), POLL)
      .toEqual({
        'GET /users/:id': 5,
        'GET /fails': 1,
        'GET (not found)': 2,
        'GET /wait/:id': 2,
      })
    expect(await toldOf(client, 'GET /wait/:id')).toMatchObject({ errors: 0, slow: 1 })
    expect(await slowEntries(client)).toHaveLength(1)
    expect(app.stderr).toBe('')
  })

  test.each(WAYS)('tells with its last breath what ends it, by %s', async (way) => {
    const { app, url, client } = await start('http', way)
    await ask(url, '/users/1', 1)
    await expect.poll(() => client.keys('pulse:server:*'), POLL).toHaveLength(1)
    await fetch(`${url}/throws`).catch(() => {})
    expect((await app.ended).stderr).toContain('nobody catches it')
    await expect.poll(() => counts(client), POLL).toEqual({ 'GET /users/:id': 1, 'GET /throws': 1 })
    await expect.poll(() => toldOf(client, 'GET /throws'), POLL).toMatchObject({ errors: 1 })
    await expect
      .poll(() => errorEntries(client), POLL)
      .toMatchObject([
        { count: 1, message: 'nobody catches it', method: 'GET', route: '/throws', url: '/throws' },
      ])
  })
})
