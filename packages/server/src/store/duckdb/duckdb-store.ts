import {
  BIGINT,
  DOUBLE,
  type DuckDBListValue,
  type DuckDBMaterializedResult,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { Batch, Facet, FetchFacets, InstanceStatus, Percentiles, Resource } from '@kymo/protocol'
import type { AlertMemory, KeptAlerts } from '../alert-rows.ts'
import type { InboxEntry } from '../inbox-entry.ts'
import type { PulseMemory, PulseProcessRow, ServerPoint, ServerPointQuery } from '../pulse-rows.ts'
import type { EventRow, ExceptionGroupRow, SpanRow } from '../rows.ts'
import { compareSpans, type SpanFilter, type SpanQuery } from '../span-query.ts'
import { CACHE_STATUSES } from '../span-row.ts'
import type {
  BucketStats,
  EventFilter,
  EventQuery,
  RequestStats,
  RequestStatsByRoute,
  RetentionLimits,
  RouteStats,
  Store,
  StoreStats,
} from '../store.ts'
import type { StoreError } from '../store-error.ts'
import type { ToldMinute, TrafficFilter, TrafficGrouping, TrafficStats } from '../traffic/traffic.ts'
import { bucketColumn, limitOf, statsColumns } from './aggregate-sql.ts'
import { ALERT_MESSAGES_SQL, ALERTS_SQL, alertMessageOf, alertOf, writeAlerts } from './alert-sql.ts'
import { Bindings, idText } from './bindings.ts'
import { closeSession, type DuckDBSession, type DuckDBStoreOptions, openSession } from './duckdb-session.ts'
import { eventsWhereOf } from './event-sql.ts'
import { sizeOf } from './open-database.ts'
import { PROCESSES_SQL, processOf, serverPointOf, serverPointsSql, writePulse } from './pulse-sql.ts'
import { readEvents, readSpans } from './read-rows.ts'
import { readTrafficSeries, readTrafficStats } from './read-traffic.ts'
import { cursorCondition, orderColumn, orderOf, tablesOf, wantsVisited, whereOf } from './span-sql.ts'
import { isFatal, storeErrorOf } from './store-error-of.ts'
import { bareTable, EVENTS, FETCHES, REQUESTS, type SpanTable } from './tables.ts'
import { windowStarts } from './time-windows.ts'

/** Milliseconds between two attempts to open a database that broke. */
const REOPEN_INTERVAL = 2_000

/** Number in the order of arrival, and what it was ordered by. */
type FoundRow = readonly [seq: bigint, value: number]

/** Keeps facts in one DuckDB file. */
export class DuckDBStore implements Store {
  readonly kind = 'duckdb'
  readonly #options: DuckDBStoreOptions
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
    const tables = tablesOf(query)
    const found = await Promise.all(tables.map((table) => this.#spansOf(table, query)))
    if (found.length === 1) return found[0] as SpanRow[]
    return found
      .flat()
      .sort((a, b) => compareSpans(query.order, a, b))
      .slice(0, query.limit)
  }

  async countSpans(filter: SpanFilter): Promise<number> {
    const counts = await Promise.all(
      tablesOf(filter).map(async (table) => {
        const bindings = new Bindings()
        const where = this.#where(table, filter, bindings)
        const [row] = await this.#rows(`SELECT count(*)::DOUBLE FROM ${table.name} WHERE ${where}`, bindings)
        return row?.[0] as number
      }),
    )
    return counts.reduce((sum, count) => sum + count, 0)
  }

  async events(query: EventQuery): Promise<readonly EventRow[]> {
    if (query.visitIds !== undefined && this.#session.writer.extents.of(EVENTS).visited === 0) return []
    const bindings = new Bindings()
    const where = this.#eventsWhere(query, bindings)
    const result = await this.#run(
      `SELECT * FROM events WHERE ${where} ORDER BY time DESC, seq DESC ${limitOf(query.limit, bindings)}`,
      bindings,
    )
    return readEvents(result, EVENTS, this.#session.writer.instances.nameOf)
  }

  async exceptionGroups(filter: EventFilter, limit: number): Promise<readonly ExceptionGroupRow[]> {
    const bindings = new Bindings()
    const where = this.#eventsWhere(filter, bindings)
    const rows = await this.#rows(
      `SELECT fingerprint, count(DISTINCT hash(coalesce(trace_hi, 0), coalesce(trace_lo, seq::UBIGINT), thrown)),
         min(time), max(time) AS newest, max(seq) FILTER (is_newest), list(DISTINCT instance)
       FROM (
         SELECT *, time = max(time) OVER (PARTITION BY fingerprint) AS is_newest
         FROM events WHERE fingerprint IS NOT NULL AND ${where}
       )
       GROUP BY fingerprint ORDER BY newest DESC, 5 DESC ${limitOf(limit, bindings)}`,
      bindings,
    )
    const nameOf = (id: DuckDBValue) => this.#session.writer.instances.nameOf(id as number).instance
    return rows.map(([fingerprint, count, firstSeen, lastSeen, latest, instances]) => ({
      fingerprint: idText(fingerprint as bigint),
      count: Number(count),
      firstSeen: firstSeen as number,
      lastSeen: lastSeen as number,
      latest: Number(latest),
      instances: [...new Set((instances as DuckDBListValue).items.map(nameOf))].sort(),
    }))
  }

  async requestStats(filter: SpanFilter, slow: number, routes: number): Promise<RequestStatsByRoute> {
    // One pass over the requests for the whole and for its parts; the whole comes first.
    const [total = [], ...parts] = await this.#routeRows(
      filter,
      slow,
      '((), (method, route, derived))',
      routes + 1,
    )
    return { total: statsOf(total, 6), routes: parts.map(routeStatsOf) }
  }

  async routeStats(filter: SpanFilter, slow: number, limit: number): Promise<readonly RouteStats[]> {
    return (await this.#routeRows(filter, slow, '((method, route, derived))', limit)).map(routeStatsOf)
  }

  async requestSeries(filter: SpanFilter, slow: number, step: number): Promise<readonly BucketStats[]> {
    const bindings = new Bindings()
    const columns = `${bucketColumn(step, bindings)} AS time, ${statsColumns(slow, bindings)}`
    const where = this.#where(REQUESTS, filter, bindings)
    const rows = await this.#rows(
      `SELECT ${columns} FROM requests WHERE ${where} GROUP BY 1 ORDER BY 1`,
      bindings,
    )
    return rows.map((row) => ({ time: row[0] as number, ...statsOf(row, 1) }))
  }

  async fetchFacets(filter: SpanFilter, limit: number): Promise<FetchFacets> {
    const facet = async (value: string): Promise<Facet[]> => {
      const bindings = new Bindings()
      const where = this.#where(FETCHES, { ...filter, kinds: ['fetch'] }, bindings)
      const rows = await this.#rows(
        `SELECT ${value} AS value, count(*)::DOUBLE FROM fetches WHERE ${where}
         GROUP BY 1 HAVING value IS NOT NULL ORDER BY 2 DESC, 1 ${limitOf(limit, bindings)}`,
        bindings,
      )
      return rows.map(([name, count]) => ({ value: String(name), count: count as number }))
    }
    const [method, host, cache, status] = await Promise.all([
      facet('method'),
      facet('host'),
      facet('cache'),
      facet("coalesce((status_code // 100)::VARCHAR || 'xx', 'error')"),
    ])
    const caches = cache.map(({ value, count }) => ({
      value: CACHE_STATUSES[Number(value)] ?? 'unknown',
      count,
    }))
    return { method, host, cache: caches.sort(mostFrequent), status }
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
    return (await this.#rows(PROCESSES_SQL, new Bindings())).map(processOf)
  }

  async serverPoints(query: ServerPointQuery): Promise<readonly ServerPoint[]> {
    const bindings = new Bindings()
    return (await this.#rows(serverPointsSql(query, bindings), bindings)).map(serverPointOf)
  }

  async keepAlerts(memory: AlertMemory): Promise<void> {
    const rows = memory.alerts.length + memory.messages.length
    await this.#guard(({ writer }) => writer.transact((connection) => writeAlerts(connection, memory), rows))
  }

  async keptAlerts(): Promise<KeptAlerts> {
    const [alerts, messages] = await Promise.all([
      this.#rows(ALERTS_SQL, new Bindings()),
      this.#rows(ALERT_MESSAGES_SQL, new Bindings()),
    ])
    return { alerts: alerts.map(alertOf), messages: messages.map(alertMessageOf) }
  }

  async putTraffic(minutes: readonly ToldMinute[]): Promise<void> {
    return this.#guard(({ writer }) => writer.putTraffic(minutes))
  }

  async trafficStats(filter: TrafficFilter, grouping: TrafficGrouping, limit: number): Promise<TrafficStats> {
    return readTrafficStats(this.#run, this.#session.writer.traffic, filter, grouping, limit)
  }

  async trafficSeries(filter: TrafficFilter, step: number): Promise<readonly BucketStats[]> {
    return readTrafficSeries(this.#run, this.#session.writer.traffic, filter, step)
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

  async #spansOf(table: SpanTable, query: SpanQuery): Promise<SpanRow[]> {
    const extent = this.#session.writer.extents.of(table)
    if (extent.visited === 0 && wantsVisited(table, query)) return []
    const windows = windowStarts(query, extent)
    let found: FoundRow[] = []
    for (let next = windows.next(0); next.done !== true; next = windows.next(found.length)) {
      found = await this.#findSpans(table, query, next.value)
      if (found.length >= query.limit) break
    }
    return found.length === 0 ? [] : this.#readSpans(table, query, found)
  }

  /** Which rows, settled on few columns. @param start further bound on the rows' start */
  async #findSpans(table: SpanTable, query: SpanQuery, start: number | undefined): Promise<FoundRow[]> {
    const bindings = new Bindings()
    const conditions = [this.#where(table, query, bindings), cursorCondition(query, bindings)]
    if (start !== undefined) conditions.push(`start >= ${bindings.add(start, DOUBLE)}`)
    const rows = await this.#rows(
      `SELECT seq, ${orderColumn(query)} FROM ${table.name} WHERE ${conditions.join(' AND ')}
       ORDER BY ${orderOf(query)} ${limitOf(query.limit, bindings)}`,
      bindings,
    )
    return rows.map(([seq, value]) => [seq as bigint, value as number])
  }

  /**
   * The rows as they are. A second statement: only a list of known rows lets it pass over the parts of the file that
   * hold none, and what else is known of them, as far as a scan can check it while it reads, over most other rows of the
   * parts that do.
   */
  async #readSpans(table: SpanTable, query: SpanQuery, found: readonly FoundRow[]): Promise<SpanRow[]> {
    const bindings = new Bindings()
    const isFound = bindings.among(
      'seq',
      found.map(([seq]) => seq),
      BIGINT,
    )
    const ends = [(found[0] as FoundRow)[1], (found.at(-1) as FoundRow)[1]].sort((a, b) => a - b)
    const [from, to] = ends.map((value) => bindings.add(value, DOUBLE))
    const { methods, route, purposes } = query
    const where = this.#where(table, { methods, route, purposes }, bindings)
    const wanted = query.bare === true ? bareTable(table) : table
    const column = orderColumn(query)
    const result = await this.#run(
      `SELECT ${Object.keys(wanted.columns).join(', ')} FROM ${table.name}
       WHERE ${where} AND ${column} >= ${from} AND ${column} <= ${to} AND ${isFound} ORDER BY ${orderOf(query)}`,
      bindings,
    )
    return readSpans(result, wanted, this.#session.writer.instances.nameOf)
  }

  #routeRows(filter: SpanFilter, slow: number, sets: string, limit: number): Promise<DuckDBValue[][]> {
    const bindings = new Bindings()
    const stats = statsColumns(slow, bindings)
    const where = this.#where(REQUESTS, filter, bindings)
    return this.#rows(
      `SELECT grouping(method, route, derived) AS parts, coalesce(method, ''), coalesce(route, ''), derived,
         max(duration), max(start), ${stats} AS percentiles
       FROM requests WHERE ${where} GROUP BY GROUPING SETS ${sets}
       ORDER BY parts DESC, percentiles[2] DESC, 3, 2, 4 ${limitOf(limit, bindings)}`,
      bindings,
    )
  }

  #where(table: SpanTable, filter: SpanFilter, bindings: Bindings): string {
    return whereOf(table, filter, bindings, this.#session.writer.instances.idsOf(filter))
  }

  #eventsWhere(filter: EventFilter, bindings: Bindings): string {
    return eventsWhereOf(filter, bindings, this.#session.writer.instances.idsOf(filter))
  }

  #run = (sql: string, bindings: Bindings): Promise<DuckDBMaterializedResult> =>
    this.#guard(({ pool }) => pool.run(sql, bindings))

  async #rows(sql: string, bindings: Bindings): Promise<DuckDBValue[][]> {
    return (await this.#run(sql, bindings)).getRows()
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

/** A row of `#routeRows`. */
function routeStatsOf(row: readonly DuckDBValue[]): RouteStats {
  return {
    method: row[1] as string,
    route: row[2] as string,
    derived: row[3] as boolean,
    max: row[4] as number,
    lastSeen: row[5] as number,
    ...statsOf(row, 6),
  }
}

/** The four columns of `statsColumns`, from a position on. */
function statsOf(row: readonly DuckDBValue[], at: number): RequestStats {
  return {
    count: Number(row[at] ?? 0),
    errors: Number(row[at + 1] ?? 0),
    slow: Number(row[at + 2] ?? 0),
    percentiles: percentilesOf(row[at + 3] as DuckDBListValue | null | undefined),
  }
}

function percentilesOf(list: DuckDBListValue | null | undefined): Percentiles {
  const [p50 = null, p95 = null, p99 = null] = (list?.items ?? []) as readonly number[]
  return { p50, p95, p99 }
}

function mostFrequent(a: Facet, b: Facet): number {
  return b.count - a.count || (a.value < b.value ? -1 : 1)
}
