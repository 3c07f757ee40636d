import { connect, createServer, type Socket } from 'node:net'
import {
  type Batch,
  decodeBatch,
  FACTS_DROPPED_KEY,
  FACTS_SIZE_KEY,
  FACTS_STREAM,
  type Span,
} from '@kymo/protocol'
import { Cluster, Redis } from 'ioredis'
import { afterEach, expect, test } from 'vitest'
import { type RedisOptions, RedisServer } from '../../../tests/support/redis.ts'
import { startRedisCluster } from '../../../tests/support/redis-cluster.ts'
import type { AgentStats } from '../src/agent.ts'
import { type App, launch, stopAll } from './support/app.ts'

interface Answer {
  readonly stats: AgentStats
}

const POLL = { timeout: 20_000 }
const ending: (() => unknown)[] = []

afterEach(async () => {
  await stopAll()
  for (const end of ending.splice(0).reverse()) await end()
})

async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const redis = await RedisServer.start(options)
  ending.push(() => redis.remove())
  return redis
}

function clientOf(redis: RedisServer): Redis {
  const client = new Redis(redis.url, { maxRetriesPerRequest: 0, retryStrategy: () => 50 })
  client.on('error', () => {})
  ending.push(() => client.disconnect())
  return client
}

const environment = (url: string) => ({ KYMO_REDIS_URL: url, KYMO_FACTS: 'redis', KYMO_APP: 'app' })

async function start(url: string, options: object = {}): Promise<App> {
  const env = { ...environment(url), AGENT_OPTIONS: JSON.stringify(options) }
  const app = launch('agent', { preload: 'nothing', env })
  await app.message()
  return app
}

async function batchesIn(client: Redis | Cluster): Promise<Batch[]> {
  const entries = (await client.callBuffer('xrange', FACTS_STREAM, '-', '+')) as [Buffer, Buffer[]][]
  return entries.map(([, fields]) => decodeBatch(fields[5] as Buffer))
}

const spansIn = async (client: Redis | Cluster): Promise<string[]> =>
  (await batchesIn(client)).flatMap(({ facts }) =>
    facts.filter((fact): fact is Span => fact.fact === 'span').map(({ name }) => name),
  )

const expected = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => `span ${from + i}`)

test('facts go into the stream in order, with all that collectors need to know of them', async () => {
  const redis = await startRedis()
  const client = clientOf(redis)
  const app = await start(redis.url)
  await app.ask({ do: 'spans', count: 10_000, size: 200 })
  const { stats } = await app.ask<Answer>({ do: 'flush' })
  expect(stats).toMatchObject({ facts: 10_000, sent: 10_000, dropped: 0, pending: 0, hookErrors: 0 })
  expect(await spansIn(client)).toEqual(expected(10_000))
  const batches = await batchesIn(client)
  expect(batches.map(({ header }) => header.sequence)).toEqual(batches.map((_, i) => i + 1))
  const entries = (await client.callBuffer('xrange', FACTS_STREAM, '-', '+')) as [Buffer, Buffer[]][]
  const instance = batches[0]?.header.resource['service.instance.id']
  expect(entries.map(([, [, id, , count]]) => `${id} ${count}`)).toEqual(
    batches.map(({ header, facts }) => `${instance}/${header.sequence} ${facts.length}`),
  )
  const bytes = entries.reduce((sum, [, fields]) => sum + (fields[5] as Buffer).length, 0)
  expect(Number(await client.get(FACTS_SIZE_KEY))).toBe(bytes)
  expect(app.stderr).toBe('')
})

