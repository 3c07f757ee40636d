import { heartbeatKey, type PulseHeartbeat, type PulseSnapshot } from '@kymo/protocol'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { RedisServer } from '../../../../tests/support/redis.ts'
import { TestCollector } from '../../src/testing/collector.ts'
import { heartbeat } from '../../src/testing/heartbeats.ts'

let redis: RedisServer
let client: Redis
let collector: TestCollector

beforeAll(async () => {
  redis = await RedisServer.start()
  client = new Redis(redis.url)
})
afterAll(async () => {
  client.disconnect()
  await redis.remove()
})
beforeEach(async () => {
  collector = await TestCollector.start({ redis: redis.url, now: Date.now })
})
afterEach(async () => {
  await collector.stop()
  await client.flushall()
})

const snapshot = (query = '') => collector.get<PulseSnapshot>(`/api/pulse${query}`)

let timestamp = 0
async function beat(id: string, of: PulseHeartbeat): Promise<void> {
  await client.set(heartbeatKey(of.meta.app_name, id), JSON.stringify({ ...of, timestamp: ++timestamp }), 'EX', 30)
}

describe('the fleet in Redis', () => {
  it('appears with its servers, processes and apps', async () => {
    await beat('a', heartbeat())
    await beat('b', heartbeat({ process: { pid: 43 }, meta: { role: 'worker' } }))
    await beat('c', heartbeat({ system: { hostname: 'db-1' }, meta: { app_name: 'api', runtime: 'python' } }))
    await expect.poll(async () => (await snapshot()).processes.length, { timeout: 8000 }).toBe(3)
    const { servers, processes, apps, redis: status, history } = await snapshot()
    expect(servers.map(({ id, state, processes }) => [id, state, processes])).toEqual([
      ['db-1', 'alive', ['c']],
      ['web-1', 'alive', ['a', 'b']],
    ])
    expect(processes.map(({ id, role }) => [id, role])).toEqual([
      ['c', 'server'],
      ['a', 'server'],
      ['b', 'worker'],
    ])
    expect(apps).toMatchObject([
      { id: 'api@production', servers: 1, processes: { alive: 1, lost: 0 }, health: { score: 100 } },
      { id: 'shop@production', servers: 1, processes: { alive: 2, lost: 0 } },
    ])
    expect(status.state).toBe('connected')
    expect(Object.keys(history).sort()).toEqual(['db-1', 'web-1'])
    expect((await snapshot('?app=api')).servers.map(({ id }) => id)).toEqual(['db-1'])
  })
})
