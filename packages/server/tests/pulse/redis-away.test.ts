import type { ErrorRow, PulseSnapshot } from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../../../tests/support/free-port.ts'
import { RedisServer } from '../../../../tests/support/redis.ts'
import { type RedisCluster, startRedisCluster } from '../../../../tests/support/redis-cluster.ts'
import { scanHeartbeats } from '../../src/pulse/scan-heartbeats.ts'
import { parseRedisAddress } from '../../src/redis/redis-address.ts'
import { RedisLink } from '../../src/redis/redis-link.ts'
import { TestCollector } from '../../src/testing/collector.ts'
import { FleetRedis } from '../../src/testing/fleet-redis.ts'

const WAIT = { timeout: 30_000, interval: 100 }

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function collectorOf(url: string): Promise<TestCollector> {
  const collector = await TestCollector.start({ redis: url, now: Date.now })
  cleanUps.push(() => collector.stop())
  return collector
}

function fleetOf(address: ConstructorParameters<typeof FleetRedis>[0]): FleetRedis {
  const fleet = new FleetRedis(address)
  cleanUps.push(() => fleet.close())
  return fleet
}

const snapshotOf = (collector: TestCollector) => collector.get<PulseSnapshot>('/api/pulse')

describe('a Redis that goes away', () => {
  let redis: RedisServer
  beforeEach(async () => {
    redis = await RedisServer.start({ port: await freePort() })
    cleanUps.push(() => redis.remove())
  })

  it('makes nobody lost, is said, and is found again', { timeout: 120_000 }, async () => {
    const collector = await collectorOf(redis.url)
    const fleet = fleetOf(redis.url)
    const often = { meta: { interval: 3 } }
    await fleet.beat('a', often)
    await expect.poll(async () => (await snapshotOf(collector)).processes.length, WAIT).toBe(1)
    await redis.stop('SIGKILL')
    await expect.poll(async () => (await snapshotOf(collector)).redis.state, WAIT).toBe('failing')
    await new Promise((resolve) => setTimeout(resolve, 9_000))
    const away = await snapshotOf(collector)
    expect(away.servers[0]?.state).toBe('alive')
    expect(away.redis.problem).toContain('can not be reached')
    await redis.start()
    await expect.poll(async () => (await snapshotOf(collector)).redis.state, WAIT).toBe('connected')
    await expect
      .poll(
        () =>
          fleet.beat('b', { ...often, system: { hostname: 'web-2' } }).then(
            () => true,
            () => false,
          ),
        WAIT,
      )
      .toBe(true)
    await expect.poll(async () => (await snapshotOf(collector)).processes.length, WAIT).toBe(2)
    const states = async () => (await snapshotOf(collector)).servers.map(({ id, state }) => [id, state])
    await expect.poll(states, WAIT).toContainEqual(['web-1', 'lost'])
    expect(collector.notices.filter(({ code }) => code === 'INTERNAL')).toEqual([])
  })

  it('is no cause to say that nothing failed', { timeout: 120_000 }, async () => {
    const collector = await collectorOf(redis.url)
    const fleet = fleetOf(redis.url)
    await fleet.beat('a')
    const seen = Date.now()
    await fleet.error({
      fingerprint: 'f',
      type: 'TypeError',
      message: 'no',
      count: 3,
      first_seen: seen,
      last_seen: seen,
      source: {
        app_name: 'shop',
        environment: 'production',
        runtime: 'node',
        version: '1',
        hostname: 'web-1',
        instance_id: 'a',
      },
    })
    const errors = () => collector.get<ErrorRow[]>('/api/pulse/errors')
    await expect.poll(errors, WAIT).toMatchObject([{ message: 'no', count: 3 }])
    await redis.stop('SIGKILL')
    await expect.poll(async () => (await snapshotOf(collector)).redis.state, WAIT).toBe('failing')
    // Longer than an answer is kept.
    for (const until = performance.now() + 3_000; performance.now() < until; ) {
      expect(await errors()).toMatchObject([{ message: 'no', count: 3 }])
    }
  })

  it('and is silent makes nobody lost either', { timeout: 120_000 }, async () => {
    const collector = await collectorOf(redis.url)
    const fleet = fleetOf(redis.url)
    await fleet.beat('a', { meta: { interval: 3 } })
    await expect.poll(async () => (await snapshotOf(collector)).processes.length, WAIT).toBe(1)
    redis.pause()
    await new Promise((resolve) => setTimeout(resolve, 12_000))
    const { servers, redis: status } = await snapshotOf(collector)
    expect(servers[0]?.state).toBe('alive')
    expect(status.state).not.toBe('off')
    redis.resume()
    await expect.poll(async () => (await snapshotOf(collector)).servers[0]?.state, WAIT).toBe('lost')
  })
})

describe('a Redis that hangs', () => {
  it.each([0, 1_000, 3_000])('for %s ms does not hold up the end', { timeout: 120_000 }, async (hanging) => {
    const redis = await RedisServer.start()
    cleanUps.push(() => redis.remove())
    const collector = await collectorOf(redis.url)
    await fleetOf(redis.url).beat('a')
    await expect.poll(async () => (await snapshotOf(collector)).processes.length, WAIT).toBe(1)
    redis.pause()
    cleanUps.push(() => redis.resume())
    await new Promise((resolve) => setTimeout(resolve, hanging))
    const began = performance.now()
    await collector.collector.close()
    // A command of which nobody hears again takes ten seconds.
    expect(performance.now() - began).toBeLessThan(8_000)
  })
})

describe('a cluster of six nodes', () => {
  it('has heartbeats on every master, and all are found', { timeout: 120_000 }, async () => {
    const cluster: RedisCluster = await startRedisCluster()
    cleanUps.push(() => cluster.remove())
    const fleet = fleetOf(cluster.nodes.slice(0, 1).map(({ port }) => ({ host: '127.0.0.1', port })))
    const collector = await collectorOf(cluster.url)
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        fleet.beat(`p-${i}`, { system: { hostname: `web-${i % 20}` }, meta: { app_name: `app-${i % 3}` } }),
      ),
    )
    await expect.poll(async () => (await snapshotOf(collector)).processes.length, WAIT).toBe(60)
    const { servers, apps } = await snapshotOf(collector)
    expect([servers.length, apps.length]).toEqual([20, 3])
    const link = new RedisLink(parseRedisAddress(cluster.url))
    cleanUps.push(() => link.close())
    await expect.poll(() => link.state, WAIT).toBe('connected')
    const { heartbeats, problems, beyond } = await scanHeartbeats(link)
    expect([new Set(heartbeats.map(({ id }) => id)).size, problems, beyond]).toEqual([60, [], 0])
  })
})
