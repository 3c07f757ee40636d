import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Batch, CollectorStatus, RedisStatus } from '@kymo/protocol'
import { createApp } from './api/app.ts'
import { dashboardRoutes } from './api/dashboard.ts'
import { FactsBus } from './bus/facts-bus.ts'
import { IngestQueue } from './ingest/ingest-queue.ts'
import { KymoError, type Notice } from './kymo-error.ts'
import { listen } from './listen.ts'
import { LiveHub } from './live/live-hub.ts'
import { PulseErrorReader } from './pulse/pulse-error-reader.ts'
import { PulseMonitor } from './pulse/pulse-monitor.ts'
import { SlowReader } from './pulse/slow-reader.ts'
import { ErrorReader } from './reads/error-reader.ts'
import { SessionReader } from './reads/session-reader.ts'
import { parseRedisAddress } from './redis/redis-address.ts'
import { RedisLink } from './redis/redis-link.ts'
import { AppOrigins } from './security/app-origins.ts'
import { requireToken, TokenCheck } from './security/token.ts'
import { BrowserStacks } from './source-maps/browser-stacks.ts'
import { openStore, type StoreOptions } from './store/open-store.ts'

export interface CollectorOptions {
  /** 0 takes any free port. */
  readonly port: number
  /** What writers, and readers unless `openReads`, have to show as `Authorization: Bearer`. */
  readonly token: string
  /** Default: in memory. */
  readonly store?: StoreOptions
  /** Origins whose pages may read and write from a browser; exactly as browsers send them. Default: none. */
  readonly allowedOrigins?: readonly string[]
  /**
   * The pages of apps that report here from this machine may read, and with the token write, too: each server that an
   * agent tells of adds its loopback origins, as do those that are known from before and still run. Default: false.
   */
  readonly allowAppOrigins?: boolean
  /** Reads need no token. Default: false. */
  readonly openReads?: boolean
  readonly retention?: Retention
  /**
   * Where agents put facts besides HTTP, and heartbeats: `redis://user:password@host:6379/0`, `rediss://…` for TLS,
   * several with commas between, or `redis-cluster://…`, for a cluster. Collectors of one Redis share the facts among
   * them. Default: none.
   */
  readonly redis?: string
  /**
   * Milliseconds after which facts that another collector fetched from Redis and did not count are fetched by this one:
   * the same for all collectors. Default: 30,000.
   */
  readonly redisClaimIdle?: number
  /** Milliseconds from which a request is slow. Default: 1000. */
  readonly slowThreshold?: number
  /** Shown in `GET /api/status`. Default: the package's. */
  readonly version?: string
  /** Milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly now?: () => number
  /** Told of what went wrong without stopping the collector. Default: a line on stderr. */
  readonly onNotice?: (notice: Notice) => void
}

export interface Retention {
  /** Milliseconds that a fact is kept. Default: 7 days. */
  readonly maxAge?: number
  /** Milliseconds that it is remembered how many requests there were, and how long they took. Default: 30 days. */
  readonly trafficMaxAge?: number
  /** Bytes that the store may use; the oldest facts go first. Default: 2 GiB. */
  readonly maxSize?: number
}

export interface Collector {
  readonly port: number
  readonly url: string
  /** Lets the pages of one more origin read and write. */
  allowOrigin(origin: string): void
  /** Ends live streams, finishes the batches under way and closes the store. */
  close(): Promise<void>
}

const DAY = 24 * 60 * 60 * 1000
const DEFAULT_MAX_AGE = 7 * DAY
const DEFAULT_TRAFFIC_MAX_AGE = 30 * DAY
const DEFAULT_MAX_SIZE = 2 * 1024 ** 3
const RETENTION_INTERVAL = 60_000
const NO_REDIS: RedisStatus = {
  state: 'off',
  problem: null,
  backlog: null,
  droppedFacts: 0,
  rejectedBatches: 0,
}
const INGEST_LIMITS = { waitingBytes: 64 * 1024 * 1024, factsInTransaction: 20_000 }

/**
 * Starts a collector; it listens on both loopback addresses when this resolves.
 *
 * @example
 * const collector = await createCollector({ port: 4600, token, store: { kind: 'duckdb', folder: '.kymo/store' } })
 * @throws KymoError with the code `PORT_IN_USE`, `BAD_OPTIONS`, or one of `StoreErrorCode`
 */
