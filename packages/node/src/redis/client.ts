import type { Cluster, Redis } from 'ioredis'
import { openConnection } from './handshake.ts'
import type { RedisAddress } from './redis-address.ts'

export type RedisClient = Redis | Cluster

/** Milliseconds before a command is tried anew where a cluster is about to choose another master. */
const CLUSTER_RETRY = 100
const CLUSTER_RETRIES = 8

/**
 * One client of the library, for one time of being connected: it never connects again by itself, since its own timers
 * would keep the process alive. Loads the library.
 */
export async function createClient(address: RedisAddress): Promise<RedisClient> {
  const { AbstractConnector, Cluster, Redis } = await import('ioredis')

  class Connector extends AbstractConnector {
    readonly #node: { readonly host?: string; readonly port?: number }
    #closed = false

    constructor(options: unknown) {
      super(0)
      this.#node = options as { readonly host?: string; readonly port?: number }
    }

    override async connect() {
      this.#closed = false
      const { host = '127.0.0.1', port = 6379 } = this.#node
      const socket = await openConnection({ host, port }, address)
      this.stream = socket
      if (this.#closed) socket.destroy()
      return socket
    }

    /** At once: the library's own waits for the other side, with a timer. */
    override disconnect() {
      this.#closed = true
      this.stream?.destroy()
    }
  }

  const options = {
    Connector,
    lazyConnect: true,
    retryStrategy: null,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    disableClientInfo: true,
    connectionName: 'kymo',
    // It has all that is needed, and every server since the first knows it.
    protocol: 2,
  } as const
  if (!address.cluster) return new Redis({ ...address.nodes[0], ...options })
  const { retryStrategy: _, enableOfflineQueue, ...redisOptions } = options
  return new Cluster([...address.nodes], {
    redisOptions,
    enableOfflineQueue,
    lazyConnect: true,
    clusterRetryStrategy: null,
    slotsRefreshInterval: 0,
    retryDelayOnFailover: CLUSTER_RETRY,
    retryDelayOnClusterDown: CLUSTER_RETRY,
    maxRedirections: CLUSTER_RETRIES,
  })
}
