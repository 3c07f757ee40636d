import type { AlertStatus, Batch, ErrorEntry, PulseSnapshot, RedisStatus, SystemPulse } from '@kymo/protocol'
import type { RedisLink } from '../redis/redis-link.ts'
import type { Store } from '../store/store.ts'
import { appsOf } from './app-pulse.ts'
import { type Fleet, fleetOf } from './fleet.ts'
import { heartbeatsOf } from './http-heartbeats.ts'
import { MAX_PROCESSES, type ProcessClock, ProcessTable } from './process-table.ts'
import { PublishedPulse, type PulseView } from './published-pulse.ts'
import { narrowed, type PulseFilter } from './pulse-filter.ts'
import { RecentTraffic } from './recent-traffic.ts'
import { RedisPulse } from './redis-pulse.ts'
import { HISTORY_LENGTH, ServerHistories } from './server-history.ts'
import { SkippedPayloads } from './skipped-payloads.ts'
import type { LoggedSlow } from './slow-log.ts'

/** Milliseconds. */
const INTERVAL = 2_000
/** Looks for each time at which the store is told how things are. */
const LOOKS_A_KEEP = 5
/** Milliseconds between two such times for processes of which only figures have changed. */
const KEEP_FIGURES_INTERVAL = 60_000
/** Servers whose last minutes are part of a snapshot. */
const MAX_HISTORIES = 1_000

export interface PulseSources extends ProcessClock {
  /** Milliseconds between two looks at what has changed, and at Redis. Default: 2000. */
  readonly interval?: number | undefined
  readonly store: Store
  readonly redis: RedisLink | undefined
  /** Whether facts that come over HTTP are kept: where not, silence says nothing. */
  readonly keeps: () => boolean
  readonly redisStatus: () => RedisStatus
  /** What holds of the rules. */
  readonly alerts: () => readonly AlertStatus[]
  /** Whether anybody wants to be told of changes. */
  readonly wanted: () => boolean
  readonly publish: (pulse: SystemPulse) => void
  /** Something failed that should not have. */
  readonly report: (error: unknown) => void
}

/** Watches over the fleet: who is alive, how they are, and what has changed. */
export class PulseMonitor {
  /** Requests of the last five minutes, read before every look that is watched. */
  readonly traffic: RecentTraffic
  readonly #sources: PulseSources
  readonly #interval: number
  readonly #table: ProcessTable
  readonly #skipped: SkippedPayloads
  readonly #histories = new ServerHistories()
  readonly #published = new PublishedPulse()
  readonly #watchers = new Set<(view: PulseView) => void>()
  #redis: RedisPulse | undefined
  #fleet: { readonly revision: number; readonly fleet: Fleet } | undefined
  #timer: NodeJS.Timeout | undefined
  #beating: Promise<void> | undefined
  /** The store did not keep what it was told. */
  #failing = false
  #nextKeep: number
  #nextFigures = performance.now() + KEEP_FIGURES_INTERVAL

  private constructor(sources: PulseSources) {
    this.#sources = sources
    this.#interval = sources.interval ?? INTERVAL
    this.#nextKeep = performance.now() + this.#interval * LOOKS_A_KEEP
    this.#table = new ProcessTable(sources)
    this.#skipped = new SkippedPayloads(sources.now)
    this.traffic = new RecentTraffic(sources.store, sources.now)
  }

