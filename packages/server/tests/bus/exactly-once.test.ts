import { decodeBatch, FACTS_GROUP, FACTS_STREAM, factsTakenKey } from '@kymo/protocol'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RedisServer } from '../../../../tests/support/redis.ts'
import { CLAIM_IDLE, CollectorProcess } from './collector-process.ts'
import { Producer, sleep } from './producer.ts'

const TIMEOUT = 180_000

let redis: RedisServer
let client: Redis
const collectors: CollectorProcess[] = []

beforeEach(async () => {
  // Otherwise it answers before it has written, when the disk is slow.
  redis = await RedisServer.start({ appendonly: true, settings: [['appendfsync', 'always']] })
  client = connect()
})
afterEach(async () => {
  await Promise.all(collectors.splice(0).map((collector) => collector.remove()))
  client.disconnect()
  await redis.remove()
})

function connect(): Redis {
  const made = new Redis(redis.url, { maxRetriesPerRequest: 0, retryStrategy: () => 50 })
  made.on('error', () => {})
  return made
}

async function start(count: number): Promise<CollectorProcess[]> {
  const started = await Promise.all(Array.from({ length: count }, () => CollectorProcess.start(redis.url)))
  collectors.push(...started)
  return started
}

/** Facts flow from several processes while something happens. Resolves to the names of all that were accepted. */
async function whileFactsFlow(something: () => Promise<void>, processes = 3): Promise<string[]> {
  let flowing = true
  const producers = Array.from({ length: processes }, () => new Producer(client))
  const flows = producers.map((producer) => producer.flow(() => flowing))
  try {
    await something()
  } finally {
    flowing = false
    await Promise.all(flows)
  }
  return producers.flatMap(({ made }) => made)
}

/** Resolves when nothing waits in Redis, and no collector has anything to do. */
async function settled(): Promise<void> {
  const rest = async () => {
    const taken = await client.keys('kymo:{facts}:taken:*')
    const pending = (await client.xpending(FACTS_STREAM, FACTS_GROUP)) as [number]
    return { entries: await client.xlen(FACTS_STREAM), pending: pending[0], taken }
  }
  await expect.poll(rest, { timeout: 60_000 }).toEqual({ entries: 0, pending: 0, taken: [] })
}

/** The names that all these collectors have counted, sorted. Ends them. */
async function counted(from: readonly CollectorProcess[]): Promise<string[]> {
  await Promise.all(from.map((collector) => collector.close()))
  const stores = await Promise.all(from.map((collector) => collector.stored()))
  for (const { inbox } of stores) expect(inbox.size).toBe(0)
  return stores.flatMap(({ names }) => names).sort()
}

/** Says which are missing or double, not all of them. */
function expectSame(found: readonly string[], made: readonly string[]): void {
  expect(made.length).toBeGreaterThan(100)
  const all = new Set(found)
  const wanted = new Set(made)
  expect({
    missing: made.filter((name) => !all.has(name)),
    foreign: found.filter((name) => !wanted.has(name)),
    double: found.filter((name, i) => name === found[i - 1]),
  }).toEqual({ missing: [], foreign: [], double: [] })
}

/** Once nothing is left to do: what these collectors have counted is what was made. Ends them. */
async function expectCountedOnce(by: readonly CollectorProcess[], made: readonly string[]): Promise<void> {
  await settled()
  expectSame(await counted(by), made)
}

/** Resolves in the midst of a batch: one has been taken over, and Redis has not heard that it was counted. */
async function takenOver(): Promise<void> {
  while ((await client.keys('kymo:{facts}:taken:*')).length === 0) await sleep(0)
}

