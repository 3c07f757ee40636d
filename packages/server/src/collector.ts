import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Batch, CollectorStatus, RedisStatus } from '@kymo/protocol'
import { AlertMonitor } from './alerts/alert-monitor.ts'
import type { AlertOptions } from './alerts/alert-options.ts'
import { checkAlerts } from './alerts/config/check-alerts.ts'
import { createApp } from './api/app.ts'
import { dashboardRoutes } from './api/dashboard.ts'
import { FactsBus } from './bus/facts-bus.ts'
import { type CollectorOptions, checkOptions } from './collector-options.ts'
import { BrokenReports } from './ingest/broken-reports.ts'
import { IngestQueue } from './ingest/ingest-queue.ts'
import { PageApps } from './ingest/page-apps.ts'
import type { Notice } from './kymo-error.ts'
import { listen } from './listen.ts'
import { LiveHub } from './live/live-hub.ts'
import { PulseErrorReader } from './pulse/pulse-error-reader.ts'
import { PulseMonitor } from './pulse/pulse-monitor.ts'
import { SlowReader } from './pulse/slow-reader.ts'
import { ErrorReader } from './reads/error-reader.ts'
import { SessionReader } from './reads/session-reader.ts'
import { parseRedisAddress } from './redis/redis-address.ts'
import { RedisLink } from './redis/redis-link.ts'
import { retainRegularly } from './retention.ts'
import { AppOrigins } from './security/app-origins.ts'
import { Authorizer } from './security/authorize.ts'
import { isLoopback, isSecureHost } from './security/host.ts'
import { BrowserStacks } from './source-maps/browser-stacks.ts'
import { openStore } from './store/open-store.ts'

export interface Collector {
  readonly port: number
  readonly url: string
  /** Lets the pages of one more origin read and write. */
  allowOrigin(origin: string): void
  /**
   * Watches other rules, and tells other webhooks, from now on. What fires by a rule of the same name goes on.
   * @throws KymoError with one of `ConfigErrorCode`; then everything stays as it was
   */
  setAlerts(alerts: AlertOptions): void
  /** Ends live streams, finishes the batches under way and closes the store. */
  close(): Promise<void>
}

/** Milliseconds that the end waits for Redis. */
const FAREWELL = 1_500
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
 * @throws KymoError with the code `PORT_IN_USE`, `BAD_OPTIONS`, or one of `StoreErrorCode` or `ConfigErrorCode`
 */
export async function createCollector(options: CollectorOptions): Promise<Collector> {
  const opened: Opened = []
  try {
    return await start(options, opened)
  } catch (error) {
    // Why it could not start says more than what then can not be closed either.
    for (const close of opened.reverse()) await close().catch(() => undefined)
    throw error
  }
}

/** Closes what was opened, in the order in which that was. */
type Opened = (() => Promise<void>)[]

async function start(options: CollectorOptions, opened: Opened): Promise<Collector> {
  const { slowThreshold = 1000, openReads = false, now = Date.now, onNotice = printNotice } = options
  checkOptions(options)
  const id = randomBytes(8).toString('hex')
  const startTime = now()
  const version = options.version ?? packageVersion()
  const address = options.redis === undefined ? undefined : parseRedisAddress(options.redis)
  const store = await openStore(options.store ?? { kind: 'memory' }, { now, onNotice, slowThreshold })
  opened.push(() => store.close())
  const allowedOrigins = new Set(options.allowedOrigins)
  const apps = new AppOrigins()
  if (options.allowAppOrigins) for (const origin of await apps.recall(store)) allowedOrigins.add(origin)
  const stacks = new BrowserStacks(apps)
  const broken = new BrokenReports()
  const pageApps = new PageApps()
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
      ...(pageApps.status && { pageApps: pageApps.status }),
      ...(broken.status && { brokenReports: broken.status }),
      streamClients: hub.listeners,
      ...(redis === undefined ? undefined : { redis: monitor.redisStatus() }),
    }
  }
  const hub = new LiveHub(id, { reader, status, now })
  const committed = (batches: readonly Batch[]) => {
    if (options.allowAppOrigins) for (const origin of apps.learn(batches)) allowedOrigins.add(origin)
    reader.digests.changed(tracesOf(batches))
    pageApps.learn(batches)
    monitor.committed(batches)
    hub.committed(batches)
  }
  const queue = new IngestQueue(store, committed, INGEST_LIMITS)
  const redis = address === undefined ? undefined : new RedisLink(address)
  if (redis !== undefined) opened.push(() => redis.close())
  const report = (error: unknown) =>
    onNotice({
      code: 'INTERNAL',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
  const alerts = await AlertMonitor.open(
    { store, redis, now, publish: (alert) => hub.tell('alert', alert), report },
    options.alerts ?? {},
  )
  opened.push(() => alerts.close())
  const monitor = await PulseMonitor.open({
    store,
    redis,
    keeps: () => queue.keeps,
    redisStatus: () => bus?.status() ?? { ...NO_REDIS, state: redis?.state ?? 'off' },
    alerts: () => alerts.active,
    wanted: () => hub.wanted('system_pulse'),
    publish: (pulse) => hub.tell('system_pulse', pulse),
    now,
    monotonic: () => performance.now(),
    interval: options.pulseInterval,
    report,
  })
  opened.push(() => monitor.close())
  alerts.attend(monitor)
  let port = options.port
  const gate = {
    port: () => port,
    scheme: options.tls === undefined ? ('http' as const) : ('https' as const),
    publicOrigins: options.publicOrigins ?? [],
    network: options.host !== undefined && !isLoopback(options.host),
    allowedOrigins,
  }
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
      alerts,
      now,
      slowThreshold,
      status,
      report,
      rejected: () => rejectedBatches++,
    },
    {
      authorizer: new Authorizer({
        token: options.token,
        readToken: options.readToken,
        openReads,
        now,
        trustProxy: options.trustProxy ?? false,
      }),
      now,
      isSecure: (host) => isSecureHost(host, gate),
    },
    {
      token: options.token,
      allowedOrigins,
      prepare: (batch, origin) => stacks.map(batch, origin),
      trustProxy: options.trustProxy ?? false,
      broken,
    },
    dashboardRoutes(),
  )
  const listening = await listen(options, app, gate, onNotice)
  opened.push(() => listening.close())
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

  const endRetention = retainRegularly(store, {
    retention: options.retention ?? {},
    now,
    removed: () => reader.digests.clear(),
    report,
  })

  let closing: Promise<void> | undefined
  const close = async () => {
    endRetention()
    hub.close()
    await Promise.all([listening.close(), bus?.stop()])
    await queue.drain()
    const hanging = setTimeout(() => redis?.abandon(), FAREWELL)
    await monitor.close()
    await alerts.close()
    clearTimeout(hanging)
    await redis?.close()
    await store.close()
  }
  return {
    port,
    url: gate.publicOrigins[0] ?? `${gate.scheme}://${nameOf(options.host)}:${port}`,
    allowOrigin: (origin) => void allowedOrigins.add(origin),
    setAlerts: (given) => alerts.change(checkAlerts(given, 'alerts', undefined)),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** What a browser on this machine calls it by. */
function nameOf(host: string | undefined): string {
  if (host === undefined || isLoopback(host) || host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
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
