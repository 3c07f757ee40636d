import { type ErrorEntry, parsePulseKey, slowKey } from '@kymo/protocol'
import { KymoError } from '../kymo-error.ts'
import { Pause } from '../pause.ts'
import type { RedisLink } from '../redis/redis-link.ts'
import type { TrafficStore } from '../store/traffic/traffic.ts'
import { ErrorLog } from './error-log.ts'
import type { ProcessTable } from './process-table.ts'
import { MAX_KEYS, type PulseKeys, scanPulseKeys } from './pulse-keys.ts'
import { HeartbeatReader } from './scan-heartbeats.ts'
import type { Skip, SkippedPayloads } from './skipped-payloads.ts'
import { type LoggedSlow, SlowLog } from './slow-log.ts'
import { TrafficMinutes } from './traffic-minutes.ts'

/** Looks at what is known for each search for what is new; more where there are many other keys in the same Redis. */
const LOOKS_A_SCAN = 2
const SCAN_SHARE = 0.1
/** Milliseconds that what is known waits for a search; it goes on beside it. */
const SCAN_PATIENCE = 500
/** Looks for each time at which minutes are read: they are written every five seconds. */
const LOOKS_A_TRAFFIC = 2

const NO_KEYS: PulseKeys = {
  heartbeats: new Set(),
  slow: new Set(),
  errors: new Set(),
  traffic: new Set(),
  beyond: 0,
}

/** Follows what processes put into Redis: heartbeats, slow requests and minutes by itself, groups of errors when asked. */
export class RedisPulse {
  readonly #redis: RedisLink
  readonly #table: ProcessTable
  readonly #skipped: SkippedPayloads
  readonly #heartbeats: HeartbeatReader
  readonly #slow: SlowLog
  readonly #errorLog: ErrorLog
  readonly #traffic: TrafficMinutes
  readonly #interval: number
  readonly #pause = new Pause()
  readonly #done: Promise<void>
  #keys = NO_KEYS
  #nextScan = 0
  #scanning: Promise<void> | undefined
  #scanFailure: unknown
  #problem: string | null = null
  #nextTraffic = 0
  #errors: { readonly until: number; readonly found: Promise<readonly ErrorEntry[]> } | undefined
  #lastErrors: readonly ErrorEntry[] = []
  #stopping = false

  /**
   * @param store takes the minutes
   * @param interval milliseconds between two looks at what is known
   */
  constructor(
    redis: RedisLink,
    table: ProcessTable,
    skipped: SkippedPayloads,
    store: Pick<TrafficStore, 'putTraffic'>,
    interval: number,
  ) {
    this.#redis = redis
    this.#table = table
    this.#skipped = skipped
    const skip: Skip = (key, problem, times) => skipped.add(key, problem, times)
    this.#heartbeats = new HeartbeatReader(redis)
    this.#slow = new SlowLog(redis, skip)
    this.#errorLog = new ErrorLog(redis, skip)
    this.#traffic = new TrafficMinutes(redis, store, skip)
    this.#interval = interval
    this.#done = this.#run()
  }

  /** Why something could not be read the last time, for people; null where all could. */
  get problem(): string | null {
    return this.#problem
  }

  /** In the order in which they came. */
  get slow(): readonly LoggedSlow[] {
    return this.#slow.entries
  }

  /** While Redis does not answer, those of its last answer: that nothing failed is not known then. */
  errors(): Promise<readonly ErrorEntry[]> {
    const now = performance.now()
    if (this.#errors === undefined || now >= this.#errors.until) {
      this.#errors = { until: now + this.#interval, found: this.#readErrors() }
    }
    return this.#errors.found
  }

  async #readErrors(): Promise<readonly ErrorEntry[]> {
    try {
      this.#lastErrors = await this.#errorLog.read(this.#keys.errors)
    } catch {
      // The snapshot says that Redis does not answer.
    }
    return this.#lastErrors
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.#pause.end()
    await this.#done
    await this.#scanning
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const began = performance.now()
      try {
        await this.#look()
        this.#problem = null
      } catch (error) {
        // What is wrong with the connection itself that says best.
        if (this.#redis.state === 'connected') {
          this.#problem = error instanceof KymoError ? error.message : this.#redis.describe(error)
        }
      }
      const wait = this.#interval - (performance.now() - began)
      await this.#pause.wait(Math.max(wait, this.#interval / 10))
    }
  }

  async #look(): Promise<void> {
    if (performance.now() >= this.#nextScan) this.#beginScan()
    // Where there are many other keys it takes long; but until all were found once, silence says nothing.
    const waiting = this.#keys === NO_KEYS ? [] : [this.#pause.wait(SCAN_PATIENCE)]
    await Promise.race([this.#scanning, ...waiting])
    const { heartbeats, problems, failure } = await this.#heartbeats.read()
    for (const { id, heartbeat, age } of heartbeats) this.#table.heard(id, 'redis', heartbeat, age)
    for (const { key, problem } of problems) this.#skipped.add(key, problem)
    if (failure !== undefined) throw failure
    if (this.#keys !== NO_KEYS) this.#table.looked('redis')
    const results = await Promise.allSettled([this.#slow.read(this.#streams()), this.#readTraffic()])
    for (const result of results) if (result.status === 'rejected') throw result.reason
    if (this.#scanFailure !== undefined) throw this.#scanFailure
  }

  async #readTraffic(): Promise<void> {
    if (performance.now() < this.#nextTraffic) return
    this.#nextTraffic = performance.now() + this.#interval * LOOKS_A_TRAFFIC
    await this.#traffic.read(this.#keys.traffic)
  }

  #beginScan(): void {
    this.#scanning ??= this.#scan()
      .then(
        () => {
          this.#scanFailure = undefined
        },
        (error: unknown) => {
          this.#scanFailure = error
        },
      )
      .finally(() => {
        this.#scanning = undefined
      })
  }

  async #scan(): Promise<void> {
    const began = performance.now()
    this.#keys = await scanPulseKeys(this.#redis)
    const took = performance.now() - began
    this.#nextScan = began + Math.max(this.#interval * LOOKS_A_SCAN, took / SCAN_SHARE)
    this.#heartbeats.add(this.#keys.heartbeats)
    this.#skipped.addBeyond(this.#keys.beyond, MAX_KEYS)
  }

  /** Those that were found, and those of apps whose heartbeats were: the first slow request of one is not waited for. */
  #streams(): Set<string> {
    const apps = [...this.#keys.heartbeats].map((key) => parsePulseKey(key)?.app)
    return new Set([...this.#keys.slow, ...apps.filter((app) => app !== undefined).map(slowKey)])
  }
}