describe('facts that go through Redis are counted once each', () => {
  it('by a collector that is killed at any moment, again and again', { timeout: TIMEOUT }, async () => {
    const [collector] = (await start(1)) as [CollectorProcess]
    const made = await whileFactsFlow(async () => {
      for (let round = 0; round < 16; round++) {
        if (round % 2 === 0) await sleep(Math.random() * 300)
        else await takenOver()
        await collector.kill()
        await collector.start()
      }
    })
    await expectCountedOnce([collector], made)
  })

  it.each([2, 4])(
    'by %i collectors of which some are killed and come back',
    { timeout: TIMEOUT },
    async (count) => {
      const all = await start(count)
      const made = await whileFactsFlow(async () => {
        for (let round = 0; round < 6; round++) {
          const victim = all[round % count] as CollectorProcess
          await sleep(Math.random() * 300)
          if (round % 2 === 1) await takenOver()
          await victim.kill()
          // Long enough for others to claim what it left, every other time.
          await sleep(round % 2 === 0 ? CLAIM_IDLE * 2 : 50)
          await victim.start()
        }
      })
      await settled()
      const shares = await Promise.all(all.map(async (collector) => (await collector.status()).store.spans))
      expect(shares.filter((spans) => spans > 0)).toHaveLength(count)
      expectSame(await counted(all), made)
    },
  )

  it('when a collector never comes back: others count all that it had not taken over', {
    timeout: TIMEOUT,
  }, async () => {
    const [dead, alive] = (await start(2)) as [CollectorProcess, CollectorProcess]
    const made = await whileFactsFlow(async () => {
      await takenOver()
      await dead.kill()
      await sleep(CLAIM_IDLE * 2)
    })
    const name = await dead.identity()
    await expect
      .poll(async () => ((await client.xpending(FACTS_STREAM, FACTS_GROUP)) as [number])[0], {
        timeout: 120_000,
      })
      .toBe(0)
    await expect.poll(() => client.xlen(FACTS_STREAM), { timeout: 60_000 }).toBe(0)
    const kept = await dead.stored()
    const takenIds = await client.smembers(factsTakenKey(name))
    const taken = takenIds.flatMap((id) => {
      const bytes = kept.inbox.get(id)
      return bytes === undefined ? [] : decodeBatch(bytes).facts.map((fact) => fact.name)
    })
    await alive.close()
    const { names } = await alive.stored()
    expectSame([...names, ...kept.names, ...taken].sort(), made)
  })

  it('when a collector stands still until another has claimed what it fetched', {
    timeout: TIMEOUT,
  }, async () => {
    const all = await start(2)
    const [sleeper] = all as [CollectorProcess, CollectorProcess]
    const made = await whileFactsFlow(async () => {
      for (let claimed = 0; claimed < 3; ) {
        await sleep(Math.random() * 60)
        sleeper.signal('SIGSTOP')
        // What nobody has touched for so long is what it had fetched.
        await sleep(CLAIM_IDLE / 2)
        const held = await client.xpending(FACTS_STREAM, FACTS_GROUP, 'IDLE', CLAIM_IDLE / 5, '-', '+', 100)
        if (held.length > 0) {
          claimed++
          const ids = (held as [string][]).map(([id]) => id)
          const left = async () =>
            (await Promise.all(ids.map((id) => client.xrange(FACTS_STREAM, id, id)))).flat()
          await expect.poll(left, { timeout: 20_000 }).toEqual([])
        }
        sleeper.signal('SIGCONT')
      }
    })
    await expectCountedOnce(all, made)
  })

  it('when Redis is killed and comes back with what it kept', { timeout: TIMEOUT }, async () => {
    const all = await start(2)
    const made = await whileFactsFlow(async () => {
      for (let round = 0; round < 5; round++) {
        await sleep(200 + Math.random() * 300)
        await redis.stop('SIGKILL')
        await sleep(Math.random() * 300)
        await redis.start()
      }
      await sleep(500)
    })
    await expectCountedOnce(all, made)
    for (const { output } of all) expect(output.match(/REDIS_FAILING/g)?.length ?? 0).toBeLessThanOrEqual(5)
  })

  it('when Redis hangs for a while', { timeout: TIMEOUT }, async () => {
    const all = await start(2)
    const made = await whileFactsFlow(async () => {
      await sleep(300)
      redis.pause()
      await sleep(CLAIM_IDLE * 3)
      redis.resume()
      await sleep(300)
    })
    await expectCountedOnce(all, made)
  })

  it('when collectors are stopped in order, and begun again', { timeout: TIMEOUT }, async () => {
    const all = await start(2)
    const made = await whileFactsFlow(async () => {
      for (let round = 0; round < 4; round++) {
        const collector = all[round % 2] as CollectorProcess
        await sleep(200)
        await collector.close()
        expect((await collector.stored()).inbox.size).toBe(0)
        await collector.start()
      }
    })
    await expectCountedOnce(all, made)
  })
})
