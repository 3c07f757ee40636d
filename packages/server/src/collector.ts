import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Batch, CollectorStatus } from '@kymo/protocol'
import { createApp } from './api/app.ts'
import { dashboardRoutes } from './api/dashboard.ts'
import { IngestQueue } from './ingest/ingest-queue.ts'
import { KymoError, type Notice } from './kymo-error.ts'
import { listen } from './listen.ts'
import { LiveHub } from './live/live-hub.ts'
import { ErrorReader } from './reads/error-reader.ts'
import { SessionReader } from './reads/session-reader.ts'
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
const DEFAULT_MAX_SIZE = 2 * 1024 ** 3
const RETENTION_INTERVAL = 60_000
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
  const store = await openStore(options.store ?? { kind: 'memory' }, { now, onNotice })
  const allowedOrigins = new Set(options.allowedOrigins)
  const apps = new AppOrigins()
  if (options.allowAppOrigins) for (const origin of await apps.recall(store)) allowedOrigins.add(origin)
  const stacks = new BrowserStacks(apps)
  let rejectedBatches = 0
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
    }
  }
  const hub = new LiveHub(id, { reader, status, now })
  const committed = (batches: readonly Batch[]) => {
    if (options.allowAppOrigins) for (const origin of apps.learn(batches)) allowedOrigins.add(origin)
    reader.digests.changed(tracesOf(batches))
    hub.committed(batches)
  }
  const queue = new IngestQueue(store, committed, INGEST_LIMITS)
  const report = (error: unknown) =>
    onNotice({
      code: 'INTERNAL',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
  const app = createApp(
    {
      store,
      reader,
      errors: new ErrorReader(store, reader),
      hub,
      queue,
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
    await store.close()
    throw error
  })
  port = listening.port

  const retain = async () => {
    const { maxAge = DEFAULT_MAX_AGE, maxSize = DEFAULT_MAX_SIZE } = options.retention ?? {}
    try {
      if ((await store.retain({ olderThan: now() - maxAge, maxSize })) > 0) reader.digests.clear()
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
    await listening.close()
    await queue.drain()
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

function checkOptions({ port, token, allowedOrigins = [] }: CollectorOptions): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new KymoError('BAD_OPTIONS', 'port must be a whole number from 0 to 65535.')
  }
  if (!/^[\x21-\x7e]{8,}$/.test(token)) {
    throw new KymoError('BAD_OPTIONS', 'token must have at least 8 printable characters.')
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
