import type { ErrorRow, SlowRow, Traffic } from '@kymo/protocol'
import { createCollector } from '@kymo/server'
import { afterEach, describe, expect, test } from 'vitest'
import { serve, stopAll } from '../packages/node/tests/support/app.ts'
import { RedisServer } from './support/redis.ts'

/** What is told every five seconds, and looked at every four. */
const POLL = { timeout: 25_000 }
const TOKEN = 'token-of-the-test-token-of-the-test'
const ending: (() => unknown)[] = []

afterEach(async () => {
  await stopAll()
  for (const end of ending.splice(0).reverse()) await end()
})

async function start() {
  const redis = await RedisServer.start()
  ending.push(() => redis.remove())
  const collector = await createCollector({ port: 0, token: TOKEN, redis: redis.url, openReads: true })
  ending.push(() => collector.close())
  const read = async <T>(path: string): Promise<T> =>
    (await fetch(`${collector.url}/api/pulse/${path}`)).json()
  return {
    redis,
    collector,
    traffic: () => read<Traffic>('traffic?window=15m'),
    slow: () => read<SlowRow[]>('slow?window=15m'),
    errors: () => read<ErrorRow[]>('errors?window=15m'),
  }
}

async function ask(url: string, path: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await (await fetch(url + path)).text()
}

async function load(url: string): Promise<void> {
  await ask(url, '/api/users/1', 40)
  await Promise.all([ask(url, '/wait/1600', 1), ask(url, '/wait/1600', 1)])
  await ask(url, '/fails/it', 5)
}

describe('what a process tells Redis is shown once', { timeout: 120_000 }, () => {
  test.each([
    ['and sends no facts', {}],
    ['and sends its facts by HTTP', { http: true }],
    ['and sends a tenth of its facts by HTTP', { http: true, env: { KYMO_SAMPLE: '0.1' } }],
    ['and sends its facts through Redis', { env: { KYMO_FACTS: 'redis' } }],
    ['by a middleware, without an agent', { middleware: true }],
  ] as const)(
    '%s',
    async (_, how: { http?: boolean; middleware?: boolean; env?: Record<string, string> }) => {
      const { redis, collector, traffic, slow, errors } = await start()
      const { app, url } = await serve('fleet', {
        args: ['express', ...(how.middleware ? ['middleware'] : [])],
        preload: how.middleware ? 'nothing' : 'register',
        env: {
          KYMO_APP: 'fleet',
          KYMO_REDIS_URL: redis.url,
          // So many milliseconds that a busy machine does not make anything else slow.
          KYMO_SLOW: '1500',
          ...(how.http ? { KYMO_URL: collector.url, KYMO_TOKEN: TOKEN } : undefined),
          ...how.env,
        },
      })
      // A process that is new has not told Redis of itself yet.
      await load(url)
      const counted = async () => {
        const { total, routes } = await traffic()
        return { ...total, routes: routes.map(({ route, requests }) => `${requests} ${route}`).sort() }
      }
      const all = {
        requests: 47,
        errors: 5,
        slow: 2,
        routes: ['2 /wait/:ms', '40 /api/users/:id', '5 /fails/:why'],
      }
      await expect.poll(counted, POLL).toMatchObject(all)
      // Until its first heartbeat is read they come from its facts, from then on from Redis.
      await expect.poll(slow, POLL).toMatchObject([{ route: '/wait/:ms' }, { route: '/wait/:ms' }])
      await expect.poll(errors, POLL).toMatchObject([{ app: 'fleet', count: 5, route: '/fails/:why' }])
      // It is told again and again, and facts come later.
      await load(url)
      await expect.poll(counted, POLL).toMatchObject({ requests: 94, errors: 10, slow: 4 })
      await expect.poll(errors, POLL).toMatchObject([{ count: 10 }])
      await app.ask({ do: 'stop' })
      await expect.poll(counted, POLL).toMatchObject({ requests: 94, errors: 10, slow: 4 })
      await expect.poll(async () => (await slow()).length, POLL).toBe(4)
      expect(await errors()).toMatchObject([{ count: 10 }])
    },
  )
})
