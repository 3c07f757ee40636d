import {
  BATCH_CONTENT_TYPE,
  encodeBatch,
  FACTS_DROPPED_KEY,
  FACTS_GROUP,
  FACTS_SIZE_KEY,
  FACTS_STREAM,
} from '@kymo/protocol'
import { Cluster, Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'
import { CERTIFICATE, KEY } from '../../../../tests/support/localhost-certificate.mjs'
import { type RedisOptions, RedisServer } from '../../../../tests/support/redis.ts'
import { startRedisCluster } from '../../../../tests/support/redis-cluster.ts'
import { span } from '../../src/testing/facts.ts'
import { CollectorProcess } from './collector-process.ts'
import { Producer, sleep } from './producer.ts'

const TIMEOUT = { timeout: 20_000 }
const ending: (() => unknown)[] = []

afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

async function startRedis(options: RedisOptions = {}) {
  const redis = await RedisServer.start(options)
  const client = new Redis(redis.url, { maxRetriesPerRequest: 0, retryStrategy: () => 50 })
  client.on('error', () => {})
  ending.push(() => redis.remove())
  ending.push(() => client.disconnect())
  return { redis, client }
}

async function startCollector(url: string, env?: Record<string, string>): Promise<CollectorProcess> {
  const collector = await CollectorProcess.start(url, env)
  ending.push(() => collector.remove())
  return collector
}

const spansOf = async (collector: CollectorProcess) => (await collector.status()).store.spans
const redisOf = async (collector: CollectorProcess) => (await collector.status()).redis

describe('facts in Redis', () => {
  it('that nobody fetches stay within their bound: the oldest make room, and are counted', async () => {
    const { redis, client } = await startRedis()
    const bound = 300_000
    const producers = [new Producer(client, bound), new Producer(client, bound)]
    for (let i = 0; i < 100; i++) {
      for (const producer of producers) await producer.add(10, 1000)
      expect(Number(await client.get(FACTS_SIZE_KEY))).toBeLessThanOrEqual(bound)
    }
    const dropped = Number(await client.get(FACTS_DROPPED_KEY))
    expect(dropped).toBeGreaterThan(1500)
    expect(await client.memory('USAGE', FACTS_STREAM)).toBeLessThan(bound * 1.5)

    const collector = await startCollector(redis.url)
    await expect.poll(() => spansOf(collector), TIMEOUT).toBe(2000 - dropped)
    await expect
      .poll(() => redisOf(collector), TIMEOUT)
      .toEqual({
        state: 'connected',
        problem: null,
        backlog: { batches: 0, bytes: 0 },
        droppedFacts: dropped,
        rejectedBatches: 0,
      })
    await collector.close()
    const newest = producers.flatMap(({ made }) => made.slice(-100))
    expect((await collector.stored()).names).toEqual(expect.arrayContaining(newest))
  })

  it('that were fetched and not taken over make room, too, and then are nobody’s', async () => {
    const { client } = await startRedis()
    await client.xgroup('CREATE', FACTS_STREAM, FACTS_GROUP, '0', 'MKSTREAM')
    const producer = new Producer(client, 20_000)
    await producer.add(10, 1000)
    await client.xreadgroup('GROUP', FACTS_GROUP, 'dead', 'STREAMS', FACTS_STREAM, '>')
    await producer.add(10, 1000)
    expect(await client.xpending(FACTS_STREAM, FACTS_GROUP)).toEqual([0, null, null, null])
    expect(await client.get(FACTS_DROPPED_KEY)).toBe('10')
  })

  it.each(['9223372036854775808', '1e400', 'nan', '-5', '0x7fffffffffffffff', 'many'])(
    'make room for others, also where somebody wrote that there are %s of them',
    async (n) => {
      const { client } = await startRedis()
      const bound = 20_000
      const batch = 'x'.repeat(15_000)
      await client.xadd(FACTS_STREAM, '*', 'id', 'forged/1', 'n', n, 'b', batch)
      await client.set(FACTS_SIZE_KEY, batch.length)
      const producer = new Producer(client, bound)
      await producer.add(10, 1000)
      expect(await client.xlen(FACTS_STREAM)).toBe(1)
      const counted = Number((await client.get(FACTS_DROPPED_KEY)) ?? 0)
      expect(counted).toBeLessThanOrEqual(batch.length)
      expect(counted).toBeGreaterThanOrEqual(0)
      await producer.add(10, 1000)
      expect(Number(await client.get(FACTS_DROPPED_KEY))).toBe(counted + 10)
      const [[, fields]] = (await client.xrange(FACTS_STREAM, '-', '+')) as [[string, string[]]]
      expect(fields).toContain(`${producer.instance}/2`)
      expect(Number(await client.get(FACTS_SIZE_KEY))).toBeLessThan(bound)
    },
  )

  it.each(['9223372036854775807', 'many', '-1'])(
    'make room for others, also where somebody wrote that %s were dropped',
    async (dropped) => {
      const { client } = await startRedis()
      const producer = new Producer(client, 20_000)
      await client.set(FACTS_DROPPED_KEY, dropped)
      await producer.add(10, 1000)
      await producer.add(10, 1000)
      expect(await client.xlen(FACTS_STREAM)).toBe(1)
      expect(Number(await client.get(FACTS_DROPPED_KEY))).toBeGreaterThanOrEqual(10)
    },
  )

  it('are added once, however often that is tried', async () => {
    const { redis, client } = await startRedis()
    const collector = await startCollector(redis.url)
    const producer = new Producer(client)
    await producer.add(3)
    expect(await producer.again()).toBe(false)
    await expect.poll(() => spansOf(collector), TIMEOUT).toBe(3)
    expect(await producer.again()).toBe(false)
    await producer.add(2)
    await expect.poll(() => spansOf(collector), TIMEOUT).toBe(5)
  })

  it('that can not be read are counted as such and gone; what comes after them is counted', async () => {
    const { redis, client } = await startRedis()
    await client.xadd(FACTS_STREAM, '*', 'b', 'not a batch')
    await client.xadd(FACTS_STREAM, '*', 'other', 'field', 'id', 'b')
    await client.xadd(FACTS_STREAM, '*', 'n', '7', 'b', '')
    const producer = new Producer(client)
    await producer.add(3)
    const collector = await startCollector(redis.url)
    await expect.poll(() => spansOf(collector), TIMEOUT).toBe(3)
    await expect.poll(async () => (await redisOf(collector))?.rejectedBatches, TIMEOUT).toBe(3)
    expect((await collector.status()).rejectedBatches).toBe(3)
    await expect.poll(() => client.xlen(FACTS_STREAM), TIMEOUT).toBe(0)
    await collector.kill()
    await collector.start()
    await producer.add(1)
    await expect.poll(() => spansOf(collector), TIMEOUT).toBe(4)
    expect((await redisOf(collector))?.rejectedBatches).toBe(0)
  })

  it('go on after Redis has been emptied, and after it forgot all scripts', async () => {
    const { redis, client } = await startRedis()
    const collector = await startCollector(redis.url)
    const producer = new Producer(client)
    await producer.add(3)
    await expect.poll(() => spansOf(collector), TIMEOUT).toBe(3)
    await client.flushall()
    await producer.add(4)
    await expect.poll(() => spansOf(collector), TIMEOUT).toBe(7)
    await client.script('FLUSH')
    await producer.add(5)
    await expect.poll(() => spansOf(collector), TIMEOUT).toBe(12)
    await client.del(FACTS_STREAM)
    await producer.add(6)
    await expect.poll(() => spansOf(collector), TIMEOUT).toBe(18)
    expect(collector.output).toBe('')
  })

  it('are refused whole by a Redis without memory, and still fetched from it', async () => {
    const { redis, client } = await startRedis({ maxmemory: '3mb' })
    const producer = new Producer(client)
    let refusal = ''
    for (let i = 0; i < 200 && refusal === ''; i++) {
      await producer.add(10, 5000).catch((error: Error) => {
        refusal = error.message
      })
    }
    expect(refusal).toMatch(/^OOM/)
    const bytes = async () => Number(await client.get(FACTS_SIZE_KEY))
    const before = { batches: await client.xlen(FACTS_STREAM), bytes: await bytes() }
    await expect(producer.again()).rejects.toThrow(/^OOM/)
    expect({ batches: await client.xlen(FACTS_STREAM), bytes: await bytes() }).toEqual(before)
    await client.config('SET', 'maxmemory', '2mb')

    // The group is made when there is room for it; from then on none is needed.
    await client.config('SET', 'maxmemory', '100mb')
    await client.xgroup('CREATE', FACTS_STREAM, FACTS_GROUP, '0')
    await client.config('SET', 'maxmemory', '1mb')
    const collector = await startCollector(redis.url)
    await expect.poll(() => spansOf(collector), TIMEOUT).toBe(before.batches * 10)
    await expect.poll(bytes, TIMEOUT).toBe(0)
    await client.config('SET', 'maxmemory', '100mb')
    expect(await producer.again()).toBe(true)
    await expect.poll(() => spansOf(collector), TIMEOUT).toBe(before.batches * 10 + 10)
  })

  it('share the collector with those that come by HTTP, and are told of as they are', async () => {
    const { redis, client } = await startRedis()
    const collector = await startCollector(redis.url)
    const producer = new Producer(client)
    await producer.add(3)
    const header = {
      resource: { 'service.name': 'made', 'service.instance.id': 'http' },
      sequence: 1,
      dropped: 0,
    }
    expect(await collector.post(encodeBatch(header, [span('measure')]), BATCH_CONTENT_TYPE)).toBe(200)
    await expect.poll(() => spansOf(collector), TIMEOUT).toBe(4)
    const { instances } = await collector.status()
    expect(instances.map(({ instance, facts }) => [instance, facts]).sort()).toEqual(
      [
        ['http', 1],
        [producer.instance, 3],
      ].sort(),
    )
  })

  it('do not keep a collector from its other work while Redis can not be reached', async () => {
    const { redis, client } = await startRedis({ password: 'canary-of-a-password' })
    const collector = await startCollector(redis.url)
    await expect.poll(async () => (await redisOf(collector))?.state, TIMEOUT).toBe('connected')
    await redis.stop('SIGKILL')
    await expect
      .poll(() => redisOf(collector), TIMEOUT)
      .toMatchObject({
        state: 'failing',
        problem: expect.stringMatching(/^Redis at 127\.0\.0\.1:\d+ can not be reached/),
        backlog: null,
      })
    const header = { resource: { 'service.name': 'a', 'service.instance.id': 'b' }, sequence: 1, dropped: 0 }
    expect(await collector.post(encodeBatch(header, [span('measure')]), BATCH_CONTENT_TYPE)).toBe(200)
    await redis.start()
    await new Producer(client).add(1).catch(() => sleep(500).then(() => new Producer(client).add(1)))
    await expect.poll(() => spansOf(collector), TIMEOUT).toBe(2)
    await expect.poll(async () => (await redisOf(collector))?.state, TIMEOUT).toBe('connected')
    expect(collector.output.match(/REDIS_FAILING/g)).toHaveLength(1)
    expect(collector.output + JSON.stringify(await collector.status())).not.toContain('canary')
  })

  it('are not reached with a wrong password, and that is said without it', async () => {
    const { redis } = await startRedis({ password: 'right' })
    const collector = await startCollector(redis.url.replace('right', 'wrong-canary'))
    await expect
      .poll(() => redisOf(collector), TIMEOUT)
      .toMatchObject({ state: 'failing', problem: expect.stringMatching(/refuses the user or the password/) })
    await expect.poll(() => collector.output, TIMEOUT).toMatch(/REDIS_FAILING/)
    expect(collector.output).not.toContain('canary')
  })

  it('are fetched over an encrypted connection by a user who may do no more', async () => {
    const { redis, client } = await startRedis({ certificate: { cert: CERTIFICATE, key: KEY } })
    const rights = ['~kymo:{facts}*', '+@read', '+@write', '+@scripting', '+@connection', '+info']
    await client.call('ACL', 'SETUSER', 'kymo', 'on', '>p@ss', ...rights)
    const collector = await startCollector(`rediss://kymo:p%40ss@localhost:${redis.tlsPort}`, {
      NODE_EXTRA_CA_CERTS: redis.certificateFile,
    })
    await new Producer(client).add(3)
    await expect.poll(() => spansOf(collector), TIMEOUT).toBe(3)
    expect(collector.output).toBe('')
  })

  it('are counted once each in a cluster as well', { timeout: 120_000 }, async () => {
    const cluster = await startRedisCluster()
    ending.push(() => cluster.remove())
    const client = new Cluster(cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })))
    client.on('error', () => {})
    ending.push(() => client.disconnect())
    const all = [await startCollector(cluster.url), await startCollector(cluster.url)]
    let flowing = true
    const producer = new Producer(client)
    const flow = producer.flow(() => flowing)
    for (const collector of [...all, ...all]) {
      await sleep(500)
      await collector.kill()
      await collector.start()
    }
    flowing = false
    await flow
    const sum = async () => (await Promise.all(all.map(spansOf))).reduce((total, spans) => total + spans, 0)
    await expect.poll(sum, { timeout: 60_000 }).toBe(producer.made.length)
    await Promise.all(all.map((collector) => collector.close()))
    const stored = await Promise.all(all.map((collector) => collector.stored()))
    expect(stored.flatMap(({ names }) => names).sort()).toEqual(producer.made.toSorted())
  })
})