export async function createCollector(options: CollectorOptions): Promise<Collector> {
  const { slowThreshold = 1000, openReads = false, now = Date.now, onNotice = printNotice } = options
  checkOptions(options)
  const id = randomBytes(8).toString('hex')
  const startTime = now()
  const version = options.version ?? packageVersion()
  const address = options.redis === undefined ? undefined : parseRedisAddress(options.redis)
  const store = await openStore(options.store ?? { kind: 'memory' }, { now, onNotice, slowThreshold })
  const allowedOrigins = new Set(options.allowedOrigins)
  const apps = new AppOrigins()
  if (options.allowAppOrigins) for (const origin of await apps.recall(store)) allowedOrigins.add(origin)
  const stacks = new BrowserStacks(apps)
  let rejectedBatches = 0
  let bus: FactsBus | undefined
  const reader = new SessionReader(store, now)
  const status = async (): Promise<CollectorStatus> => {
    const [instances, { dropped, ...stats }] = await Promise.all([store.instances(), store.stats()])
    return {
      version,
      id,
      startTime,
      time: now(),
      instances,
      store: { kind: store.kind, ...stats },
      dropped,
      rejectedBatches,
      streamClients: hub.listeners,
      ...(bus === undefined ? undefined : { redis: bus.status() }),
    }
  }
  const hub = new LiveHub(id, { reader, status, now })
  const committed = (batches: readonly Batch[]) => {
    if (options.allowAppOrigins) for (const origin of apps.learn(batches)) allowedOrigins.add(origin)
    reader.digests.changed(tracesOf(batches))
    monitor.committed(batches)
    hub.committed(batches)
  }
  const queue = new IngestQueue(store, committed, INGEST_LIMITS)
  const redis = address === undefined ? undefined : new RedisLink(address)
  const report = (error: unknown) =>
    onNotice({
      code: 'INTERNAL',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
  const monitor = await PulseMonitor.open({
    store,
    redis,
    redisStatus: () => bus?.status() ?? { ...NO_REDIS, state: redis?.state ?? 'off' },
    alerts: () => [],
    wanted: () => hub.wanted('system_pulse'),
    publish: (pulse) => hub.tell('system_pulse', pulse),
    now,
    monotonic: () => performance.now(),
    report,
  })
  const app = createApp(
    {
      store,
      reader,
      errors: new ErrorReader(store, reader),
      hub,
      queue,
      pulse: {
        monitor,
        slow: new SlowReader(store, monitor, slowThreshold),
        errors: new PulseErrorReader(store, monitor),
      },
      now,
      slowThreshold,
      status,
      report,
      rejected: () => rejectedBatches++,
    },
    requireToken(new TokenCheck(options.token), openReads),
    { token: options.token, allowedOrigins, prepare: (batch, origin) => stacks.map(batch, origin) },
    dashboardRoutes(),
  )
  let port = options.port
  const gate = { port: () => port, allowedOrigins }
  const listening = await listen(options.port, app, gate).catch(async (error) => {
    await monitor.close()
    await store.close()
    await redis?.close()
    throw error
  })
  port = listening.port
  if (redis !== undefined) {
    bus = new FactsBus({
      link: redis,
      store,
      keep: (batch, bytes, entry) => queue.keep(batch, bytes, entry),
      rejected: () => rejectedBatches++,
      onNotice,
      claimIdle: options.redisClaimIdle,
    })
  }

  const retain = async () => {
    const { maxAge = DEFAULT_MAX_AGE, trafficMaxAge, maxSize = DEFAULT_MAX_SIZE } = options.retention ?? {}
    const limits = {
      olderThan: now() - maxAge,
      trafficOlderThan: now() - (trafficMaxAge ?? Math.max(DEFAULT_TRAFFIC_MAX_AGE, maxAge)),
      maxSize,
    }
    try {
      if ((await store.retain(limits)) > 0) reader.digests.clear()
    } catch (error) {
      report(error)
    }
  }
  void retain()
  const retentionTimer = setInterval(() => void retain(), RETENTION_INTERVAL).unref()

  let closing: Promise<void> | undefined
  const close = async () => {
    clearInterval(retentionTimer)
    hub.close()
    await Promise.all([listening.close(), bus?.stop()])
    await queue.drain()
    await monitor.close()
    await redis?.close()
    await store.close()
  }
  return {
    port,
    url: `http://localhost:${port}`,
    allowOrigin: (origin) => void allowedOrigins.add(origin),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

function checkOptions({ port, token, allowedOrigins = [], redisClaimIdle = 1 }: CollectorOptions): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new KymoError('BAD_OPTIONS', 'port must be a whole number from 0 to 65535.')
  }
  if (!/^[\x21-\x7e]{8,}$/.test(token)) {
    throw new KymoError('BAD_OPTIONS', 'token must have at least 8 printable characters.')
  }
  if (!(redisClaimIdle >= 1)) {
    throw new KymoError('BAD_OPTIONS', 'redisClaimIdle must be a number of milliseconds, at least 1.')
  }
  for (const origin of allowedOrigins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new KymoError(
        'BAD_OPTIONS',
        `${JSON.stringify(origin)} is not an origin.`,
        'Write it as the browser sends it: scheme, host, and port where it is not the scheme’s own.',
      )
    }
  }
}

function* tracesOf(batches: readonly Batch[]): Iterable<string> {
  for (const { facts } of batches) {
    for (const fact of facts) if (fact.fact !== 'point' && fact.traceId !== undefined) yield fact.traceId
  }
}

function packageVersion(): string {
  const file = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

function printNotice({ code, message, hint }: Notice): void {
  process.stderr.write(`kymo ${code}: ${message}${hint === undefined ? '' : ` ${hint}`}\n`)
}
