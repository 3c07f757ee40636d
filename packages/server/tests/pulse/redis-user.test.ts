import { readFile } from 'node:fs/promises'
import { type CollectorStatus, errorsKey, FACTS_STREAM, type PulseSnapshot } from '@kymo/protocol'
import { type Cluster, Redis } from 'ioredis'
import { afterEach, expect, it } from 'vitest'
import { RedisServer } from '../../../../tests/support/redis.ts'
import { startRedisCluster } from '../../../../tests/support/redis-cluster.ts'
import { TestCollector } from '../../src/testing/collector.ts'
import { FleetRedis } from '../../src/testing/fleet-redis.ts'
import { Producer } from '../bus/producer.ts'

const WAIT = { timeout: 20_000, interval: 100 }
const PAGE = new URL('../../../../docs/facts-in-redis.md', import.meta.url)

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

/** As the page tells people to make one. */
async function allow(clients: readonly Redis[], cluster: boolean): Promise<void> {
  const [, rights = ''] = /ACL SETUSER kymo on '>password' (.+)/.exec(await readFile(PAGE, 'utf8')) ?? []
  const words = rights.replaceAll("'", '').split(' ')
  for (const client of clients) {
    await client.call('ACL', 'SETUSER', 'kymo', 'on', '>password', ...words, ...(cluster ? ['+cluster'] : []))
  }
}

async function worksFor(url: string, fleet: FleetRedis, facts: Redis | Cluster): Promise<void> {
  const collector = await TestCollector.start({ redis: url, now: Date.now })
  cleanUps.push(() => collector.stop())
  await fleet.beat('a')
  await fleet.slow({
    timestamp: Date.now(),
    kind: 'request',
    route: '/',
    duration: 1500,
    threshold: 1000,
    source: {
      app_name: 'shop',
      environment: 'production',
      runtime: 'node',
      version: '',
      hostname: 'web-1',
      instance_id: 'a',
    },
  })
  await fleet.client.zadd(errorsKey('shop'), 1, 'f')
  await new Producer(facts).add(3)
  const seen = async () => {
    const { processes, redis, skipped } = await collector.get<PulseSnapshot>('/api/pulse')
    const slow = await collector.get<unknown[]>('/api/pulse/slow')
    const { store } = await collector.get<{ store: { spans: number } }>('/api/status')
    return [processes.length, slow.length, store.spans, skipped.length, redis.state, redis.problem]
  }
  await expect.poll(seen, WAIT).toEqual([1, 1, 3, 0, 'connected', null])
  expect(await facts.xlen(FACTS_STREAM)).toBe(0)
  // Beyond two looks and searches, nothing that was needed was refused.
  await new Promise((resolve) => setTimeout(resolve, 5_000))
  expect(await seen()).toEqual([1, 1, 3, 0, 'connected', null])
  expect(collector.notices).toEqual([])
}

it('a user who may do no more than the page says is enough', { timeout: 120_000 }, async () => {
  const redis = await RedisServer.start()
  cleanUps.push(() => redis.remove())
  const fleet = new FleetRedis(redis.url)
  cleanUps.push(() => fleet.close())
  await allow([fleet.client as Redis], false)
  const client = new Redis(redis.url.replace('//', '//kymo:password@'))
  cleanUps.push(() => client.disconnect())
  await worksFor(redis.url.replace('//', '//kymo:password@'), fleet, client)
})

it('and in a cluster with one right more', { timeout: 120_000 }, async () => {
  const cluster = await startRedisCluster()
  cleanUps.push(() => cluster.remove())
  const nodes = cluster.nodes.map(({ url }) => new Redis(url))
  cleanUps.push(() => {
    for (const node of nodes) node.disconnect()
  })
  await allow(nodes, true)
  const fleet = new FleetRedis(cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })))
  cleanUps.push(() => fleet.close())
  await worksFor(cluster.url.replace('//', '//kymo:password@'), fleet, fleet.client)
})

it('one who may not read the pulse is said to fail, by the pulse and by the status, while facts come', async () => {
  const redis = await RedisServer.start()
  cleanUps.push(() => redis.remove())
  const admin = new Redis(redis.url)
  cleanUps.push(() => admin.disconnect())
  await admin.call('ACL', 'SETUSER', 'kymo', 'on', '>password', '~kymo:*', '+@all')
  const fleet = new FleetRedis(redis.url)
  cleanUps.push(() => fleet.close())
  await fleet.beat('a')
  const url = redis.url.replace('//', '//kymo:password@')
  const collector = await TestCollector.start({ redis: url, now: Date.now })
  cleanUps.push(() => collector.stop())
  const seen = async () => {
    const { redis: ofPulse } = await collector.get<PulseSnapshot>('/api/pulse')
    const { redis: ofStatus } = await collector.get<CollectorStatus>('/api/status')
    return [ofPulse, ofStatus].map((status) => [
      status?.state,
      /permission|allowed/i.test(status?.problem ?? ''),
    ])
  }
  await expect.poll(seen, WAIT).toEqual([
    ['failing', true],
    ['failing', true],
  ])
  await new Producer(admin).add(3)
  const spans = async () => (await collector.get<CollectorStatus>('/api/status')).store.spans
  await expect.poll(spans, WAIT).toBe(3)
})

it('one who may not choose the database is said to fail: another one is neither read nor emptied of facts', async () => {
  const redis = await RedisServer.start()
  cleanUps.push(() => redis.remove())
  const admin = new Redis(redis.url)
  cleanUps.push(() => admin.disconnect())
  await admin.call('ACL', 'SETUSER', 'kymo', 'on', '>password', '~*', '+@all', '-select')
  const fleet = new FleetRedis(redis.url)
  cleanUps.push(() => fleet.close())
  await fleet.beat('a')
  const url = `${redis.url.replace('//', '//kymo:password@')}/3`
  const collector = await TestCollector.start({ redis: url, now: Date.now })
  cleanUps.push(() => collector.stop())
  const problem = async () => (await collector.get<PulseSnapshot>('/api/pulse')).redis?.problem
  await expect.poll(problem, WAIT).toMatch(/'select'/)
  expect((await collector.get<PulseSnapshot>('/api/pulse')).servers).toEqual([])
  expect(await admin.keys('*')).toHaveLength(1)
})
