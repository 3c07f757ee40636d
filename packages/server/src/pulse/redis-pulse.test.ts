import { heartbeatKey } from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RedisServer } from '../../../../tests/support/redis.ts'
import { parseRedisAddress } from '../redis/redis-address.ts'
import { RedisLink } from '../redis/redis-link.ts'
import { MemoryStore } from '../store/memory/memory-store.ts'
import { FleetRedis } from '../testing/fleet-redis.ts'
import { ProcessTable } from './process-table.ts'
import { RedisPulse } from './redis-pulse.ts'
import { SkippedPayloads } from './skipped-payloads.ts'

const WAIT = { timeout: 20_000, interval: 50 }

let redis: RedisServer
let fleet: FleetRedis
const cleanUps: (() => unknown)[] = []

beforeEach(async () => {
  redis = await RedisServer.start()
  fleet = new FleetRedis(redis.url)
})
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  fleet.close()
  await redis.remove()
})

/** @param scan comes between a search among all keys and its beginning */
async function follow(url: string, scan: () => Promise<void>) {
  const link = new RedisLink(parseRedisAddress(url))
  cleanUps.push(() => link.close())
  await expect.poll(() => link.state, WAIT).toBe('connected')
  const slow = Object.create(link) as RedisLink
  Object.defineProperties(slow, {
    client: { value: link.client },
    state: { get: () => link.state },
    describe: { value: (error: unknown) => link.describe(error) },
    scan: {
      value: async function* (pattern: string) {
        await scan()
        yield* link.scan(pattern)
      },
    },
  })
  const table = new ProcessTable({ now: Date.now, monotonic: () => performance.now() })
  const pulse = new RedisPulse(slow, table, new SkippedPayloads(Date.now), new MemoryStore(), 2_000)
  cleanUps.push(() => pulse.stop())
  const timestampOf = (id: string) => table.get(id)?.heartbeat.timestamp
  return { pulse, table, timestampOf }
}

describe('a Redis with so many other keys that the search takes long', () => {
  it('is read meanwhile, and who comes back is seen before the next', { timeout: 120_000 }, async () => {
    const first = await fleet.beat('a')
    let scans = 0
    let goOn = (): void => {}
    const { timestampOf } = await follow(redis.url, async () => {
      if (++scans > 1) await new Promise<void>((resolve) => (goOn = resolve))
    })
    cleanUps.push(() => goOn())
    await expect.poll(() => timestampOf('a'), WAIT).toBe(first.timestamp)
    await expect.poll(() => scans, WAIT).toBe(2)
    const second = await fleet.beat('a')
    await expect.poll(() => timestampOf('a'), WAIT).toBe(second.timestamp)
    await fleet.client.del(heartbeatKey('shop', 'a'))
    await new Promise((resolve) => setTimeout(resolve, 3000))
    const third = await fleet.beat('a')
    await expect.poll(() => timestampOf('a'), WAIT).toBe(third.timestamp)
  })
})

it('a user who may not read the pulse is told so', { timeout: 120_000 }, async () => {
  await fleet.client.call('ACL', 'SETUSER', 'facts', 'on', '>secret', '~kymo:*', '+@all')
  await fleet.beat('a')
  const { pulse } = await follow(`redis://facts:secret@127.0.0.1:${redis.port}`, () => Promise.resolve())
  await expect.poll(() => pulse.problem, WAIT).toContain('does not allow its user')
  await fleet.client.call('ACL', 'SETUSER', 'facts', '~pulse:*')
  await expect.poll(() => pulse.problem, WAIT).toBeNull()
})