test('a batch whose answer is lost is not there twice', async () => {
  const redis = await startRedis()
  const client = clientOf(redis)
  let cuts = 0
  // Cuts the connection instead of passing on that a batch was added.
  const proxy = createServer((near: Socket) => {
    const far = connect(redis.port, '127.0.0.1')
    near.pipe(far)
    far.on('data', (data) => {
      if (cuts < 3 && data.toString('latin1').includes(':1\r\n')) {
        cuts++
        near.destroy()
      } else near.write(data)
    })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  ending.push(() => proxy.close())
  const { port } = proxy.address() as { port: number }
  const app = await start(`redis://127.0.0.1:${port}`)
  for (let batch = 1; batch <= 5; batch++) {
    await app.ask({ do: 'spans', count: 10 })
    const sent = async () => (await app.ask<Answer>({ do: 'flush' })).stats.sent
    await expect.poll(sent, POLL).toBe(batch * 10)
  }
  expect(cuts).toBe(3)
  expect(await spansIn(client)).toEqual(Array.from({ length: 5 }, () => expected(10)).flat())
})

test('while Redis is gone the newest facts are kept, the rest is counted, and both go on when it is back', async () => {
  // With less it may answer before it has written, where the disk is busy.
  const redis = await startRedis({ appendonly: true, settings: [['appendfsync', 'always']] })
  const client = clientOf(redis)
  const app = await start(redis.url, { maxMemory: 512 * 1024 })
  await app.ask({ do: 'spans', count: 1 })
  await expect.poll(() => spansIn(client), POLL).toEqual(['span 0'])
  await redis.stop('SIGKILL')
  await app.ask({ do: 'spans', count: 10_000, size: 200 })
  await redis.start()
  const figures = async () => (await app.ask<Answer>({ do: 'flush' })).stats
  await expect.poll(async () => (await figures()).pending, POLL).toBe(0)
  const stats = await figures()
  expect(stats.dropped).toBeGreaterThan(5000)
  expect(stats.sent + stats.dropped).toBe(10_001)
  expect(await spansIn(client)).toHaveLength(stats.sent)
  expect((await spansIn(client)).slice(-1000)).toEqual(expected(1000, 9000))
  await app.ask({ do: 'spans', count: 1 })
  await app.ask({ do: 'flush' })
  expect((await batchesIn(client)).at(-1)?.header.dropped).toBe(stats.dropped)
})

test('a Redis without memory is told of once, and gets the facts when it has some', async () => {
  const redis = await startRedis({ maxmemory: '1mb' })
  const client = clientOf(redis)
  const app = await start(redis.url)
  await app.ask({ do: 'spans', count: 100 })
  await expect.poll(() => app.stderr, POLL).toMatch(/KYMO_REDIS_REFUSED: Redis at .* answers "OOM/)
  for (let i = 0; i < 6; i++) await app.ask({ do: 'flush' })
  expect(app.stderr.match(/KYMO_REDIS_REFUSED/g)).toHaveLength(1)
  expect(await client.keys('kymo:*')).toEqual([])
  await client.config('SET', 'maxmemory', '100mb')
  await expect.poll(() => spansIn(client), POLL).toEqual(expected(100))
})

test('the bound on what waits in Redis is the agent’s to say', async () => {
  const redis = await startRedis()
  const client = clientOf(redis)
  const app = await start(redis.url, { redisMaxBytes: 1024 * 1024 })
  await app.ask({ do: 'spans', count: 20_000, size: 200 })
  await app.ask({ do: 'flush' })
  expect(Number(await client.get(FACTS_SIZE_KEY))).toBeLessThanOrEqual(1024 * 1024)
  const dropped = Number(await client.get(FACTS_DROPPED_KEY))
  expect(dropped).toBeGreaterThan(10_000)
  const spans = await spansIn(client)
  expect(spans.length + dropped).toBe(20_000)
  expect(spans.at(-1)).toBe('span 19999')
})

test.each([
  { password: undefined, given: '' },
  { password: 'pä ss:wörd', given: `:${encodeURIComponent('pä ss:wörd')}@` },
  { password: undefined, given: ':needless@' },
])(
  'a process that ends delivers first, with the password $password, being given "$given"',
  async ({ password, given }) => {
    const redis = await startRedis(password === undefined ? {} : { password })
    const url = `redis://${given}127.0.0.1:${redis.port}`
    const client = new Redis({ port: redis.port, ...(password === undefined ? {} : { password }) })
    ending.push(() => client.disconnect())
    const app = await start(url, { flushInterval: 60_000, exitTimeout: 20_000 })
    // Of several batches.
    await app.ask({ do: 'spans', count: 5000, size: 200 })
    app.ask({ do: 'idle' }).catch(() => {})
    expect(await app.ended).toMatchObject({ code: 0, stderr: '' })
    expect(await spansIn(client)).toEqual(expected(5000))

    const env = { ...environment(url), KYMO_EXIT_TIMEOUT: '20000' }
    const { code } = await launch('ends', { args: ['throws'], env }).ended
    expect(code).toBe(1)
    const facts = (await batchesIn(client)).flatMap((batch) => batch.facts)
    expect(facts.filter(({ name }) => name === 'exception')).toHaveLength(1)
  },
)

test('a process that ends is not held up by a Redis that is not there, or that hangs', async () => {
  const redis = await startRedis()
  const ended = async () => {
    const began = Date.now()
    await launch('ends', { args: ['throws'], env: environment(redis.url) }).ended
    return Date.now() - began
  }
  const usual = await ended()
  redis.pause()
  expect(await ended()).toBeLessThan(usual + 3000)
  await redis.stop('SIGKILL')
  expect(await ended()).toBeLessThan(usual + 3000)
})

test('a script that waits for flush gets its answer before it ends', async () => {
  const redis = await startRedis()
  const client = clientOf(redis)
  const run = () => launch('last-words', { args: ['flush'], env: environment(redis.url) }).ended
  expect(await run()).toMatchObject({ code: 0, stdout: 'goes on\n', stderr: '' })
  expect(await spansIn(client)).toEqual(['last words'])
})

test('in a cluster facts go to the node that has them, also at the end', {
  timeout: 120_000,
}, async () => {
  const cluster = await startRedisCluster()
  ending.push(() => cluster.remove())
  const client = new Cluster(cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })))
  ending.push(() => client.disconnect())
  for (const { port } of cluster.nodes.slice(0, 3)) {
    const options = { flushInterval: 60_000, exitTimeout: 20_000 }
    const app = await start(`redis-cluster://127.0.0.1:${port}`, options)
    await app.ask({ do: 'spans', count: 3 })
    expect((await app.ask<Answer>({ do: 'flush' })).stats.sent).toBe(3)
    await app.ask({ do: 'spans', count: 2 })
    app.ask({ do: 'idle' }).catch(() => {})
    await app.ended
  }
  expect(await spansIn(client)).toHaveLength(15)
})
