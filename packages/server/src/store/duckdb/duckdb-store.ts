import type { Batch, FetchFacets, InstanceStatus, Resource } from '@kymo/protocol'
import type { AlertMemory, KeptAlerts } from '../alert-rows.ts'
import type {
  CallStats,
  EventSource,
  PageFilter,
  PageSums,
  PoorVital,
  VitalFilter,
  VitalStats,
  VitalSums,
} from '../browser/browser-store.ts'
import type { InboxEntry } from '../inbox-entry.ts'
import type { PulseMemory, PulseProcessRow, ServerPoint, ServerPointQuery } from '../pulse-rows.ts'
import type { EventRow, ExceptionGroupRow, SpanRow } from '../rows.ts'
import type { SpanFilter, SpanQuery } from '../span-query.ts'
import type {
  BucketStats,
  EventFilter,
  EventQuery,
  RequestStatsByRoute,
  RetentionLimits,
  RouteStats,
  Store,
  StoreStats,
} from '../store.ts'
import type { StoreError } from '../store-error.ts'
import type { ToldMinute, TrafficFilter, TrafficGrouping, TrafficStats } from '../traffic/traffic.ts'
import { ALERT_MESSAGES_SQL, ALERTS_SQL, alertMessageOf, alertOf, writeAlerts } from './alert-sql.ts'
import { Bindings } from './bindings.ts'
import { callStats } from './call-stats.ts'
import { closeSession, type DuckDBSession, type DuckDBStoreOptions, openSession } from './duckdb-session.ts'
import { fetchFacets } from './fetch-facets.ts'
import { eventSources, exceptionGroups, findEvents } from './find-events.ts'
import { countSpans, findSpans } from './find-spans.ts'
import { sizeOf } from './open-database.ts'
import { pageSums } from './page-sums.ts'
import { PROCESSES_SQL, processOf, serverPointOf, serverPointsSql, writePulse } from './pulse-sql.ts'
import { readTrafficSeries, readTrafficStats } from './read-traffic.ts'
import { requestSeries, requestStats, routeStats } from './request-stats.ts'
import { isFatal, storeErrorOf } from './store-error-of.ts'
import { rowsOf, type StoreSource } from './store-source.ts'
import { poorVitals, vitalStats, vitalSums } from './vital-stats.ts'

/** Milliseconds between two attempts to open a database that broke. */
const REOPEN_INTERVAL = 2_000