  /** Knows at once what an earlier life of the collector had seen. */
  static async open(sources: PulseSources): Promise<PulseMonitor> {
    const monitor = new PulseMonitor(sources)
    const interval = monitor.#interval
    await monitor.#restore()
    if (sources.redis !== undefined) {
      monitor.#redis = new RedisPulse(
        sources.redis,
        monitor.#table,
        monitor.#skipped,
        sources.store,
        interval,
      )
    }
    monitor.#timer = setInterval(() => {
      monitor.#beating ??= monitor.#beat().finally(() => {
        monitor.#beating = undefined
      })
    }, interval).unref()
    return monitor
  }

  /** To be told of all that became durable: heartbeats of agents without Redis are among it. */
  committed(batches: readonly Batch[]): void {
    const { heartbeats, problems } = heartbeatsOf(batches)
    for (const { instance, heartbeat } of heartbeats) this.#table.heard(instance, 'http', heartbeat)
    for (const { instance, problem } of problems) this.#skipped.add(`http:${instance}`, problem)
  }

  async snapshot(filter: PulseFilter = {}): Promise<PulseSnapshot> {
    await this.traffic.refresh()
    const view = this.view()
    this.#published.shown(view)
    const { servers, processes, apps, redis, skipped, alerts } = narrowed(view, filter)
    return {
      time: this.#sources.now(),
      servers,
      processes,
      apps,
      alerts,
      redis,
      skipped,
      history: this.#histories.lists(servers.slice(0, MAX_HISTORIES).map(({ id }) => id)),
    }
  }

  /** How everything is, with the requests that were counted last. */
  view(): PulseView {
    const fleet = this.#fleetNow()
    return {
      ...fleet,
      apps: appsOf(fleet, this.traffic.figures),
      redis: this.redisStatus(),
      skipped: this.#skipped.list(),
      alerts: this.#sources.alerts(),
    }
  }

  /** How Redis is. Facts may come while the pulse may not be read, such as by a user who is not allowed to. */
  redisStatus(): RedisStatus {
    const status = this.#sources.redisStatus()
    const problem = this.#redis?.problem ?? null
    return status.state === 'connected' && problem !== null
      ? { ...status, state: 'failing', problem }
      : status
  }

  /** Calls a function whenever there was a look at what has changed: about every two seconds. @returns what ends it */
  watch(watcher: (view: PulseView) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Slow requests and jobs that Redis told of, in the order in which they came. */
  get slow(): readonly LoggedSlow[] {
    return this.#redis?.slow ?? []
  }

  /** What processes tell of errors through Redis. */
  async errors(): Promise<readonly ErrorEntry[]> {
    return (await this.#redis?.errors()) ?? []
  }

  /** Ids of processes whose slow requests and errors come through Redis, whatever else is known of them. */
  instancesInRedis(): Set<string> {
    const ids = new Set(this.slow.map(({ entry }) => entry.source.instance_id))
    for (const { id, way } of this.#table.all()) if (way === 'redis') ids.add(id)
    return ids
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#watchers.clear()
    await this.#redis?.stop()
    await this.#beating
    await this.#keep(true)
  }

  async #restore(): Promise<void> {
    const { store, now } = this.#sources
    this.#table.restore(await store.pulseProcesses())
    const window = { from: now() - HISTORY_LENGTH, to: now() }
    this.#histories.restore(await store.serverPoints({ ...window, points: 'fine', step: 5_000 }))
  }

  async #beat(): Promise<void> {
    const { now, wanted, publish, report } = this.#sources
    try {
      this.#settle()
      this.#histories.sample(this.#fleetNow().servers, now())
      if (!wanted()) this.#published.clear()
      if (wanted() || this.#watchers.size > 0) {
        await this.traffic.refresh()
        const view = this.view()
        const pulse = wanted() ? this.#published.advance(view, now()) : undefined
        if (pulse !== undefined) publish(pulse)
        for (const watcher of this.#watchers) watcher(view)
      }
      if (performance.now() >= this.#nextKeep) await this.#keep(performance.now() >= this.#nextFigures)
    } catch (error) {
      report(error)
    }
  }

  #settle(): void {
    // Facts that came over HTTP have been looked at when they were kept.
    if (this.#sources.keeps()) this.#table.looked('http')
    this.#table.settle()
    this.#skipped.addBeyond(this.#table.takeBeyond(), MAX_PROCESSES)
  }

  #fleetNow(): Fleet {
    const { revision } = this.#table
    if (this.#fleet?.revision !== revision) this.#fleet = { revision, fleet: fleetOf(this.#table.all()) }
    return this.#fleet.fleet
  }

  async #keep(figures: boolean): Promise<void> {
    this.#nextKeep = performance.now() + this.#interval * LOOKS_A_KEEP
    if (figures) this.#nextFigures = performance.now() + KEEP_FIGURES_INTERVAL
    const memory = { ...this.#table.takeChanges(figures), points: this.#histories.takePoints() }
    const { processes, forgotten, points } = memory
    if (processes.length + forgotten.length + points.fine.length + points.coarse.length === 0) return
    try {
      await this.#sources.store.keepPulse(memory)
      this.#failing = false
    } catch (error) {
      // Said once: a store that is full stays so for long.
      if (!this.#failing) this.#sources.report(error)
      this.#failing = true
    }
  }
}
