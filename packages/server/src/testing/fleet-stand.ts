import { afterAll, afterEach, beforeAll } from 'vitest'
import { RedisServer } from '../../../../tests/support/redis.ts'
import type { CollectorOptions } from '../collector-options.ts'
import { TestCollector } from './collector.ts'
import { FleetRedis } from './fleet-redis.ts'

/** A Redis for the tests of a file, and collectors that read it; use it within a test file's top level. */
export class FleetStand {
  #redis: RedisServer | undefined
  #fleet: FleetRedis | undefined
  #collectors: TestCollector[] = []

  constructor() {
    beforeAll(async () => {
      this.#redis = await RedisServer.start()
      this.#fleet = new FleetRedis(this.#redis.url)
    })
    afterEach(async () => {
      await Promise.all(this.#collectors.map((collector) => collector.stop()))
      this.#collectors = []
      await this.fleet.client.flushall()
    })
    afterAll(async () => {
      this.#fleet?.close()
      await this.#redis?.remove()
    })
  }

  get fleet(): FleetRedis {
    if (this.#fleet === undefined) throw new Error('Redis does not run yet.')
    return this.#fleet
  }

  /** Stopped after the test. */
  async start(options: Partial<CollectorOptions> = {}): Promise<TestCollector> {
    const collector = await TestCollector.start({ redis: this.#redis?.url as string, ...options })
    this.#collectors.push(collector)
    return collector
  }
}
