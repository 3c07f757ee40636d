import { type RedisOptions, RedisServer } from '../../../../tests/support/redis.ts'
import { type RedisCluster, startRedisCluster } from '../../../../tests/support/redis-cluster.ts'
import { type AppOptions, serve } from './app.ts'
import { type Client, clientOf } from './heartbeats.ts'

type Finally = (done: () => void | Promise<void>) => void
type Served = Awaited<ReturnType<typeof serve>>

/** What a test starts, and what is gone with it; tests run side by side, so each is told of its own. */
export class Scene {
  readonly #finally: Finally

  /** @param finish the test's `onTestFinished` */
  constructor(finish: Finally) {
    this.#finally = finish
  }

  async redis(options: RedisOptions = {}): Promise<RedisServer> {
    const server = await RedisServer.start(options)
    this.#finally(() => server.remove())
    return server
  }

  async cluster(): Promise<RedisCluster> {
    const cluster = await startRedisCluster()
    this.#finally(() => cluster.remove())
    return cluster
  }

  /** An app of `apps/` that knows this Redis. */
  async app(name: string, redis: string, options: AppOptions = {}): Promise<Served> {
    const started = await serve(name, { ...options, env: { KYMO_REDIS_URL: redis, ...options.env } })
    this.#finally(() => started.app.stop())
    return started
  }

  client(url: string): Client {
    const client = clientOf(url)
    this.#finally(() => client.disconnect())
    return client
  }
}