/** Keeps facts in one DuckDB file. */
export class DuckDBStore implements Store {
  readonly kind = 'duckdb'
  readonly #options: DuckDBStoreOptions
  readonly #source: StoreSource = {
    run: (sql, bindings) => this.#guard(({ pool }) => pool.run(sql, bindings)),
    writer: () => this.#session.writer,
  }
  #session: DuckDBSession
  #expired = 0
  /** Why the session can not be used any more. */
  #broken: StoreError | undefined
  #reopening: Promise<void> | undefined
  #nextAttempt = 0

  private constructor(options: DuckDBStoreOptions, session: DuckDBSession) {
    this.#options = options
    this.#session = session
  }

  /** @throws StoreError */
  static async open(options: DuckDBStoreOptions): Promise<DuckDBStore> {
    return new DuckDBStore(options, await openSession(options))
  }

  async append(batches: readonly Batch[], settled: readonly string[] = []): Promise<readonly boolean[]> {
    return this.#guard(({ writer }) => writer.append(batches, settled))
  }

  async identity(): Promise<string> {
    return this.#guard(async ({ writer }) => writer.inbox.identity)
  }

  async putInbox(entries: readonly InboxEntry[]): Promise<void> {
    return this.#guard(({ writer }) => writer.putInbox(entries))
  }

  async inbox(limit: number): Promise<readonly InboxEntry[]> {
    return this.#guard(({ writer }) => writer.listInbox(limit))
  }

  async spans(query: SpanQuery): Promise<readonly SpanRow[]> {
    return findSpans(this.#source, query)
  }

  async countSpans(filter: SpanFilter): Promise<number> {
    return countSpans(this.#source, filter)
  }

  async events(query: EventQuery): Promise<readonly EventRow[]> {
    return findEvents(this.#source, query)
  }

  async exceptionGroups(filter: EventFilter, limit: number): Promise<readonly ExceptionGroupRow[]> {
    return exceptionGroups(this.#source, filter, limit)
  }

  async requestStats(filter: SpanFilter, slow: number, routes: number): Promise<RequestStatsByRoute> {
    return requestStats(this.#source, filter, slow, routes)
  }

  async routeStats(filter: SpanFilter, slow: number, limit: number): Promise<readonly RouteStats[]> {
    return routeStats(this.#source, filter, slow, limit)
  }

  async requestSeries(filter: SpanFilter, slow: number, step: number): Promise<readonly BucketStats[]> {
    return requestSeries(this.#source, filter, slow, step)
  }

  async fetchFacets(filter: SpanFilter, limit: number): Promise<FetchFacets> {
    return fetchFacets(this.#source, filter, limit)
  }

  async vitalStats(filter: VitalFilter, step: number): Promise<VitalStats> {
    return vitalStats(this.#source, filter, step)
  }

  async vitalSums(filter: VitalFilter): Promise<readonly VitalSums[]> {
    return vitalSums(this.#source, filter)
  }

  async poorVitals(filter: VitalFilter, limit: number): Promise<readonly PoorVital[]> {
    return poorVitals(this.#source, filter, limit)
  }

  async callStats(filter: SpanFilter, slow: number, limit: number): Promise<CallStats> {
    return callStats(this.#source, filter, slow, limit)
  }

  async pageSums(filter: PageFilter): Promise<PageSums> {
    return pageSums(this.#source, filter)
  }

  async eventSources(filter: EventFilter, limit: number): Promise<readonly EventSource[]> {
    return eventSources(this.#source, filter, limit)
  }

  async instances(): Promise<readonly InstanceStatus[]> {
    return this.#session.writer.ledger.list()
  }

  async resources(): Promise<ReadonlyMap<string, Resource>> {
    return this.#session.writer.ledger.resources()
  }

  async keepPulse(memory: PulseMemory): Promise<void> {
    const rows = memory.processes.length + memory.points.fine.length + memory.points.coarse.length
    await this.#guard(({ writer }) => writer.transact((connection) => writePulse(connection, memory), rows))
  }

  async pulseProcesses(): Promise<readonly PulseProcessRow[]> {
    return (await rowsOf(this.#source, PROCESSES_SQL, new Bindings())).map(processOf)
  }

  async serverPoints(query: ServerPointQuery): Promise<readonly ServerPoint[]> {
    const bindings = new Bindings()
    return (await rowsOf(this.#source, serverPointsSql(query, bindings), bindings)).map(serverPointOf)
  }

  async keepAlerts(memory: AlertMemory): Promise<void> {
    const rows = memory.alerts.length + memory.messages.length
    await this.#guard(({ writer }) => writer.transact((connection) => writeAlerts(connection, memory), rows))
  }

  async keptAlerts(): Promise<KeptAlerts> {
    const [alerts, messages] = await Promise.all([
      rowsOf(this.#source, ALERTS_SQL, new Bindings()),
      rowsOf(this.#source, ALERT_MESSAGES_SQL, new Bindings()),
    ])
    return { alerts: alerts.map(alertOf), messages: messages.map(alertMessageOf) }
  }

  async putTraffic(minutes: readonly ToldMinute[]): Promise<void> {
    return this.#guard(({ writer }) => writer.putTraffic(minutes))
  }

  async trafficStats(filter: TrafficFilter, grouping: TrafficGrouping, limit: number): Promise<TrafficStats> {
    return readTrafficStats(this.#source.run, this.#session.writer.traffic, filter, grouping, limit)
  }

  async trafficSeries(filter: TrafficFilter, step: number): Promise<readonly BucketStats[]> {
    return readTrafficSeries(this.#source.run, this.#session.writer.traffic, filter, step)
  }

  async trafficOldest(): Promise<number | null> {
    return this.#session.writer.traffic.oldest
  }

  async stats(): Promise<StoreStats> {
    const { file } = this.#session.database
    const { extents, ledger } = this.#session.writer
    const { spans, events, points, oldest } = extents
    const [size, logSize] = await Promise.all([sizeOf(file), sizeOf(`${file}.wal`)])
    return {
      spans,
      events,
      points,
      size: size + logSize,
      oldest,
      dropped: ledger.dropped,
      expired: this.#expired,
    }
  }

  async retain(limits: RetentionLimits): Promise<number> {
    const { facts } = await this.#guard(({ writer }) => writer.retain(limits))
    this.#expired += facts
    return facts
  }

  async close(): Promise<void> {
    await this.#reopening?.catch(() => undefined)
    await closeSession(this.#session)
  }

  async #guard<Result>(task: (session: DuckDBSession) => Promise<Result>): Promise<Result> {
    if (this.#broken !== undefined) await this.#reopen(this.#broken)
    const session = this.#session
    try {
      return await task(session)
    } catch (error) {
      const failure = storeErrorOf(error, session.database.file)
      if (isFatal(error) && session === this.#session) this.#broken = failure
      throw failure
    }
  }

  /** DuckDB gives a database up when its file could not be written; opened anew, it has all that was committed. */
  async #reopen(reason: StoreError): Promise<void> {
    if (this.#reopening === undefined) {
      if (performance.now() < this.#nextAttempt) throw reason
      this.#nextAttempt = performance.now() + REOPEN_INTERVAL
      this.#reopening = this.#openAnew().finally(() => {
        this.#reopening = undefined
      })
    }
    await this.#reopening
  }

  async #openAnew(): Promise<void> {
    await closeSession(this.#session).catch(() => undefined)
    this.#session = await openSession(this.#options)
    this.#broken = undefined
  }
}
