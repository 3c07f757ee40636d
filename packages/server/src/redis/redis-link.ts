import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { RedisAddress } from './redis-address.ts'
import { redisProblem } from './redis-problem.ts'

/** Takes commands; in a cluster each goes where its key lies. */
export type RedisClient = Redis | Cluster

export type RedisLinkState = 'connecting' | 'connected' | 'failing'

/** Milliseconds. */
const COMMAND_TIMEOUT = 10_000
const CONNECT_TIMEOUT = 5_000
/** For what it takes to part from a server that answers; one that hangs is left. */
const PARTING = 200
const FIRST_WAIT = 100
const LONGEST_WAIT = 5_000
/** Milliseconds that `close` waits for commands under way. */
const FAREWELL = 1_000
/** That a connection was closed says less than the error by which it was. */
const CLOSED = /^Connection is closed|^Stream isn't writeable/

/**
 * A connection that is always there, or always being made. A command that can not be sent, or is not answered, fails
 * at once or after ten seconds; none is sent a second time without being asked for, but within a cluster.
 */
export class RedisLink {
  readonly address: RedisAddress
  readonly client: RedisClient
  #state: RedisLinkState = 'connecting'
  #problem: string | null = null

  constructor(address: RedisAddress) {
    this.address = address
    this.client = address.cluster ? clusterOf(address) : serverOf(address)
    this.client.on('ready', () => {
      this.#state = 'connected'
      this.#problem = null
    })
    this.client.on('error', (error: unknown) => {
      this.#failed(error)
      // The library would go on with another database.
      if (isOfSelect(error)) this.client.disconnect(true)
    })
    this.client.on('node error', (error: unknown) => {
      if (this.#state !== 'connected') this.#failed(error)
    })
    this.client.on('close', () => this.#failed(new Error('Connection is closed')))
    this.client.connect().catch(() => undefined)
  }

  get state(): RedisLinkState {
    return this.#state
  }

  /** Why it fails, for people, without secrets; null while it works. */
  get problem(): string | null {
    return this.#problem
  }

  /** Whatever was thrown by a command, said as `problem` says it. */
  describe(error: unknown): string {
    return redisProblem(error, this.address)
  }

  /** Another connection of its own, for commands that block. */
  another(): RedisLink {
    return new RedisLink(this.address)
  }

  /** Every server that holds keys: one, or the masters of a cluster. */
  masters(): readonly Redis[] {
    return this.client instanceof Cluster ? this.client.nodes('master') : [this.client]
  }

  /** All keys that fit a pattern, on every master, a few hundred at a time. A key may come twice. */
  async *scan(pattern: string): AsyncIterable<readonly string[]> {
    const masters = this.masters()
    if (masters.length === 0) throw new Error('Connection is closed.')
    for (const master of masters) {
      let cursor = '0'
      do {
        const [next, keys] = await master.scan(cursor, 'MATCH', pattern, 'COUNT', 500)
        cursor = next
        if (keys.length > 0) yield keys
      } while (cursor !== '0')
    }
  }

  /** Commands under way fail at once, and none is sent any more. */
  abandon(): void {
    this.#failed(new Error('Connection is closed'))
    this.client.disconnect()
  }

  /** Commands under way are answered first, if that is soon. */
  async close(): Promise<void> {
    if (this.#state === 'connected') {
      const quit = this.client.quit().catch(() => undefined)
      await Promise.race([quit, new Promise((resolve) => setTimeout(resolve, FAREWELL).unref())])
    }
    this.client.disconnect()
  }

  #failed(error: unknown): void {
    const known = this.#state === 'failing' && CLOSED.test((error as Error).message)
    this.#state = 'failing'
    if (!known) this.#problem = this.describe(error)
  }
}

/** Whether Redis does not let the database be chosen. */
function isOfSelect(error: unknown): boolean {
  return (error as { readonly command?: { readonly name?: unknown } }).command?.name === 'select'
}

function commonOf({ tls, username, password }: RedisAddress) {
  return {
    ...(username === undefined ? undefined : { username }),
    ...(password === undefined ? undefined : { password }),
    ...(tls ? { tls: {} } : undefined),
    connectTimeout: CONNECT_TIMEOUT,
    commandTimeout: COMMAND_TIMEOUT,
    disconnectTimeout: PARTING,
    connectionName: 'kymo-collector',
    disableClientInfo: true,
    // Replies of one shape, and no handshake that old servers do not know.
    protocol: 2 as const,
    // What was not answered may have been done: who sent it decides.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
  } satisfies RedisOptions
}

function serverOf(address: RedisAddress): Redis {
  const [node] = address.nodes as [{ host: string; port: number }]
  return new Redis({
    ...commonOf(address),
    ...node,
    db: address.db,
    lazyConnect: true,
    enableOfflineQueue: false,
    retryStrategy: retryWait,
  })
}

function clusterOf(address: RedisAddress): Cluster {
  return new Cluster([...address.nodes], {
    redisOptions: commonOf(address),
    lazyConnect: true,
    enableOfflineQueue: false,
    clusterRetryStrategy: retryWait,
    slotsRefreshTimeout: CONNECT_TIMEOUT,
  })
}

/** Milliseconds before the next attempt: doubling, and never twice the same. */
export function retryWait(attempts: number): number {
  const longest = Math.min(FIRST_WAIT * 2 ** Math.min(attempts - 1, 10), LONGEST_WAIT)
  return longest / 2 + Math.random() * (longest / 2)
}
