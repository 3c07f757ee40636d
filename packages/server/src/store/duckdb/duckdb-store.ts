import {
  BIGINT,
  DOUBLE,
  type DuckDBListValue,
  type DuckDBMaterializedResult,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api'
import type { Batch, Facet, FetchFacets, InstanceStatus, Percentiles } from '@kymo/protocol'
import type { Notice } from '../../kymo-error.ts'
import type { EventRow, SpanRow } from '../rows.ts'
import { compareSpans, type SpanFilter, type SpanQuery } from '../span-query.ts'
import { CACHE_STATUSES } from '../span-row.ts'
import type {
  BucketStats,
  EventQuery,
  RequestStats,
  RequestStatsByRoute,
  RetentionLimits,
  Store,
  StoreStats,
} from '../store.ts'
import { bucketColumn, limitOf, statsColumns } from './aggregate-sql.ts'
import { Bindings } from './bindings.ts'
import { ConnectionPool } from './connection-pool.ts'
import { type Database, openDatabase, sizeOf } from './open-database.ts'
import { readEvents, readSpans } from './read-rows.ts'
import { cursorCondition, orderOf, tablesOf, whereOf } from './span-sql.ts'
import { storeErrorOf } from './store-error-of.ts'
import { StoreWriter } from './store-writer.ts'
import { EVENTS, FETCHES, REQUESTS, type SpanTable } from './tables.ts'
import { windowStarts } from './time-windows.ts'

export interface DuckDBStoreOptions {
  readonly folder: string
  readonly now: () => number
  readonly onNotice: (notice: Notice) => void
}

/** Keeps facts in one DuckDB file. */
export class DuckDBStore implements Store {
  readonly kind = 'duckdb'
  readonly #database: Database
  readonly #writer: StoreWriter
  readonly #pool: ConnectionPool
  #expired = 0

  private constructor(database: Database, writer: StoreWriter, pool: ConnectionPool) {
    this.#database = database
    this.#writer = writer
    this.#pool = pool
  }

  /** @throws StoreError */
  static async open({ folder, now, onNotice }: DuckDBStoreOptions): Promise<DuckDBStore> {
    const database = await openDatabase(folder, now, onNotice)
    const writer = await StoreWriter.open(database, now)
    return new DuckDBStore(database, writer, await ConnectionPool.open(database.instance))
  }

  async append(batches: readonly Batch[]): Promise<readonly boolean[]> {
    return this.#guard(() => this.#writer.append(batches))
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

  async events({ names, traceIds, from, to, app, limit }: EventQuery): Promise<readonly EventRow[]> {
    const bindings = new Bindings()
    const conditions = ['true']
    if (names !== undefined) conditions.push(bindings.among('name', names, VARCHAR))
    if (traceIds !== undefined) {
      conditions.push(bindings.amongIds('trace_lo', traceIds, 16))
      conditions.push(bindings.amongIds('trace_hi', [...new Set(traceIds.map((id) => id.slice(0, 16)))], 0))
    }
    if (from !== undefined) conditions.push(`time >= ${bindings.add(from, DOUBLE)}`)
    if (to !== undefined) conditions.push(`time < ${bindings.add(to, DOUBLE)}`)
    const instances = this.#writer.instances.idsOf(app)
    if (instances !== undefined) conditions.push(bindings.amongInstances(instances))
    const result = await this.#run(
      `SELECT * FROM events WHERE ${conditions.join(' AND ')} ORDER BY time DESC, seq DESC ${limitOf(limit, bindings)}`,
      bindings,
    )
    return readEvents(result, EVENTS, this.#writer.instances.nameOf)
  }

  async requestStats(filter: SpanFilter, slow: number, routes: number): Promise<RequestStatsByRoute> {
    const bindings = new Bindings()
    const stats = statsColumns(slow, bindings)
    const where = this.#where(REQUESTS, filter, bindings)
    // One pass over the requests for the whole and for its parts; the whole comes first.
    const rows = await this.#rows(
      `SELECT grouping(method, route, derived) AS parts, coalesce(method, ''), coalesce(route, ''), derived,
         max(duration), max(start), ${stats} AS percentiles
       FROM requests WHERE ${where} GROUP BY GROUPING SETS ((), (method, route, derived))
       ORDER BY parts DESC, percentiles[2] DESC, 3, 2, 4 ${limitOf(routes + 1, bindings)}`,
      bindings,
    )
    const [total = [], ...parts] = rows
    return {
      total: statsOf(total, 6),
      routes: parts.map((row) => ({
        method: row[1] as string,
        route: row[2] as string,
        derived: row[3] as boolean,
        max: row[4] as number,
        lastSeen: row[5] as number,
        ...statsOf(row, 6),
      })),
    }
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
    return this.#writer.ledger.list()
  }

  async stats(): Promise<StoreStats> {
    const { file } = this.#database
    const { spans, events, points, oldest } = this.#writer.extents
    const [size, logSize] = await Promise.all([sizeOf(file), sizeOf(`${file}.wal`)])
    return { spans, events, points, size: size + logSize, oldest, expired: this.#expired }
  }

  async retain(limits: RetentionLimits): Promise<number> {
    const { facts } = await this.#guard(() => this.#writer.retain(limits))
    this.#expired += facts
    return facts
  }

  async close(): Promise<void> {
    await this.#writer.close()
    this.#pool.close()
    this.#database.instance.closeSync()
  }

  async #spansOf(table: SpanTable, query: SpanQuery): Promise<SpanRow[]> {
    let rows: SpanRow[] = []
    for (const start of windowStarts(query, this.#writer.extents.of(table))) {
      rows = await this.#spansFrom(table, query, start)
      if (rows.length >= query.limit) break
    }
    return rows
  }

  /** @param start further bound on the rows' start */
  async #spansFrom(table: SpanTable, query: SpanQuery, start: number | undefined): Promise<SpanRow[]> {
    const bindings = new Bindings()
    const conditions = [this.#where(table, query, bindings), cursorCondition(query, bindings)]
    if (start !== undefined) conditions.push(`start >= ${bindings.add(start, DOUBLE)}`)
    const order = `ORDER BY ${orderOf(query)}`
    // Which rows is settled on few columns; only then are they read whole. Not one statement with a subquery: only a
    // list of known rows lets the second pass over the parts of the file that hold none.
    const found = await this.#rows(
      `SELECT seq FROM ${table.name} WHERE ${conditions.join(' AND ')} ${order} ${limitOf(query.limit, bindings)}`,
      bindings,
    )
    if (found.length === 0) return []
    const rowBindings = new Bindings()
    const isFound = rowBindings.among(
      'seq',
      found.map(([id]) => id as bigint),
      BIGINT,
    )
    const result = await this.#run(`SELECT * FROM ${table.name} WHERE ${isFound} ${order}`, rowBindings)
    return readSpans(result, table, this.#writer.instances.nameOf)
  }

  #where(table: SpanTable, filter: SpanFilter, bindings: Bindings): string {
    return whereOf(table, filter, bindings, this.#writer.instances.idsOf(filter.app))
  }

  #run(sql: string, bindings: Bindings): Promise<DuckDBMaterializedResult> {
    return this.#guard(() => this.#pool.run(sql, bindings))
  }

  async #rows(sql: string, bindings: Bindings): Promise<DuckDBValue[][]> {
    return (await this.#run(sql, bindings)).getRows()
  }

  async #guard<Result>(task: () => Promise<Result>): Promise<Result> {
    try {
      return await task()
    } catch (error) {
      throw storeErrorOf(error, this.#database.file)
    }
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
