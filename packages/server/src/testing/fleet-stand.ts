import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { RedisServer } from '../../../../tests/support/redis.ts'
import type { CollectorOptions } from '../collector-options.ts'
import { parseRedisAddress } from '../redis/redis-address.ts'
import { RedisLink } from '../redis/redis-link.ts'
import { TestCollector } from './collector.ts'
import { FleetRedis } from './fleet-redis.ts'

/** A Redis for the tests of a file, and what reads it; use it within a test file's top level. */
export class FleetStand {
  #redis: RedisServer | undefined
  #fleet: FleetRedis | undefined
  #collectors: TestCollector[] = []
  #links: RedisLink[] = []

  constructor() {
    beforeAll(async () => {
      this.#redis = await RedisServer.start()
      this.#fleet = new FleetRedis(this.#redis.url)
    })
    afterEach(async () => {
      await Promise.all(this.#collectors.map((collector) => collector.stop()))
      this.#collectors = []
      await Promise.all(this.#links.map((link) => link.close()))
      this.#links = []
      await this.fleet.client.flushall()
    })
    afterAll(async () => {
      this.#fleet?.close()
      await this.#redis?.remove()
    })
  }

  get url(): string {
    if (this.#redis === undefined) throw new Error('Redis does not run yet.')
    return this.#redis.url
  }

  get fleet(): FleetRedis {
    if (this.#fleet === undefined) throw new Error('Redis does not run yet.')
    return this.#fleet
  }

  /** A collector's connection, once it is there; closed after the test. */
  async link(): Promise<RedisLink> {
    const link = new RedisLink(parseRedisAddress(this.url))
    this.#links.push(link)
    await expect.poll(() => link.state, { timeout: 20_000 }).toBe('connected')
    return link
  }

  /** Stopped after the test. */
  async start(options: Partial<CollectorOptions> = {}): Promise<TestCollector> {
    const collector = await TestCollector.start({ redis: this.url, ...options })
    this.#collectors.push(collector)
    return collector
  }
}
